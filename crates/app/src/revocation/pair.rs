//! (D1, I1) Both certificates of an SM2 pair are revoked together, whichever serial is named.

use crate::failure::Failure;
use crate::ports::{NewRevocation, Register};
use chancery_domain::issuance::{Issuance, Serial};
use chancery_domain::revocation::Revocation;

/// The serial of the signature certificate, of which the register knows whose it is; any other serial is its own.
pub(super) fn leading(register: &mut dyn Register, serial: &Serial) -> Result<Serial, Failure> {
    let Some(id) = register.certificate_encrypted_under(serial)? else { return Ok(serial.clone()) };
    Ok(register.issuance_for(&id)?.map_or_else(|| serial.clone(), |issuance| issuance.serial))
}

/// Gives the encryption certificate beside `issuance`, if there is one, the revocation that this one was given.
pub(super) fn revoke_beside(
    register: &mut dyn Register,
    issuance: &Issuance,
    revocation: &Revocation,
) -> Result<(), Failure> {
    let Some(other) = beside(register, issuance)? else { return Ok(()) };
    match register.revocation(&other.serial)? {
        Some(present) if present.reason == revocation.reason => {}
        Some(_) => {
            register.change_reason(&other.serial, revocation.reason)?;
        }
        None => {
            register.insert_revocation(&NewRevocation {
                serial: other.serial,
                issuer: other.issuer,
                shard: other.shard,
                reason: revocation.reason,
                revoked_at: revocation.revoked_at,
                not_after: other.not_after,
            })?;
        }
    }
    Ok(())
}

/// The revocation of the encryption certificate beside the certificate of this serial.
pub(super) fn revocation_beside(
    register: &mut dyn Register,
    serial: &Serial,
) -> Result<Option<Revocation>, Failure> {
    let Some(issuance) = register.issuance(serial)? else { return Ok(None) };
    match beside(register, &issuance)? {
        Some(other) => Ok(register.revocation(&other.serial)?),
        None => Ok(None),
    }
}

/// The record of the encryption certificate beside this one.
fn beside(register: &mut dyn Register, issuance: &Issuance) -> Result<Option<Issuance>, Failure> {
    let Some(id) = &issuance.certificate else { return Ok(None) };
    match register.encryption_certificate(id)?.and_then(|pair| pair.serial) {
        Some(serial) => Ok(register.issuance(&serial)?),
        None => Ok(None),
    }
}
