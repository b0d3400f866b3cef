//! Third step of an issuance, in the caller's unit of work: the certificate stands in the register.

use super::Signed;
use crate::failure::Failure;
use crate::ports::Register;
use chancery_domain::issuance::Issuance;

/// Keeps the certificate under its serial. Returns the one that was kept first: another run may have been faster, and
/// only one certificate of a serial is ever given out (must never happen, number 24).
///
/// # Errors
/// Only the register's.
pub fn keep(register: &mut dyn Register, issuance: &Issuance, signed: &Signed) -> Result<Vec<u8>, Failure> {
    let earlier = register.keep_signed(&issuance.serial, &signed.leaf_der)?;
    Ok(earlier.unwrap_or_else(|| signed.leaf_der.clone()))
}
