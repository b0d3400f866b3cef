//! Revokes a serial: the row, the certificate's stage, the blocked key and what follows from it are one unit of work.
//!
//! A serial can be revoked as soon as it is recorded, also when only a precertificate was signed under it, or nothing
//! yet (must never happen, 9).

use super::pair;
use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::operation_log::record;
use crate::ports::{NewRevocation, NewTask, Register, Scope, TaskKind};
use crate::reactions::react;
use crate::service::App;
use chancery_domain::certificate::{Certificate, Stage};
use chancery_domain::ids::AccountId;
use chancery_domain::issuance::{Issuance, Serial};
use chancery_domain::operation_log::Operation;
use chancery_domain::revocation::{By, Reason, Refused, Revocation};

/// Revokes `serial`. When this has returned, lists and answers of this node say so, and those of other nodes do
/// within a second.
///
/// # Errors
/// [`Code::CertificateNotFound`] for a serial that was never recorded or belongs to another account;
/// [`Code::AlreadyRevoked`]; [`Code::ReasonNotOffered`].
pub async fn revoke(app: &App, ctx: &Ctx, serial: &Serial, reason: Reason, by: By) -> Result<(), Failure> {
    by.may_give(reason)?;
    let wanted = serial.clone();
    let (serial, owner) = app
        .store
        .read(move |register| {
            let serial = pair::leading(register, &wanted)?;
            let owner = account_of(register, &serial)?;
            Ok((serial, owner))
        })
        .await?;
    let (service, inner, wanted) = (app.clone(), ctx.clone(), serial.clone());
    let scope = owner.map_or(Scope::Unguarded, Scope::Account);
    let revocation = app
        .store
        .write(scope, move |register| inside(&service, register, &inner, &wanted, reason, &by))
        .await?;
    tracing::info!(request_id = %ctx.request_id, serial = %revocation.serial, issuer = revocation.issuer,
        reason = revocation.reason.word(), revision = revocation.revision, "revoked");
    app.revocation.note(&revocation);
    let wanted = serial.clone();
    if let Some(other) = app.store.read(move |register| pair::revocation_beside(register, &wanted)).await? {
        app.revocation.note(&other);
    }
    app.tasks_due.notify_one();
    Ok(())
}

/// The account that a serial's certificate belongs to; nothing for the service's own, for what was deleted, and for a
/// serial that never was.
///
/// # Errors
/// Only the register's.
pub async fn owner_of(app: &App, serial: &Serial) -> Result<Option<AccountId>, Failure> {
    let wanted = serial.clone();
    app.store.read(move |register| account_of(register, &wanted)).await
}

/// Whose unit it is; nothing for the service's own certificates and for what was deleted.
fn account_of(register: &mut dyn Register, serial: &Serial) -> Result<Option<AccountId>, Failure> {
    let Some(id) = register.issuance(serial)?.and_then(|issuance| issuance.certificate) else {
        return Ok(None);
    };
    Ok(register.certificate(&id)?.map(|certificate| certificate.account))
}

/// The unit of work.
pub(super) fn inside(
    app: &App,
    register: &mut dyn Register,
    ctx: &Ctx,
    serial: &Serial,
    reason: Reason,
    by: &By,
) -> Result<Revocation, Failure> {
    let issuance = register.issuance(serial)?.ok_or_else(|| unknown(serial))?;
    let certificate = match &issuance.certificate {
        Some(id) => register.certificate(id)?,
        None => None,
    };
    if let By::Subscriber(account) = by
        && certificate.as_ref().is_none_or(|certificate| certificate.account != *account)
    {
        return Err(unknown(serial));
    }
    let revocation = match register.revocation(serial)? {
        Some(present) => {
            by.may_revise(present.reason, reason)?;
            register.change_reason(serial, reason)?
        }
        None => register.insert_revocation(&NewRevocation {
            serial: serial.clone(),
            issuer: issuance.issuer.clone(),
            shard: issuance.shard,
            reason,
            revoked_at: ctx.now,
            not_after: issuance.not_after,
        })?,
    };
    pair::revoke_beside(register, &issuance, &revocation)?;
    if reason == Reason::KeyCompromise {
        block(register, ctx, &issuance)?;
    }
    if let Some(certificate) = certificate {
        change_stage(app, register, ctx, certificate, &revocation, by)?;
    }
    Ok(revocation)
}

/// Nobody uses the key again, and its other certificates follow (must never happen, 20).
fn block(register: &mut dyn Register, ctx: &Ctx, issuance: &Issuance) -> Result<(), Failure> {
    // Records from before keys were noted have none.
    if issuance.spki_sha256.is_empty() {
        return Ok(());
    }
    register.block_key(&issuance.spki_sha256, &issuance.serial, ctx.now)?;
    register.add_task(&NewTask {
        kind: TaskKind::RevokeKey,
        subject: issuance.spki_sha256.clone(),
        due_at: ctx.now,
    })?;
    Ok(())
}

fn change_stage(
    app: &App,
    register: &mut dyn Register,
    ctx: &Ctx,
    mut certificate: Certificate,
    revocation: &Revocation,
    by: &By,
) -> Result<(), Failure> {
    let change = certificate.stage.clone().revoke(revocation.reason, ctx.now)?;
    if change.next != certificate.stage {
        certificate.stage = change.next;
        certificate.changed_at = ctx.now;
        register.update_certificate(&certificate)?;
    }
    react(register, ctx, app, &certificate, &change.events)?;
    let mut detail =
        format!("serial: {}; reason: {}; by: {}", revocation.serial, revocation.reason.word(), by.word());
    if !matches!(certificate.stage, Stage::Revoked { .. }) {
        detail.push_str(&format!("; the certificate is {}", certificate.stage.name()));
    }
    record(register, ctx, certificate.account, Operation::Revoked, Some(&certificate.id), detail)
}

fn unknown(serial: &Serial) -> Failure {
    Failure::new(
        Code::CertificateNotFound,
        format!("there is no certificate with the serial number {serial}; give one that was issued here"),
    )
}

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Self {
        let code = match refused {
            Refused::ReasonNotOffered(_) => Code::ReasonNotOffered,
            Refused::Already => Code::AlreadyRevoked,
        };
        Failure::new(code, refused.to_string())
    }
}
