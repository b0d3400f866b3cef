//! The round of the whole register that applies for the next certificate of paid terms (K3). It walks only what is due,
//! and may run twice or be cut off anywhere: a term has one running continuation at a time.

use super::AT_ONCE;
use super::renew::asked_for;
use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::kin::{kin, successors};
use crate::order::{self, CsrChoice, Follower, Key, Wanted, follow, obtain_key, same_key};
use crate::ports::{CertificateFiles, Concern, Register, Scope};
use crate::service::App;
use chancery_domain::certificate::{Application, Certificate, CsrOrigin, Stage};
use chancery_domain::ids::{AccountId, CertificateId};
use chancery_domain::operation_log::Operation;
use chancery_domain::renewal::passage;
use futures_util::stream::{self, TryStreamExt};

/// Certificates looked at in one round.
const BATCH: u64 = 100;

/// One round. Returns whether there may be more.
///
/// # Errors
/// Only the register's.
pub async fn continue_terms(app: &App, ctx: &Ctx) -> Result<bool, Failure> {
    let now = ctx.now;
    let due = app.store.read(move |register| Ok(register.due(Concern::Continuation, now, BATCH)?)).await?;
    let more = u64::try_from(due.len()).unwrap_or(0) == BATCH;
    stream::iter(due.into_iter().map(Ok))
        .try_for_each_concurrent(AT_ONCE, |(account, id)| async move {
            continue_one(app, ctx, account, &id).await
        })
        .await?;
    Ok(more)
}

/// What a certificate that is due needs.
enum Need {
    /// Nothing any more.
    Nothing,
    /// Its continuation or its reissue runs, or its revocation is undecided.
    Wait,
    /// The next certificate.
    Next(Box<(Certificate, CertificateFiles)>),
}

async fn continue_one(app: &App, ctx: &Ctx, account: AccountId, id: &CertificateId) -> Result<(), Failure> {
    let (inner, wanted) = (ctx.clone(), id.clone());
    let need = app.store.read(move |register| need(register, &inner, &wanted)).await?;
    let key = match &need {
        // The key is made before the unit of work; a second run that comes too late makes one in vain.
        Need::Next(parent) => next_key(app, account, &parent.0, &parent.1).await,
        Need::Nothing | Need::Wait => Ok(None),
    };
    let (service, inner, wanted) = (app.clone(), ctx.clone(), id.clone());
    let outcome = match key {
        Ok(key) => {
            app.store
                .write(Scope::Account(account), move |register| {
                    settle(&service, register, &inner, &wanted, key.as_ref())
                })
                .await
        }
        Err(failure) => Err(failure),
    };
    match outcome {
        Err(failure) if refused(&failure) => report(app, ctx, account, id, failure).await,
        other => other,
    }
}

/// What is known of the certificate now.
fn need(register: &mut dyn Register, ctx: &Ctx, id: &CertificateId) -> Result<Need, Failure> {
    let Some(certificate) = register.certificate(id)? else { return Ok(Need::Nothing) };
    let ends_at = certificate.application().and_then(|application| application.term_ends_at);
    if ends_at.is_none_or(|end| end <= ctx.now) {
        return Ok(Need::Nothing);
    }
    match &certificate.stage {
        Stage::Issued(_) | Stage::Expired(_) => {}
        // Refused or not proved, the revocation leaves it in force (I2), and the term goes on.
        Stage::Revoking { .. } => return Ok(Need::Wait),
        _ => return Ok(Need::Nothing),
    }
    let followers = successors(register, &certificate)?;
    // The next one is there, and goes on or was given up by itself.
    if followers.continuation.is_some() && followers.unissued.is_none() {
        return Ok(Need::Nothing);
    }
    if followers.continuation.is_some() || !followers.reissues.is_empty() {
        return Ok(Need::Wait);
    }
    let files = register.certificate_files(id)?.unwrap_or_default();
    Ok(Need::Next(Box::new((certificate, files))))
}

