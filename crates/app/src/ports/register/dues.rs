//! What the service does by itself with certificates, and when: each concern has its own list, read from its earliest
//! end (K3, K4, M1).

use super::Stored;
use chancery_domain::ids::{AccountId, CertificateId};
use chancery_domain::time::Timestamp;

/// What is to be done.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Concern {
    /// The next certificate of a paid term is applied for (K3).
    Continuation,
    /// The certificate is renewed and paid for (K4).
    AutomaticRenewal,
    /// The holder is reminded that the certificate ends (M1).
    Reminder,
}

impl Concern {
    /// A stable word for storage.
    pub fn code(self) -> &'static str {
        match self {
            Concern::Continuation => "continuation",
            Concern::AutomaticRenewal => "automatic-renewal",
            Concern::Reminder => "reminder",
        }
    }
}

/// What is due for which certificate. Cost contract: [`Dues::due`] costs by what is due, not by what is kept.
pub trait Dues {
    /// Something is due for a certificate at this moment, whatever was noted before.
    fn set_due(
        &mut self,
        concern: Concern,
        account: AccountId,
        id: &CertificateId,
        at: Timestamp,
    ) -> Stored<()>;
    /// It is not due any more; nothing happens when it was not.
    fn drop_due(&mut self, concern: Concern, id: &CertificateId) -> Stored<()>;
    /// When it is due for a certificate.
    fn due_at(&mut self, concern: Concern, id: &CertificateId) -> Stored<Option<Timestamp>>;
    /// What is due at `now` in all accounts, earliest first, at most `limit`.
    fn due(
        &mut self,
        concern: Concern,
        now: Timestamp,
        limit: u64,
    ) -> Stored<Vec<(AccountId, CertificateId)>>;
}
