//! Takes the CSR of an order whose names are proved, and issues (RFC 8555 section 7.4).
//!
//! Two units of work with the signature between them: the first takes the CSR and records serial and bytes, the second
//! puts the certificate into the register. A crash in between leaves an order in process, which the standing task
//! goes on with; the order's stage makes sure that one CSR alone is taken (must never happen, 16).

use super::caller::{Caller, acting, acting_ctx, not_found};
use super::csr_fit::{bad, fits, read_csr};
use super::issue::{Csr, issue};
use super::look::question;
use super::rates;
use crate::ctx::Ctx;
use crate::failure::{Code, Failure, Retry};
use crate::issuance::{Plan, prepare, record};
use crate::ports::{CaaCheck, Register, Scope};
use crate::service::App;
use crate::validation::{CaaOutcome, CaaQuestion, check_caa};
use chancery_domain::acme::{
    AcmeAccount, AcmeOrder, AcmeOrderId, Authorization, AuthorizationStage, AuthorizationStatus, Identifier,
    Proved,
};
use chancery_domain::ids::CertificateId;
use chancery_domain::issuance::Issuance;
use chancery_domain::policy::ValidityPeriod;
use chancery_pki::csr::CsrFacts;
use std::sync::Arc;

/// Rounds of looking and beginning at most.
const ROUNDS_MAX: usize = 4;

/// Characters of a common name (RFC 5280 appendix A.1, ub-common-name).
const COMMON_NAME_MAX: usize = 64;

/// Issues the certificate and returns the order, usually `valid` at once.
///
/// # Errors
/// [`Code::AcmeNotFound`], `AcmeOrderNotReady`, `AcmeCsrBad`, `CaaForbids`, `RateLimited`, `IssuerFailed`.
pub async fn finalize(
    app: &App,
    ctx: &Ctx,
    caller: &Caller,
    order: &AcmeOrderId,
    csr_der: Vec<u8>,
) -> Result<AcmeOrder, Failure> {
    let facts = read_csr(&csr_der, app.policy.limits.csr_bytes_max)?;
    let ctx = acting_ctx(ctx, &caller.account, caller.tenant);
    let mut checked: Option<CaaOutcome> = None;
    // CAA is asked at most once: the second round has the answer. A round begins anew, too, when something changed
    // between the look at the register and the unit of work.
    for _ in 0..ROUNDS_MAX {
        let (service, inner, wanted, id) = (app.clone(), ctx.clone(), caller.clone(), order.clone());
        let (asked, fresh) = (facts.clone(), checked.clone());
        let look = move |register: &mut dyn Register| {
            look(&service, register, &inner, &wanted, &id, &asked, fresh.as_ref())
        };
        let draft = match app.store.glance(look).await? {
            Looked::CaaNeeded(questions) => {
                checked = Some(check_caa(app, &ctx, &questions).await?);
                continue;
            }
            Looked::Ready(draft) => draft,
        };
        // Bytes are made and linted here, since units of work wait for each other.
        let certificate = CertificateId::from_chance(&ctx.entropy.bytes::<8>());
        let plan = plan(app, &ctx, &draft.order, certificate, draft.common_name, facts.spki_der())?;
        let issuance = prepare(app, &ctx, &plan).map_err(blamed_on_csr)?;
        let (service, inner, wanted, csr) = (app.clone(), ctx.clone(), caller.clone(), facts.clone());
        let (seen, fresh) = (draft.order, checked.clone());
        let recorded = Arc::new(issuance);
        let issuance = recorded.clone();
        let begun = app
            .store
            .write(Scope::Account(caller.tenant), move |register| {
                begin(&service, register, &inner, &wanted, &seen, &csr, &recorded, fresh.as_ref())
            })
            .await?;
        let Some(begun) = begun else { continue };
        let csr = Csr { der: facts.der, algorithm: facts.public_key.algorithm() };
        return match issue(app, &ctx, caller.tenant, &begun.id, &issuance, Some(csr)).await {
            Ok(order) => Ok(order),
            // It stays in process, and the standing task goes on with it.
            Err(failure) if failure.retry == Retry::Later => {
                tracing::warn!(request_id = %ctx.request_id, order = %begun.id, error = %failure,
                    "an issuance is left to the stored task");
                Ok(begun)
            }
            Err(failure) => Err(failure),
        };
    }
    Err(Failure::internal("an order changed in every round, or a fresh CAA look-up was too old at once"))
}

