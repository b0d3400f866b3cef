//! The serial under which a certificate of the register was, or is to be, signed.

use crate::failure::{Code, Failure};
use crate::service::App;
use chancery_domain::certificate::Certificate;
use chancery_domain::ids::CertificateId;
use chancery_domain::issuance::Serial;

/// For operators: whose certificate it is does not matter, and it may be deleted.
///
/// # Errors
/// [`Code::CertificateNotFound`] when nothing was signed here for it; [`Code::NotRevocable`] for an upload, which its own
/// issuer revokes (H3).
pub async fn serial_of(app: &App, id: &CertificateId) -> Result<Serial, Failure> {
    let wanted = id.clone();
    let (issuance, certificate) = app
        .store
        .read(move |register| Ok((register.issuance_for(&wanted)?, register.certificate(&wanted)?)))
        .await?;
    if certificate.as_ref().is_some_and(Certificate::is_uploaded) {
        let text = format!("certificate {id} was issued elsewhere; ask its issuer to revoke it");
        return Err(Failure::new(Code::NotRevocable, text));
    }
    issuance.map(|issuance| issuance.serial).ok_or_else(|| Failure::no_certificate(id))
}
