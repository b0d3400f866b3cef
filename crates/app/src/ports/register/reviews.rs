//! Reviews by people, and reminders of them.

use super::Stored;
use chancery_domain::ids::{AccountId, CertificateId, ReviewId};
use chancery_domain::review::{Review, ReviewSubject};
use chancery_domain::time::Timestamp;

/// Which reviews are listed.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct ReviewFilter {
    /// Those that were decided or withdrawn too.
    pub ended: bool,
    /// Only of this kind ([`ReviewSubject::kind`]).
    pub kind: Option<String>,
    /// Only of this account.
    pub account: Option<AccountId>,
}

/// A page of reviews.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReviewPage {
    /// The rows.
    pub items: Vec<Review>,
    /// How many match in all.
    pub total: u64,
}

/// Reviews. A subject has at most one that is open.
pub trait Reviews {
    /// Adds a review under the next number of the whole register and returns that; [`super::StoreError::Taken`] when its
    /// subject has an open one.
    fn insert_review(&mut self, review: &Review) -> Stored<ReviewId>;
    /// The review.
    fn review(&mut self, id: ReviewId) -> Stored<Option<Review>>;
    /// Writes it back.
    fn update_review(&mut self, review: &Review) -> Stored<()>;
    /// The open review of a subject.
    fn open_review(&mut self, subject: &ReviewSubject) -> Stored<Option<Review>>;
    /// Every review of a subject, newest first.
    fn reviews_of(&mut self, subject: &ReviewSubject) -> Stored<Vec<Review>>;
    /// A page of reviews in the order of work: open ones first, then by due date, of one date the paid ones first, then
    /// by number (F3).
    fn list_reviews(&mut self, filter: &ReviewFilter, offset: u64, limit: u64) -> Stored<ReviewPage>;
    /// Notes that an applicant reminded the reviewers of a certificate.
    fn insert_reminder(&mut self, certificate: &CertificateId, at: Timestamp) -> Stored<()>;
    /// When an applicant reminded the reviewers of a certificate: how often, and the last time.
    fn reminders(&mut self, certificate: &CertificateId) -> Stored<(u64, Option<Timestamp>)>;
}