/// What is wrong with the key is wrong with the CSR.
fn blamed_on_csr(failure: Failure) -> Failure {
    match failure.code {
        Code::KeyRefused => bad(failure.public),
        _ => failure,
    }
}

/// What a look at the register came to, before anything is made or changed.
enum Looked {
    /// The order can be finalized with this CSR.
    Ready(Box<Draft>),
    /// CAA must be asked first.
    CaaNeeded(Vec<CaaQuestion>),
}

/// An order that can be finalized.
struct Draft {
    order: AcmeOrder,
    common_name: Option<String>,
}

/// Every check that changes nothing.
fn look(
    app: &App,
    register: &mut dyn Register,
    ctx: &Ctx,
    caller: &Caller,
    id: &AcmeOrderId,
    facts: &CsrFacts,
    fresh: Option<&CaaOutcome>,
) -> Result<Looked, Failure> {
    let account = acting(register, caller)?;
    let order = register.acme_order(id)?.filter(|order| order.account == account.id);
    let order = order.ok_or_else(|| not_found("order"))?;
    // Asked before anything else, so that a second CSR for the same order is refused whatever it holds.
    order.clone().finalize(CertificateId::from_chance(&[0; 8]), ctx.now)?;
    let common_name = fits(facts, &order.identifiers, &account.spki_sha256)?;
    let authorizations = proofs(register, ctx, &order)?;
    let questions = stale(app, ctx, &account, &order, &authorizations, fresh);
    if !questions.is_empty() {
        return Ok(Looked::CaaNeeded(questions));
    }
    Ok(Looked::Ready(Box::new(Draft { order, common_name })))
}

/// The first unit of work: the order is in process under a recorded serial. Nothing when account, order or
/// authorizations are no longer what was looked at, or serial or id are taken: then the round begins anew.
#[allow(clippy::too_many_arguments)] // circumstances, what was seen, what was made
fn begin(
    app: &App,
    register: &mut dyn Register,
    ctx: &Ctx,
    caller: &Caller,
    seen: &AcmeOrder,
    facts: &CsrFacts,
    issuance: &Issuance,
    fresh: Option<&CaaOutcome>,
) -> Result<Option<AcmeOrder>, Failure> {
    acting(register, caller)?;
    let Some(certificate) = issuance.certificate.clone() else { return Ok(None) };
    let same = register.acme_order(&seen.id)?.is_some_and(|order| order == *seen);
    if !same || register.certificate(&certificate)?.is_some() {
        return Ok(None);
    }
    let authorizations = proofs(register, ctx, seen)?;
    count(app, register, ctx, seen)?;
    if !record(register, issuance).map_err(blamed_on_csr)? {
        return Ok(None);
    }
    if let Some(fresh) = fresh {
        keep_checks(register, seen, &fresh.checks)?;
    }
    let mut order = seen.clone().finalize(certificate, ctx.now)?;
    order.proved = authorizations.iter().filter_map(proved).collect();
    register.update_acme_order_with_csr(&order, &facts.der)?;
    Ok(Some(order))
}

/// The order's authorizations, all of them valid now.
fn proofs(register: &mut dyn Register, ctx: &Ctx, order: &AcmeOrder) -> Result<Vec<Authorization>, Failure> {
    let mut found = Vec::with_capacity(order.authorizations.len());
    for id in &order.authorizations {
        let valid = register.authorization(id)?.filter(|a| a.status(ctx.now) == AuthorizationStatus::Valid);
        let valid = valid.ok_or_else(|| {
            let text = "an authorization of the order is no longer valid; make a new order";
            Failure::new(Code::AcmeOrderNotReady, text)
        })?;
        found.push(valid);
    }
    // Each identifier rests on an authorization for exactly itself (must never happen, 12).
    let same = found.iter().map(|a| &a.identifier).eq(order.identifiers.iter());
    if same { Ok(found) } else { Err(Failure::internal("authorizations that are not the order's")) }
}

fn proved(authorization: &Authorization) -> Option<Proved> {
    match authorization.stage {
        AuthorizationStage::Valid { at, by } => Some(Proved { at, by }),
        _ => None,
    }
}

