//! The way of a certificate that is logged: its precertificate is signed and kept, shown to logs, their timestamps
//! are kept, and the final bytes are made from the recorded ones alone.
//!
//! A crash or a log that does not answer leaves a serial with its precertificate in the register, answerable and
//! revocable (must never happen, number 9); the next run submits the same precertificate again, and what is signed in
//! the end is the same whichever run signs it (8).

use super::refused;
use crate::ctx::Ctx;
use crate::failure::{Code, Failure, Retry};
use crate::ports::{LogsError, Scope, Submission};
use crate::service::App;
use chancery_domain::issuance::Issuance;
use chancery_pki::transparency::{bare, finished};

/// Signs the certificate of a recorded precertificate.
///
/// # Errors
/// [`Code::IssuerFailed`] when the issuer cannot sign or too few logs answer; it may be tried again.
pub(super) async fn certify(
    app: &App,
    ctx: &Ctx,
    issuance: &Issuance,
    chain_der: &[Vec<u8>],
) -> Result<Vec<u8>, Failure> {
    let precertificate = precertificate(app, issuance).await?;
    let to_be_signed = match timestamps(app, ctx, issuance, &precertificate, chain_der).await? {
        Some(list) => finished(&issuance.to_be_signed, &list),
        None => bare(&issuance.to_be_signed),
    };
    let to_be_signed = to_be_signed.map_err(Failure::internal)?;
    app.authority.sign(&issuance.issuer, &to_be_signed).map_err(refused)
}

/// The precertificate kept first; signed if there is none yet.
async fn precertificate(app: &App, issuance: &Issuance) -> Result<Vec<u8>, Failure> {
    if let Some(kept) = &issuance.precertificate {
        return Ok(kept.clone());
    }
    let der = app.authority.sign(&issuance.issuer, &issuance.to_be_signed).map_err(refused)?;
    let serial = issuance.serial.clone();
    app.store
        .write(Scope::Unguarded, move |register| {
            let earlier = register.keep_precertificate(&serial, &der)?;
            Ok(earlier.unwrap_or_else(|| der.clone()))
        })
        .await
}

/// The timestamps kept first; obtained if there are none yet. Nothing when the profile no longer asks for any.
async fn timestamps(
    app: &App,
    ctx: &Ctx,
    issuance: &Issuance,
    precertificate_der: &[u8],
    chain_der: &[Vec<u8>],
) -> Result<Option<Vec<u8>>, Failure> {
    if let Some(kept) = &issuance.timestamps {
        return Ok(Some(kept.clone()));
    }
    let Some(rule) = app.profiles.get(&issuance.profile).and_then(|profile| profile.scts) else {
        return Ok(None);
    };
    let now = ctx.now;
    let submission = Submission { precertificate_der, chain_der, now, not_after: issuance.not_after, rule };
    let list = app.logs.submit(submission).await.map_err(too_few)?;
    let serial = issuance.serial.clone();
    let kept = app
        .store
        .write(Scope::Unguarded, move |register| {
            let earlier = register.keep_timestamps(&serial, &list)?;
            Ok(earlier.unwrap_or_else(|| list.clone()))
        })
        .await?;
    Ok(Some(kept))
}

fn too_few(error: LogsError) -> Failure {
    let mut failure = Failure::new(
        Code::IssuerFailed,
        "too few certificate transparency logs answered; it will be tried again",
    );
    failure.cause = Some(error.to_string());
    failure.retry = Retry::Later;
    failure
}
