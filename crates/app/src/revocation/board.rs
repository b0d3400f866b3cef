//! What this node remembers of revocations, so that answers can be given without asking the register each time.

use chancery_domain::revocation::Revocation;
use std::sync::atomic::{AtomicI64, Ordering};

/// One for each node.
#[derive(Debug, Default)]
pub struct Board {
    /// The newest revision this node has heard of.
    revision: AtomicI64,
}

impl Board {
    /// Takes note of a revocation that has been committed.
    pub fn note(&self, revocation: &Revocation) {
        self.revision.fetch_max(revocation.revision, Ordering::AcqRel);
    }
}
