//! What follows from what happened: the whole life cycle on one screen.
//!
//! A use-case saves the stage that the domain returned and hands the events here, in the same unit of work; here
//! stand the tasks, quota changes, order changes and log lines that follow. Rooms do not call each other.

use crate::ctx::Ctx;
use crate::evidence::{drop_proofs, keep_approval};
use crate::failure::Failure;
use crate::kin;
use crate::operation_log::record;
use crate::ports::{NewTask, Register, TaskKind};
use crate::review::{self, NewReview};
use crate::service::App;
use chancery_domain::catalogue::Step;
use chancery_domain::certificate::{Certificate, Change, Event, Origin, Relation, Stage};
use chancery_domain::operation_log::Operation;
use chancery_domain::order::{self, Order};
use chancery_domain::review::ReviewSubject;

/// Moves a certificate to the stage that the domain returned, and carries out what follows.
///
/// # Errors
/// Only the register's.
pub fn advance(
    register: &mut dyn Register,
    ctx: &Ctx,
    app: &App,
    certificate: &mut Certificate,
    change: Change,
) -> Result<(), Failure> {
    certificate.stage = change.next;
    certificate.changed_at = ctx.now;
    register.update_certificate(certificate)?;
    react(register, ctx, app, certificate, &change.events)
}

/// Carries out what follows from each event. `certificate` is as it is after the change.
///
/// # Errors
/// Only the register's.
pub fn react(
    register: &mut dyn Register,
    ctx: &Ctx,
    app: &App,
    certificate: &Certificate,
    events: &[Event],
) -> Result<(), Failure> {
    for event in events {
        match event {
            Event::CertificateBought => {
                review::go_first(register, certificate.account)?;
                log(register, ctx, certificate, Operation::Bought)?;
            }
            Event::CertificateApplied => log(register, ctx, certificate, Operation::Applied)?,
            Event::InformationSubmitted => log(register, ctx, certificate, Operation::InformationSubmitted)?,
            Event::LetterUploaded => log(register, ctx, certificate, Operation::LetterUploaded)?,
            Event::ReviewWanted => want_review(register, app, ctx, certificate)?,
            Event::ReviewPassed => log(register, ctx, certificate, Operation::ReviewPassed)?,
            Event::ReviewRefused => {
                kin::end_reissue(register, certificate)?;
                log(register, ctx, certificate, Operation::ReviewRefused)?;
            }
            Event::ValidationBegun => {
                let first_look = ctx.now.plus_seconds(app.policy.validation.backoff_first_seconds);
                task(register, TaskKind::CheckValidation, certificate, first_look)?;
            }
            Event::ValidationPassed => {
                register.drop_task(TaskKind::CheckValidation, certificate.id.as_str())?;
                log(register, ctx, certificate, Operation::DomainValidationPassed)?;
            }
            Event::ReadyToIssue => task(register, TaskKind::SignCertificate, certificate, ctx.now)?,
            Event::ValidationFailed | Event::IssuanceFailed => {
                register.drop_task(TaskKind::CheckValidation, certificate.id.as_str())?;
                kin::end_reissue(register, certificate)?;
                release_quota(register, ctx, certificate)?;
                order_came_to_nothing(register, ctx, certificate)?;
                log(register, ctx, certificate, Operation::DomainValidationFailed)?;
            }
            Event::CertificateIssued => {
                register.drop_task(TaskKind::SignCertificate, certificate.id.as_str())?;
                hold_quota_until_expiry(register, certificate)?;
                keep_approval(register, certificate)?;
                kin::end_reissue(register, certificate)?;
                kin::schedule(app, register, certificate)?;
                kin::note_reminder(app, register, certificate, ctx.now)?;
                order_delivered(register, ctx, certificate)?;
                log(register, ctx, certificate, Operation::Issued)?;
            }
            Event::CertificateCancelled => {
                withdraw_reviews(register, ctx, certificate)?;
                register.drop_task(TaskKind::CheckValidation, certificate.id.as_str())?;
                kin::end_reissue(register, certificate)?;
                release_quota(register, ctx, certificate)?;
                order_came_to_nothing(register, ctx, certificate)?;
                log(register, ctx, certificate, Operation::Cancelled)?;
            }
            Event::ApplicationReopened => log(register, ctx, certificate, Operation::Resubmitted)?,
            Event::CertificateRefunded => log(register, ctx, certificate, Operation::Refunded)?,
            Event::RevocationAsked => log(register, ctx, certificate, Operation::RevocationAsked)?,
            Event::RevocationLetterUploaded => {
                log(register, ctx, certificate, Operation::RevocationLetterUploaded)?;
            }
            Event::RevocationApproved => log(register, ctx, certificate, Operation::RevocationApproved)?,
            Event::RevocationRefused => {
                register.drop_task(TaskKind::CheckValidation, certificate.id.as_str())?;
                follow_upstream(register, ctx, certificate)?;
                log(register, ctx, certificate, Operation::RevocationRefused)?;
            }
            Event::RevocationCleared => {
                register.drop_task(TaskKind::CheckValidation, certificate.id.as_str())?;
                task(register, TaskKind::CarryOutRevocation, certificate, ctx.now)?;
            }
            Event::CertificateRevoked => {
                drop_proofs(register, certificate)?;
                release_account_quota(register, ctx, certificate)?;
                review::withdraw(register, ctx, &ReviewSubject::Revocation(certificate.id.clone()))?;
                if !register.related(&certificate.id, Relation::Reissue)?.is_empty() {
                    task(register, TaskKind::RevokeKin, certificate, ctx.now)?;
                }
                kin::stand_in(app, register, certificate, ctx.now)?;
                follow_upstream(register, ctx, certificate)?;
            }
            // Quota ends by itself: it was held until the last second (B2).
            Event::CertificateExpired => {
                // A revocation that was not decided until now is not decided any more (I2).
                register.drop_task(TaskKind::CheckValidation, certificate.id.as_str())?;
                review::withdraw(register, ctx, &ReviewSubject::Revocation(certificate.id.clone()))?;
                log(register, ctx, certificate, Operation::Expired)?;
            }
            Event::CertificateUploaded => {
                kin::note_reminder(app, register, certificate, ctx.now)?;
                log(register, ctx, certificate, Operation::Uploaded)?;
            }
            Event::CertificateDeleted => log(register, ctx, certificate, Operation::Deleted)?,
        }
    }
    Ok(())
}

