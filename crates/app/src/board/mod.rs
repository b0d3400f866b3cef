//! What this node remembers of revocations and what it has signed about them, so that answers can be given without
//! asking the register each time.
//!
//! Two things keep memory and register together. A revocation made here is noted at once; those made elsewhere are read
//! by the watcher ([`crate::revocation::watch`]), in their order, a few times a second. And whatever was made from a look at the
//! register is kept only if nothing was noted since that look, so that an old truth never displaces a new one.

mod answers;
mod document;
mod issuer_index;

pub use document::Document;
pub(crate) use issuer_index::IssuerIndex;

use crate::ports::Responder;
use answers::Answers;
use chancery_domain::issuance::Serial;
use chancery_domain::revocation::{ListPart, Revocation};
use chancery_domain::time::Timestamp;
use parking_lot::{Mutex, RwLock};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use tokio::sync::Notify;

/// The operator's decisions about lists and answers.
#[derive(Clone, Debug, Default)]
pub struct BoardSettings {
    /// Scheme, host and port below which lists are found, as certificates name them.
    pub http_url: String,
    /// Answers are signed by delegated responders instead of the issuers themselves.
    pub delegated: bool,
}

/// The delegated responders of a node, by issuer, each with the moment from which it is renewed.
#[derive(Debug, Default)]
pub(crate) struct Delegates(pub(crate) tokio::sync::Mutex<HashMap<String, (Responder, Timestamp)>>);

/// One for each node.
#[derive(Debug, Default)]
pub struct Board {
    pub(crate) settings: BoardSettings,
    /// Grows with every piece of news.
    news: AtomicU64,
    /// Whether somebody watches for news from other nodes; without that nothing is kept.
    watched: AtomicBool,
    pub(crate) answers: Answers,
    pub(crate) lists: Mutex<HashMap<(String, ListPart), HeldList>>,
    pub(crate) issuers: RwLock<Arc<IssuerIndex>>,
    pub(crate) delegates: Delegates,
    /// Held while a list is made, so that requests for the same list do not all make it.
    pub(crate) making: tokio::sync::Mutex<()>,
    /// Rung for the watcher.
    pub(crate) bell: Notify,
}

/// A list in memory.
#[derive(Clone, Debug)]
pub(crate) struct HeldList {
    /// The news count at the look it came from.
    pub(crate) seen: u64,
    pub(crate) document: Arc<Document>,
}

impl Board {
    /// A board for a node.
    pub fn new(settings: BoardSettings) -> Self {
        Board { settings, ..Board::default() }
    }

    /// Takes note of a revocation that this node has committed.
    pub fn note(&self, revocation: &Revocation) {
        self.note_seen(revocation);
        self.bell.notify_one();
    }

    /// Takes note of a revocation that was seen in the register.
    pub(crate) fn note_seen(&self, revocation: &Revocation) {
        self.news.fetch_add(1, Ordering::AcqRel);
        match octets(&revocation.serial) {
            Some(serial) => self.answers.forget(&serial),
            None => self.answers.clear(),
        }
    }

    /// Forgets everything that depends on revocations: too many came at once, or it is not known which.
    pub(crate) fn forget_all(&self) {
        self.news.fetch_add(1, Ordering::AcqRel);
        self.answers.clear();
    }

    /// The news count, to be read before a look at the register.
    pub(crate) fn news(&self) -> u64 {
        self.news.load(Ordering::Acquire)
    }

    /// Whether what was seen at news count `seen` may still be kept.
    pub(crate) fn may_keep(&self, seen: u64) -> bool {
        self.watched.load(Ordering::Acquire) && self.news() == seen
    }

    /// Somebody watches from now on.
    pub(crate) fn watched(&self) {
        self.watched.store(true, Ordering::Release);
    }
}

/// The octets of a serial without leading zeros, as requests carry them.
pub(crate) fn octets(serial: &Serial) -> Option<Vec<u8>> {
    let bytes = hex::decode(serial.as_hex()).ok()?;
    let first = bytes.iter().position(|byte| *byte != 0).unwrap_or(bytes.len());
    Some(bytes.split_at(first).1.to_vec())
}
