//! Revokes what nothing stands in the way of any more: a stored task, so that a crash between the decision and the
//! revocation loses nothing.

use super::revoke::revoke;
use super::serial_of::serial_of;
use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::service::App;
use chancery_domain::certificate::{RevocationNeed, Stage};
use chancery_domain::ids::CertificateId;
use chancery_domain::revocation::By;

/// Carries out the revocation of a certificate; does nothing when there is none to carry out.
///
/// # Errors
/// Only the register's.
pub async fn carry_out(app: &App, ctx: &Ctx, id: &CertificateId) -> Result<(), Failure> {
    let wanted = id.clone();
    let certificate = app.store.read(move |register| Ok(register.certificate(&wanted)?)).await?;
    let Some(certificate) = certificate else { return Ok(()) };
    let Stage::Revoking { reason, need: RevocationNeed::Nothing, .. } = certificate.stage else {
        return Ok(());
    };
    let serial = serial_of(app, id).await?;
    match revoke(app, ctx, &serial, reason, By::Subscriber(certificate.account)).await {
        // Somebody else was first.
        Err(failure) if failure.code == Code::AlreadyRevoked => Ok(()),
        other => other,
    }
}