/// Puts an application, or a revocation that was asked for, into the reviewers' queue (F3, I2).
fn want_review(
    register: &mut dyn Register,
    app: &App,
    ctx: &Ctx,
    certificate: &Certificate,
) -> Result<(), Failure> {
    let id = certificate.id.clone();
    let subject = match &certificate.stage {
        Stage::Reviewing(passage) if passage.current() == Some(Step::PreReview) => {
            ReviewSubject::PreReview(id)
        }
        Stage::Revoking { .. } => ReviewSubject::Revocation(id),
        _ => ReviewSubject::Application(id),
    };
    let application = certificate.application();
    let product = application.and_then(|application| app.catalogue.product(application.product.0));
    let wanted = NewReview {
        subject,
        account: certificate.account,
        paid: application.is_some_and(|application| !application.free),
        level: product.map(|product| product.level),
    };
    review::open(register, app, ctx, &wanted).map(drop)
}

/// Nobody goes on examining what was given up.
fn withdraw_reviews(
    register: &mut dyn Register,
    ctx: &Ctx,
    certificate: &Certificate,
) -> Result<(), Failure> {
    for subject in
        [ReviewSubject::Application(certificate.id.clone()), ReviewSubject::PreReview(certificate.id.clone())]
    {
        review::withdraw(register, ctx, &subject)?;
    }
    Ok(())
}

fn task(
    register: &mut dyn Register,
    kind: TaskKind,
    certificate: &Certificate,
    due_at: chancery_domain::time::Timestamp,
) -> Result<(), Failure> {
    register.add_task(&NewTask { kind, subject: certificate.id.as_str().to_owned(), due_at })?;
    Ok(())
}

/// The authority that issued it is told of its revocation, or asked again when to renew it.
fn follow_upstream(register: &mut dyn Register, ctx: &Ctx, certificate: &Certificate) -> Result<(), Failure> {
    if register.upstream_order(&certificate.id)?.is_some() {
        task(register, TaskKind::FollowUpstream, certificate, ctx.now)?;
    }
    Ok(())
}

/// What was bought is there (C1). A reissue or continuation belongs to the same, closed order.
fn order_delivered(register: &mut dyn Register, ctx: &Ctx, certificate: &Certificate) -> Result<(), Failure> {
    change_order(register, certificate, |order| order.stage.deliver(ctx.now))
}

/// An application came to nothing: a free order ends with it, a paid one stays, to be submitted again or refunded (C2).
fn order_came_to_nothing(
    register: &mut dyn Register,
    ctx: &Ctx,
    certificate: &Certificate,
) -> Result<(), Failure> {
    change_order(register, certificate, |order| order.stage.come_to_nothing(order.is_paid_for(), ctx.now))
}

