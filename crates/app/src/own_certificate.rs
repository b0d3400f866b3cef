//! Finds a certificate of the tenant; another account's is as absent as one that never was (must never happen, 15).

use crate::failure::Failure;
use crate::ports::Register;
use chancery_domain::certificate::Certificate;
use chancery_domain::ids::{AccountId, CertificateId};

/// The certificate `id` if it belongs to `account`.
///
/// # Errors
/// [`crate::Code::CertificateNotFound`].
pub(crate) fn own_certificate(
    register: &mut dyn Register,
    account: AccountId,
    id: &CertificateId,
) -> Result<Certificate, Failure> {
    register.certificate(id)?.filter(|c| c.account == account).ok_or_else(|| Failure::no_certificate(id))
}
