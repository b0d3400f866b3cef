//! How certificates come from others: reissues, renewals, and the next ones inside one paid term.

use super::Application;
use crate::ids::CertificateId;

/// How a certificate comes from its parent.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Relation {
    /// The same names until the same day, with another key or CSR (J).
    Reissue,
    /// Bought anew before the parent ends (K1).
    Renewal,
    /// The next one inside one paid term (K3).
    Continuation,
}

impl Relation {
    /// A stable word for storage.
    pub fn code(self) -> &'static str {
        match self {
            Relation::Reissue => "reissue",
            Relation::Renewal => "renewal",
            Relation::Continuation => "continuation",
        }
    }
}

impl Application {
    /// What it comes from, and how.
    pub fn parents(&self) -> impl Iterator<Item = (Relation, &CertificateId)> {
        [
            (Relation::Reissue, &self.reissues),
            (Relation::Renewal, &self.renews),
            (Relation::Continuation, &self.continues),
        ]
        .into_iter()
        .filter_map(|(relation, parent)| Some((relation, parent.as_ref()?)))
    }
}
