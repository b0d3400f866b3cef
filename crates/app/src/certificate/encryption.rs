//! The encryption certificate of an SM2 pair (D1, H2), beside the signature certificate that everything else means.

use crate::failure::Failure;
use crate::ports::{EncryptionCertificate, Register};
use chancery_domain::ids::CertificateId;

/// The encryption certificate, once there is one.
///
/// # Errors
/// Only the register's.
pub(super) fn encryption_certificate(
    register: &mut dyn Register,
    id: &CertificateId,
) -> Result<Option<EncryptionCertificate>, Failure> {
    Ok(register.encryption_certificate(id)?.filter(|pair| pair.leaf_der.is_some()))
}
