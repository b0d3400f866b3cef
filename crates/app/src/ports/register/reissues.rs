//! Reissues that run, by the primary domains under which they make others wait (J1).

use super::Stored;
use chancery_domain::ids::{AccountId, CertificateId};
use chancery_domain::reissue::Running;

/// Running reissues. Of any number of units at the same time, one notes a primary domain of an account.
pub trait Reissues {
    /// The reissue that runs in the account under any of these primary domains, the first in their order.
    fn running_reissue(&mut self, account: AccountId, primary_domains: &[String]) -> Stored<Option<Running>>;
    /// Notes that `reissue` runs, for a kin that begins with `original`. [`super::StoreError::Taken`] when one of the
    /// primary domains has a running reissue already; the unit must fail then.
    fn begin_reissue(
        &mut self,
        account: AccountId,
        primary_domains: &[String],
        reissue: &CertificateId,
        original: &CertificateId,
    ) -> Stored<()>;
    /// It runs no more; nothing happens when it was not noted.
    fn end_reissue(&mut self, reissue: &CertificateId) -> Stored<()>;
}
