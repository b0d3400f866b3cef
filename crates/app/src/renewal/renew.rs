//! Renews a certificate in its last days (K1, K2): buys it anew, carries the application over, and submits it; the days
//! that remain and a bonus are added to the term. One unit of work: what is not paid is not there.

use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::kin::{asked_at, renewable};
use crate::operation_log::record;
use crate::order::{self, CsrChoice, Key, Means, Purchase, Wanted, claim_key, obtain_key, proof_method};
use crate::ports::{CertificateFiles, Register, Scope};
use crate::service::App;
use chancery_domain::certificate::{Application, Certificate, Origin};
use chancery_domain::ids::{AccountId, CertificateId, OrderId};
use chancery_domain::operation_log::Operation;
use chancery_domain::order::Wishes;
use chancery_domain::renewal::offers_automatic;

/// What is asked for.
#[derive(Clone)]
pub struct Renew {
    /// The certificate.
    pub certificate: CertificateId,
    /// Years.
    pub years: i64,
    /// The key of the new certificate: made here, pasted, or kept under CSR management.
    pub key: CsrChoice,
    /// Another way of proof than before, by file or in the DNS.
    pub by_file: Option<bool>,
    /// How it is paid; not later.
    pub means: Means,
}

/// What came of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Renewed {
    /// The purchase.
    pub order: OrderId,
    /// The new certificate.
    pub certificate: CertificateId,
}

/// Renews the tenant's certificate.
///
/// # Errors
/// [`crate::Code::CertificateNotFound`], [`crate::Code::NotRenewable`], [`crate::Code::AlreadyRenewed`], those of a CSR, of a
/// purchase and of its payment; nothing is changed then.
pub async fn renew(app: &App, ctx: &Ctx, input: Renew) -> Result<Renewed, Failure> {
    let account = ctx.tenant()?;
    let (service, inner, id) = (app.clone(), ctx.clone(), input.certificate.clone());
    let old =
        app.store.read(move |register| Ok(renewable(&service, register, &inner, account, &id)?.0)).await?;
    let key = new_key(app, account, &old, input.key.clone()).await?;
    let (service, inner) = (app.clone(), ctx.clone());
    let renewed = app
        .store
        .write(Scope::Account(account), move |register| {
            let (old, _) = renewable(&service, register, &inner, account, &input.certificate)?;
            let renewed = buy(&service, register, &inner, &old, input.years, &input.means)?;
            fill_in(&service, register, &inner, &old, &renewed.certificate, &key, input.by_file)?;
            order::begin(&service, register, &inner, account, &renewed.certificate, None)?;
            Ok(renewed)
        })
        .await?;
    app.tasks_due.notify_one();
    Ok(renewed)
}

/// A key for the new certificate, before the unit of work.
pub(super) async fn new_key(
    app: &App,
    account: AccountId,
    old: &Certificate,
    choice: CsrChoice,
) -> Result<Key, Failure> {
    let application = application(old)?;
    let wanted = Wanted {
        product: order::product(app, application)?,
        bound: &application.bound,
        organization: application.applicant.as_ref().and_then(|applicant| applicant.organization()),
        same_common_name: false,
    };
    obtain_key(app, account, wanted, choice).await
}

/// Buys and pays.
pub(super) fn buy(
    app: &App,
    register: &mut dyn Register,
    ctx: &Ctx,
    old: &Certificate,
    years: i64,
    means: &Means,
) -> Result<Renewed, Failure> {
    let application = application(old)?;
    // (K4) A longer term than the one before may not take part any more.
    let bought_days = years.saturating_mul(app.policy.orders.year_days);
    let offered = offers_automatic(order::product(app, application)?, bought_days, &app.policy);
    let wanted = Purchase {
        product: application.product,
        name_count: application.names_paid.max(application.requested.len()),
        years,
        wishes: Wishes {
            project: Some(old.project),
            tags: old.tags.iter().map(|tag| (tag.key.clone(), tag.value.clone())).collect(),
            renews: Some(old.id.clone()),
            auto_renew: application.renews_itself && offered,
        },
        means: means.clone(),
    };
    let (order, certificate) = order::purchase(register, app, ctx, old.account, &wanted)?;
    let why = asked_for(app, register, ctx, old)?;
    let detail = format!("renews {}; order {order}{why}", old.id);
    record(register, ctx, old.account, Operation::Renewed, Some(&certificate), detail)?;
    Ok(Renewed { order, certificate })
}

/// What the line says when the upstream authority asks for the renewal (RFC 9773), which may be long before the end.
pub(super) fn asked_for(
    app: &App,
    register: &mut dyn Register,
    ctx: &Ctx,
    old: &Certificate,
) -> Result<&'static str, Failure> {
    let asked = asked_at(app, register, old)?.is_some_and(|at| at <= ctx.now);
    Ok(if asked { "; its authority asks for it" } else { "" })
}

/// Carries the application over (K2).
pub(super) fn fill_in(
    app: &App,
    register: &mut dyn Register,
    ctx: &Ctx,
    old: &Certificate,
    id: &CertificateId,
    key: &Key,
    by_file: Option<bool>,
) -> Result<(), Failure> {
    let before = application(old)?;
    let mut certificate =
        register.certificate(id)?.ok_or_else(|| Failure::internal("what was bought is not there"))?;
    let product = order::product(app, before)?;
    let brand = app.catalogue.brand_of(product).ok_or_else(|| Failure::internal("a brand left"))?;
    let method = match by_file {
        Some(by_file) => proof_method(product, brand, &before.bound, by_file, "VerifyType")?,
        None => before.method,
    };
    if let Origin::Applied(application) = &mut certificate.origin {
        *application = Application {
            requested: before.requested.clone(),
            bound: before.bound.clone(),
            method,
            applicant: before.applicant.clone(),
            csr: key.origin,
            contact_email: before.contact_email.clone(),
            contact_phone: before.contact_phone.clone(),
            ..application.clone()
        };
    }
    certificate.domain = old.domain.clone();
    certificate.names = old.names.clone();
    certificate.alias = old.alias.clone();
    certificate.algorithm = Some(key.algorithm);
    certificate.algorithm_text = key.algorithm.to_string();
    certificate.password_chosen = key.password_chosen;
    certificate.key_held = key.made.sealed_key.is_some();
    register.update_certificate(&certificate)?;
    let files = CertificateFiles {
        csr_der: Some(key.made.csr_der.clone()),
        sealed_key: key.made.sealed_key.clone(),
        download_allowed: true,
        ..CertificateFiles::default()
    };
    register.update_certificate_files(id, &files)?;
    claim_key(register, ctx, key, id)
}

fn application(certificate: &Certificate) -> Result<&Application, Failure> {
    certificate.application().ok_or_else(|| Failure::internal("a checked upload"))
}
