//! With an original its reissues are revoked (I3): those that are issued, and those still on their way are given up. A
//! stored task, each reissue a unit of its own: interrupted half way, it goes on with the rest.

use super::revoke::revoke;
use super::serial_of::serial_of;
use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::ports::Scope;
use crate::reactions::advance;
use crate::service::App;
use chancery_domain::certificate::{Certificate, Relation, Stage};
use chancery_domain::ids::CertificateId;
use chancery_domain::revocation::By;

/// Revokes or gives up every reissue of a revoked original.
///
/// # Errors
/// Only the register's.
pub async fn revoke_kin(app: &App, ctx: &Ctx, original: &CertificateId) -> Result<(), Failure> {
    let wanted = original.clone();
    let (revocation, reissues) = app
        .store
        .read(move |register| {
            // By its serial: the original itself may be deleted meanwhile.
            let revocation = match register.issuance_for(&wanted)? {
                Some(issuance) => register.revocation(&issuance.serial)?,
                None => None,
            };
            Ok((revocation, register.related(&wanted, Relation::Reissue)?))
        })
        .await?;
    let Some(reason) = revocation.map(|revocation| revocation.reason) else { return Ok(()) };
    for id in reissues {
        if give_up(app, ctx, &id).await? {
            continue;
        }
        let serial = match serial_of(app, &id).await {
            Ok(serial) => serial,
            // Deleted, or it failed before anything was signed.
            Err(failure) if failure.code == Code::CertificateNotFound => continue,
            Err(failure) => return Err(failure),
        };
        match revoke(app, ctx, &serial, reason, By::Original).await {
            Ok(()) => {}
            Err(failure) if failure.code == Code::AlreadyRevoked => {}
            Err(failure) => return Err(failure),
        }
    }
    Ok(())
}

/// Gives up a reissue under which nothing can have been signed. Whether it was given up.
async fn give_up(app: &App, ctx: &Ctx, id: &CertificateId) -> Result<bool, Failure> {
    let wanted = id.clone();
    let present = app.store.read(move |register| Ok(register.certificate(&wanted)?)).await?;
    let Some(account) = present.filter(unfinished).map(|certificate| certificate.account) else {
        return Ok(false);
    };
    let (service, inner, wanted) = (app.clone(), ctx.clone(), id.clone());
    app.store
        .write(Scope::Account(account), move |register| {
            let Some(mut certificate) = register.certificate(&wanted)?.filter(unfinished) else {
                return Ok(false);
            };
            let stage = certificate.stage.clone();
            let change = match stage {
                Stage::Issuing { .. } => stage.refuse("its original was revoked".to_owned(), inner.now)?,
                _ => stage.cancel(inner.now)?,
            };
            advance(register, &inner, &service, &mut certificate, change)?;
            Ok(true)
        })
        .await
}

/// No serial was recorded for it yet.
fn unfinished(certificate: &Certificate) -> bool {
    matches!(
        certificate.stage,
        Stage::AwaitingInformation
            | Stage::AwaitingLetter(_)
            | Stage::Reviewing(_)
            | Stage::Validating(..)
            | Stage::Issuing { serial: None, .. }
    )
}