/// The key of the next certificate: a new one of the same kind where the service holds the present one; nothing where it
/// does not, or holds it under a password that it does not know: then the same CSR serves again.
async fn next_key(
    app: &App,
    account: AccountId,
    certificate: &Certificate,
    files: &CertificateFiles,
) -> Result<Option<Key>, Failure> {
    let application = certificate.application().ok_or_else(|| Failure::internal("an upload has no term"))?;
    if !certificate.key_held || certificate.password_chosen {
        return same_key(certificate, files).map(Some);
    }
    let algorithm = certificate.algorithm.ok_or_else(|| Failure::internal("no kind of key"))?;
    let wanted = Wanted {
        product: order::product(app, application)?,
        bound: &application.bound,
        organization: application.applicant.as_ref().and_then(|applicant| applicant.organization()),
        same_common_name: false,
    };
    obtain_key(app, account, wanted, CsrChoice::Online { algorithm, password: None }).await.map(Some)
}

/// The unit of work: decides once more under the account's lock.
fn settle(
    app: &App,
    register: &mut dyn Register,
    ctx: &Ctx,
    id: &CertificateId,
    key: Option<&Key>,
) -> Result<(), Failure> {
    match (need(register, ctx, id)?, key) {
        (Need::Nothing, _) => Ok(register.drop_due(Concern::Continuation, id)?),
        (Need::Wait, _) | (Need::Next(_), None) => later(app, register, ctx, id),
        (Need::Next(parent), Some(key)) => {
            let (certificate, files) = *parent;
            let Some(application) = certificate.application() else { return Ok(()) };
            let same = files.csr_der.as_ref() == Some(&key.made.csr_der);
            let next = Application {
                csr: if same { application.csr } else { CsrOrigin::Online },
                renews: None,
                reissues: None,
                continues: Some(id.clone()),
                ..application.clone()
            };
            let known = order::known(app, register, certificate.account, &next, ctx.now)?;
            let passage = passage(&order::product(app, &next)?.course, &known, ctx.now);
            let kin = kin(register, &certificate)?;
            let why = asked_for(app, register, ctx, &certificate)?;
            let line = (Operation::TermContinued, told(&certificate, same, &passage.steps) + why);
            let follower =
                Follower { parent: &certificate, application: next, key, kin: &kin, passage, line };
            follow(app, register, ctx, follower)?;
            later(app, register, ctx, id)
        }
    }
}

/// The line tells what the holder has to know: whether something is left to do, and that a key serves again.
fn told(certificate: &Certificate, same_csr: bool, steps: &[chancery_domain::catalogue::Step]) -> String {
    let steps: Vec<&str> = steps.iter().map(|step| step.word()).collect();
    let left = if steps.is_empty() { "nothing".to_owned() } else { steps.join(", ") };
    let key = if same_csr { "the same CSR and key, since the key is not held here" } else { "a new key" };
    format!("continues {}; {key}; left to pass: {left}", certificate.id)
}

/// Looked at again after a while: the continuation may come to nothing.
fn later(app: &App, register: &mut dyn Register, ctx: &Ctx, id: &CertificateId) -> Result<(), Failure> {
    let Some(certificate) = register.certificate(id)? else { return Ok(()) };
    let at = ctx.now.plus_seconds(app.policy.renewal.retry_seconds);
    Ok(register.set_due(Concern::Continuation, certificate.account, id, at)?)
}

/// It cannot be continued as it is, and other certificates must not wait for it.
fn refused(failure: &Failure) -> bool {
    !matches!(failure.code, Code::StorageUnavailable)
}

/// Says so in the operation log, and tries again after a while.
async fn report(
    app: &App,
    ctx: &Ctx,
    account: AccountId,
    id: &CertificateId,
    failure: Failure,
) -> Result<(), Failure> {
    tracing::warn!(request_id = %ctx.request_id, certificate = %id, %failure, "a paid term was not continued");
    let (service, inner, wanted) = (app.clone(), ctx.clone(), id.clone());
    app.store
        .write(Scope::Account(account), move |register| {
            let detail = format!("not continued: {}", failure.public);
            let operation = Operation::TermContinuationFailed;
            crate::operation_log::record(register, &inner, account, operation, Some(&wanted), detail)?;
            later(&service, register, &inner, &wanted)
        })
        .await
}
