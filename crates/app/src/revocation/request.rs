//! A tenant asks for the revocation of a certificate (I1, I2): by its product it is proved again, stamped or looked at by
//! staff first. From then on it is neither downloaded nor deployed, and the wish cannot be taken back.

use super::carry_out::carry_out;
use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::operation_log::record;
use crate::own_certificate::own_certificate;
use crate::ports::{Register, Scope};
use crate::reactions::react;
use crate::service::App;
use chancery_domain::catalogue::{Brand, Product, RevocationPath};
use chancery_domain::certificate::{Certificate, Progress, RevocationNeed, Stage};
use chancery_domain::ids::{AccountId, CertificateId};
use chancery_domain::operation_log::Operation;
use chancery_domain::organization::is_deceptive;
use chancery_domain::revocation::{By, Reason};
use chancery_domain::validation::challenges;

/// Asks for the revocation of the tenant's certificate. `words` is the reason in the tenant's own words; staff read it.
/// Returns the certificate with what is waited for; a revocation that waits for nothing is carried out already.
///
/// # Errors
/// [`Code::CertificateNotFound`], [`Code::NotRevocable`], [`Code::IssuedElsewhere`], [`Code::ReissueAlone`],
/// [`Code::RevocationClosed`], [`Code::ReasonNotOffered`], [`Code::InvalidParameter`] for words that are too long.
pub async fn request(
    app: &App,
    ctx: &Ctx,
    id: &CertificateId,
    reason: Reason,
    words: &str,
) -> Result<Certificate, Failure> {
    let account = ctx.tenant()?;
    By::Subscriber(account).may_give(reason)?;
    let words = checked(app, words)?;
    let (service, inner, wanted) = (app.clone(), ctx.clone(), id.clone());
    let certificate = app
        .store
        .write(Scope::Account(account), move |register| {
            ask(&service, register, &inner, account, &wanted, reason, &words)
        })
        .await?;
    if !matches!(certificate.stage, Stage::Revoking { need: RevocationNeed::Nothing, .. }) {
        return Ok(certificate);
    }
    // The stored task would do it too; the caller need not wait for its turn.
    carry_out(app, ctx, id).await?;
    let wanted = id.clone();
    let after = app.store.read(move |register| Ok(register.certificate(&wanted)?)).await?;
    after.ok_or_else(|| Failure::no_certificate(id))
}

fn checked(app: &App, words: &str) -> Result<String, Failure> {
    let (words, most) = (words.trim(), app.policy.revocation_request.words_max);
    if words.chars().count() > most || words.chars().any(is_deceptive) {
        let text = format!("Reason: must have at most {most} characters, none of them a control character");
        return Err(Failure::new(Code::InvalidParameter, text));
    }
    Ok(words.to_owned())
}

/// The unit of work.
fn ask(
    app: &App,
    register: &mut dyn Register,
    ctx: &Ctx,
    account: AccountId,
    id: &CertificateId,
    reason: Reason,
    words: &str,
) -> Result<Certificate, Failure> {
    let mut certificate = own_certificate(register, account, id)?;
    let path = certificate.revocable(goods(app, &certificate), reason, &app.policy, ctx.now)?;
    let need = need(app, ctx, &certificate, path);
    let change = certificate.stage.clone().ask_revocation(reason, need, ctx.now)?;
    certificate.stage = change.next;
    certificate.changed_at = ctx.now;
    register.update_certificate(&certificate)?;
    // What validation saw for the application says nothing about these proofs.
    register.drop_looks(id)?;
    if !words.is_empty() {
        let detail = format!("reason in the tenant's words: {words}");
        record(register, ctx, account, Operation::RevocationAsked, Some(id), detail)?;
    }
    react(register, ctx, app, &certificate, &change.events)?;
    Ok(certificate)
}

/// Product and brand of what was bought; nothing for what was issued over ACME.
fn goods<'a>(app: &'a App, certificate: &Certificate) -> Option<(&'a Product, &'a Brand)> {
    let product = app.catalogue.product(certificate.application()?.product.0)?;
    Some((product, app.catalogue.brand_of(product)?))
}

fn need(app: &App, ctx: &Ctx, certificate: &Certificate, path: Option<RevocationPath>) -> RevocationNeed {
    match (path, certificate.application()) {
        (None, _) => RevocationNeed::Nothing,
        (Some(RevocationPath::Letter), _) => RevocationNeed::Letter,
        (Some(RevocationPath::Proof), Some(application)) => {
            let zone = &app.settings.cname_zone;
            let drawn = challenges(&application.bound, application.method, zone, || ctx.entropy.token());
            RevocationNeed::Proof(Progress::begin(
                drawn,
                ctx.now,
                app.policy.revocation_request.proof_seconds,
            ))
        }
        (Some(RevocationPath::Review | RevocationPath::Proof), _) => RevocationNeed::Review,
    }
}
