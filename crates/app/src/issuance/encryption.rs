//! (D1) The encryption certificate of an SM2 pair, issued beside the signature certificate for the same names and key
//! (the seeds know one key for both) under a serial of its own.
//!
//! Its serial is recorded in the unit of work that records the signature certificate's, so that there is never one
//! without the other; it is signed after it and kept in the unit in which the certificate becomes issued.

use super::{Plan, SM2_ENCRYPTION_PROFILE, Signed, complete as sign_recorded, keep as keep_signed, reserve};
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::ports::{EncryptionCertificate, Register};
use crate::service::App;
use chancery_domain::ids::CertificateId;
use chancery_domain::issuance::{Issuance, Serial};

/// A signed encryption certificate with its record.
pub(super) struct Encryption {
    issuance: Issuance,
    signed: Signed,
}

/// Records a serial for the encryption certificate that goes with what `plan` wants certified.
///
/// # Errors
/// Those of [`reserve`].
pub(super) fn reserve_beside(
    app: &App,
    register: &mut dyn Register,
    ctx: &Ctx,
    id: &CertificateId,
    plan: &Plan,
) -> Result<(), Failure> {
    // The register knows one serial for a certificate; this one is found by way of the pair.
    let plan = Plan { profile: SM2_ENCRYPTION_PROFILE.to_owned(), certificate: None, ..plan.clone() };
    let issuance = reserve(app, register, ctx, &plan)?;
    let recorded =
        EncryptionCertificate { serial: Some(issuance.serial), ..EncryptionCertificate::default() };
    Ok(register.put_encryption_certificate(id, &recorded)?)
}

/// Signs what was recorded; nothing for certificates that are no pair.
///
/// # Errors
/// [`crate::Code::IssuerFailed`] when the issuer cannot sign now; it may be tried again.
pub(super) async fn complete(
    app: &App,
    ctx: &Ctx,
    id: &CertificateId,
) -> Result<Option<Encryption>, Failure> {
    let wanted = id.clone();
    let issuance = app
        .store
        .read(move |register| match recorded_serial(register, &wanted)? {
            Some(serial) => Ok(register.issuance(&serial)?),
            None => Ok(None),
        })
        .await?;
    let Some(issuance) = issuance else { return Ok(None) };
    let signed = sign_recorded(app, ctx, &issuance).await?;
    Ok(Some(Encryption { issuance, signed }))
}

/// Keeps the encryption certificate with the certificate that it belongs to.
///
/// # Errors
/// Only the register's.
pub(super) fn keep(
    register: &mut dyn Register,
    id: &CertificateId,
    encryption: Option<&Encryption>,
) -> Result<(), Failure> {
    let Some(Encryption { issuance, signed }) = encryption else { return Ok(()) };
    let kept = keep_signed(register, issuance, signed)?;
    let certificate = EncryptionCertificate {
        serial: Some(issuance.serial.clone()),
        leaf_der: Some(kept),
        ..EncryptionCertificate::default()
    };
    Ok(register.put_encryption_certificate(id, &certificate)?)
}

fn recorded_serial(register: &mut dyn Register, id: &CertificateId) -> Result<Option<Serial>, Failure> {
    Ok(register.encryption_certificate(id)?.and_then(|pair| pair.serial))
}
