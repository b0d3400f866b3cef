//! One look at every open challenge of a certificate: probe, judge, record. Shared by polling and asking.

use super::check_caa::check_caa;
use super::look_everywhere::look_everywhere;
use crate::ctx::Ctx;
use crate::evidence::keep_proofs;
use crate::failure::Failure;
use crate::ports::{CaaCheck, Look, Register, Scope};
use crate::reactions::advance;
use crate::service::App;
use chancery_domain::certificate::{Certificate, CertificateError, Change, Event, Stage};
use chancery_domain::ids::{AccountId, CertificateId};
use chancery_domain::validation::caa::CaaQuestion;
use chancery_domain::validation::{Cause, Challenge, Method, Verdict};
use futures_util::future::join_all;

/// Probes every open challenge, records what was seen, and moves the certificate on when all are proved. Returns the
/// certificate afterwards; nothing when it is gone.
///
/// # Errors
/// Only the register's. A certificate that does not wait for validation is returned as it is.
pub async fn look(app: &App, ctx: &Ctx, id: &CertificateId) -> Result<Option<Certificate>, Failure> {
    let wanted = id.clone();
    let certificate = app.store.read(move |register| Ok(register.certificate(&wanted)?)).await?;
    let Some(certificate) = certificate else { return Ok(None) };
    let account = certificate.account;
    let Some(progress) = certificate.stage.proofs() else { return Ok(Some(certificate)) };
    let for_issuance = matches!(certificate.stage, Stage::Validating(..));
    let looks = if ctx.now <= progress.deadline {
        let probes = progress.open().map(|(position, challenge)| async move {
            one(app, ctx, position, challenge, for_issuance).await
        });
        join_all(probes).await
    } else {
        Vec::new()
    };
    record(app, ctx, account, id, looks).await
}

/// Looks at one challenge; when its proof is there, CAA is asked for the names that it covers. A name that CAA
/// forbids keeps the challenge open, so that the cause is shown and looked at again until the deadline (E7). CAA says who
/// may issue; a revocation does not ask it.
async fn one(
    app: &App,
    ctx: &Ctx,
    position: usize,
    challenge: &Challenge,
    for_issuance: bool,
) -> (Look, Vec<CaaCheck>) {
    let looked = look_everywhere(app, ctx, challenge).await;
    let mut look = Look {
        position,
        at: ctx.now,
        observations: looked.observations,
        corroboration: looked.corroboration,
        verdict: looked.verdict,
    };
    if look.verdict != Verdict::Passed || !for_issuance {
        return (look, Vec::new());
    }
    match check_caa(app, ctx, &questions(challenge)).await {
        Ok(outcome) => (look, outcome.checks),
        Err(failure) => {
            look.verdict = Verdict::NotYet { cause: Cause::Caa { detail: failure.public } };
            (look, Vec::new())
        }
    }
}

/// What CAA is asked about the names that a challenge covers.
pub(super) fn questions(challenge: &Challenge) -> Vec<CaaQuestion> {
    let method = challenge.proof.method().map_or("", Method::caa_label);
    let names = challenge.covers.iter().filter(|name| name.dns().is_some()).cloned();
    names.map(|name| CaaQuestion { name, method, account_uri: None }).collect()
}

async fn record(
    app: &App,
    ctx: &Ctx,
    account: AccountId,
    id: &CertificateId,
    looks: Vec<(Look, Vec<CaaCheck>)>,
) -> Result<Option<Certificate>, Failure> {
    let (service, inner, wanted) = (app.clone(), ctx.clone(), id.clone());
    app.store
        .write(Scope::Account(account), move |register| settle(&service, register, &inner, &wanted, &looks))
        .await
}

fn settle(
    app: &App,
    register: &mut dyn Register,
    ctx: &Ctx,
    id: &CertificateId,
    looks: &[(Look, Vec<CaaCheck>)],
) -> Result<Option<Certificate>, Failure> {
    let Some(mut certificate) = register.certificate(id)? else { return Ok(None) };
    let Some(progress) = certificate.stage.proofs() else { return Ok(Some(certificate)) };
    for (look, caa) in looks {
        register.put_look(id, look)?;
        register.put_caa_checks(id.as_str(), caa)?;
    }
    let before = progress.clone();
    let verdicts: Vec<(usize, Verdict)> =
        looks.iter().map(|(l, _)| (l.position, l.verdict.clone())).collect();
    let change = stage_after(register, &certificate, &verdicts, ctx)?;
    if change.events.contains(&Event::ValidationPassed) {
        keep_proofs(register, &certificate, &before, ctx.now)?;
    }
    if change.next.proofs() != Some(&before) {
        advance(register, ctx, app, &mut certificate, change)?;
    }
    Ok(Some(certificate))
}

/// The stage after these verdicts, or after the deadline.
fn stage_after(
    register: &mut dyn Register,
    certificate: &Certificate,
    verdicts: &[(usize, Verdict)],
    ctx: &Ctx,
) -> Result<Change, Failure> {
    let stage = || certificate.stage.clone();
    let revoking = matches!(certificate.stage, Stage::Revoking { .. });
    let judged = if revoking {
        stage().prove_revocation(verdicts, ctx.now)
    } else {
        stage().validate(verdicts, ctx.now)
    };
    match judged {
        Err(CertificateError::TooLate { .. }) if revoking => Ok(stage().time_out_revocation(ctx.now)?),
        Err(CertificateError::TooLate { .. }) => {
            Ok(stage().time_out(last_seen(register, certificate)?, ctx.now)?)
        }
        other => Ok(other?),
    }
}

/// What the last look at each open challenge saw, in words (E6).
fn last_seen(register: &mut dyn Register, certificate: &Certificate) -> Result<String, Failure> {
    let Some(progress) = certificate.stage.proofs() else { return Ok(String::new()) };
    let looks = register.looks(&certificate.id)?;
    let mut words = Vec::new();
    for (position, challenge) in progress.open() {
        if let Some(Verdict::NotYet { cause }) =
            looks.iter().find(|l| l.position == position).map(|l| &l.verdict)
        {
            words.push(cause.explain(&challenge.proof.place(), challenge.proof.expected()));
        }
    }
    Ok(words.join("; "))
}