/// What CAA must be asked anew: names whose last look-up may no longer be used (BR 3.2.2.8).
fn stale(
    app: &App,
    ctx: &Ctx,
    account: &AcmeAccount,
    order: &AcmeOrder,
    authorizations: &[Authorization],
    fresh: Option<&CaaOutcome>,
) -> Vec<CaaQuestion> {
    let url = super::caller::account_url(app, &account.id);
    let good = |name: &str, until: Option<chancery_domain::time::Timestamp>| {
        until.is_some_and(|until| until >= ctx.now)
            || fresh.is_some_and(|fresh| fresh.checks.iter().any(|check| check.name == name))
    };
    order
        .identifiers
        .iter()
        .zip(authorizations)
        .filter(|(identifier, authorization)| !good(&identifier.value(), authorization.caa_good_until))
        .filter_map(|(identifier, authorization)| {
            question(identifier, authorization.proved_by()?, url.clone())
        })
        .collect()
}

fn keep_checks(register: &mut dyn Register, order: &AcmeOrder, checks: &[CaaCheck]) -> Result<(), Failure> {
    Ok(register.put_caa_checks(order.id.as_str(), checks)?)
}

/// The rate of certificates per primary domain; renewals that say what they replace do not count.
fn count(app: &App, register: &mut dyn Register, ctx: &Ctx, order: &AcmeOrder) -> Result<(), Failure> {
    let rate = app.policy.acme.rates.certificates_per_primary_domain;
    if order.replaces.is_some() || rate.count <= 0 {
        return Ok(());
    }
    let mut domains: Vec<String> = order
        .identifiers
        .iter()
        .filter_map(|identifier| match identifier {
            Identifier::Dns(name) => name.dns()?.primary().map(|primary| primary.to_string()),
            Identifier::Ip(address) => Some(address.to_string()),
        })
        .collect();
    domains.sort_unstable();
    domains.dedup();
    for domain in domains {
        let what = format!("certificates for {domain}");
        rates::take(register, ctx, &format!("certificates/{domain}"), rate, &what)?;
    }
    Ok(())
}

/// What is issued for an order.
pub(super) fn plan(
    app: &App,
    ctx: &Ctx,
    order: &AcmeOrder,
    certificate: CertificateId,
    common_name: Option<String>,
    spki_der: &[u8],
) -> Result<Plan, Failure> {
    let profile = app
        .profiles
        .get(&order.profile)
        .ok_or_else(|| Failure::internal("the profile of an order left the profiles file"))?;
    let (mut dns_names, mut ip_addresses) = (Vec::new(), Vec::new());
    for identifier in &order.identifiers {
        match identifier {
            Identifier::Dns(name) => dns_names.push(name.to_string()),
            Identifier::Ip(address) => ip_addresses.push(*address),
        }
    }
    let common_name = if profile.common_name {
        // A name too long for the common name stands in the alternative names alone.
        common_name
            .filter(|name| name.len() <= COMMON_NAME_MAX)
            .or_else(|| dns_names.iter().find(|name| name.len() <= COMMON_NAME_MAX).cloned())
    } else {
        None
    };
    let most = profile.validity_seconds.min(profile.validity_seconds_max(&app.policy, ctx.now));
    Ok(Plan {
        profile: order.profile.clone(),
        brand: None,
        certificate: Some(certificate),
        dns_names,
        ip_addresses,
        common_name,
        organization: None,
        spki_der: spki_der.to_vec(),
        period: period(app, ctx, order, most),
    })
}

/// First and last second: as asked for where that can be given, never longer than `most` seconds.
fn period(app: &App, ctx: &Ctx, order: &AcmeOrder, most: i64) -> ValidityPeriod {
    if let Some(renewal) = &order.auto_renewal {
        // RFC 8739 section 3.1.1: each certificate lasts from its start, moved back, to the end of its lifetime.
        let start = renewal.start_date.unwrap_or(ctx.now).max(ctx.now);
        let not_before = start.plus_seconds(-renewal.lifetime_adjust);
        let not_after = start.plus_seconds(renewal.lifetime).min(renewal.end_date);
        return ValidityPeriod { not_before, not_after: not_after.min(not_before.plus_seconds(most - 1)) };
    }
    let earliest = ctx.now.plus_seconds(-app.policy.issuance.backdate_seconds);
    let not_before = order.not_before.map_or(earliest, |asked| asked.max(earliest));
    let latest = not_before.plus_seconds(most - 1);
    let not_after =
        order.not_after.filter(|asked| *asked > ctx.now).map_or(latest, |asked| asked.min(latest));
    ValidityPeriod { not_before, not_after }
}