fn change_order(
    register: &mut dyn Register,
    certificate: &Certificate,
    next: impl Fn(&Order) -> order::Stage,
) -> Result<(), Failure> {
    let Some(application) = certificate.application() else { return Ok(()) };
    let Some(order) = register.order(application.order)? else { return Ok(()) };
    let stage = next(&order);
    if stage != order.stage {
        register.update_order(&Order { stage, ..order })?;
    }
    Ok(())
}

/// An application that came to nothing gives its place back at once (B2).
fn release_quota(register: &mut dyn Register, ctx: &Ctx, certificate: &Certificate) -> Result<(), Failure> {
    if let Some(quota_use) = register.quota_use(&certificate.id)? {
        register.update_quota_use(&certificate.id, &quota_use.ended_unissued(ctx.now))?;
    }
    Ok(())
}

/// After a revocation the account's place returns at once, the primary domain's only at expiry (B2).
fn release_account_quota(
    register: &mut dyn Register,
    ctx: &Ctx,
    certificate: &Certificate,
) -> Result<(), Failure> {
    if let Some(quota_use) = register.quota_use(&certificate.id)? {
        register.update_quota_use(&certificate.id, &quota_use.revoked(ctx.now))?;
    }
    Ok(())
}

/// An issued certificate holds its place until it expires (B2); a reissue holds that of its original.
fn hold_quota_until_expiry(register: &mut dyn Register, certificate: &Certificate) -> Result<(), Failure> {
    let Stage::Issued(validity) = &certificate.stage else { return Ok(()) };
    let original = certificate.application().and_then(|application| application.reissues.as_ref());
    if let Some(quota_use) = register.quota_use(original.unwrap_or(&certificate.id))? {
        let held = match original {
            Some(_) => quota_use.reissued(validity.not_after),
            None => quota_use.issued(validity.not_after),
        };
        register.update_quota_use(original.unwrap_or(&certificate.id), &held)?;
    }
    Ok(())
}

/// The line names what an auditor asks for: the names, the name used for validation and the method (trust rule
/// "audit log").
fn log(
    register: &mut dyn Register,
    ctx: &Ctx,
    certificate: &Certificate,
    operation: Operation,
) -> Result<(), Failure> {
    let mut detail = format!("names: {}", certificate.names.join(", "));
    if let Some(application) = certificate.application() {
        detail.push_str(&format!("; method: {}", application.method.record_type()));
    }
    if let (Operation::Uploaded, Origin::Uploaded { notes, .. }) = (operation, &certificate.origin) {
        // (H1) What was repaired, completed or is worth a warning is said.
        for note in notes {
            detail.push_str(&format!("; {note}"));
        }
    }
    match &certificate.stage {
        Stage::Validating(progress, _) => {
            let bases: Vec<String> = progress.challenges.iter().map(|c| c.base.to_string()).collect();
            detail.push_str(&format!("; validated by: {}", bases.join(", ")));
        }
        Stage::Issuing { .. } => detail.push_str(&confirmed(register, certificate)?),
        Stage::Issued(validity) => detail.push_str(&format!("; serial: {}", validity.serial)),
        Stage::Failed { reason, .. } => detail.push_str(&format!("; reason: {}", reason.explain())),
        Stage::Revoking { reason, .. } => detail.push_str(&format!("; reason: {}", reason.word())),
        Stage::AwaitingInformation
        | Stage::AwaitingLetter(_)
        | Stage::Reviewing(_)
        | Stage::Expired(_)
        | Stage::Revoked { .. }
        | Stage::Cancelled { .. }
        | Stage::Refunded { .. } => {}
    }
    record(register, ctx, certificate.account, operation, Some(&certificate.id), detail)
}

/// How far remote perspectives confirmed the proofs and CAA (BR 3.2.2.9), each way of saying it once.
fn confirmed(register: &mut dyn Register, certificate: &Certificate) -> Result<String, Failure> {
    let looks = register.looks(&certificate.id)?;
    let mut told: Vec<String> = looks.iter().map(|look| look.corroboration.explain()).collect();
    let caa = register.caa_checks(certificate.id.as_str())?;
    let mut told_caa: Vec<String> = caa
        .iter()
        .map(|check| match &check.found_at {
            Some(at) => format!("permits by the records at {at}"),
            None => "has no records".to_owned(),
        })
        .collect();
    for list in [&mut told, &mut told_caa] {
        list.sort();
        list.dedup();
    }
    Ok(format!("; perspectives: {}; CAA: {}", told.join(", "), told_caa.join(", ")))
}
