//! Applies for a free DV certificate: names, key, quota, order and challenges in one unit of work (A, B, D, E).

use super::key::{CsrChoice, Key, Wanted, claim_key, obtain_key};
use super::names::{Names, checked_contact, checked_names, proof_method};
use crate::annotations::{checked_alias, checked_tags};
use crate::benefit::{known_places, places_in_force};
use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::fresh_id::fresh_certificate_id;
use crate::ports::{CertificateFiles, Register, Scope};
use crate::reactions::react;
use crate::service::App;
use chancery_domain::catalogue::{Product, quote};
use chancery_domain::certificate::{Application, Certificate, Origin, Stage, Tag, Usage};
use chancery_domain::ids::{AccountId, CertificateId, OrderId, PackageId, ProjectId};
use chancery_domain::name::DnsName;
use chancery_domain::order::{self, CertificateGoods, Goods, Order, ProductCode, Settlement, Wishes};
use chancery_domain::quota::{Quota, QuotaError, QuotaUse};
use chancery_domain::validation::{Method, challenges};

/// What is applied for.
#[derive(Clone)]
pub struct Apply {
    /// The name to certify, as entered.
    pub domain: String,
    /// Further names, for products that take them.
    pub further_names: Vec<String>,
    /// The product.
    pub product: ProductCode,
    /// Validity in months, if said.
    pub term_months: Option<u32>,
    /// Whether the names are proved by a file rather than in the DNS.
    pub by_file: bool,
    /// Where the key comes from.
    pub csr: CsrChoice,
    /// The user's own name for it.
    pub alias: String,
    /// The project.
    pub project: ProjectId,
    /// Tags.
    pub tags: Vec<Tag>,
    /// Contact address; may be empty.
    pub contact_email: String,
    /// Contact telephone; may be empty.
    pub contact_phone: String,
    /// The certificate that this one renews.
    pub renews: Option<CertificateId>,
    /// A package of free certificates (B3), when one is named; the free quota is used first all the same.
    pub package: Option<PackageId>,
}

/// Applies and returns the new certificate's id.
///
/// # Errors
/// The names, the product, the CSR, a key that was revoked for compromise, or the quota: each with its own [`Code`]; nothing is stored then.
pub async fn apply_free(app: &App, ctx: &Ctx, input: Apply) -> Result<CertificateId, Failure> {
    let account = ctx.tenant()?;
    let draft = Draft::new(app, &input)?;
    let wanted = Wanted {
        product: &draft.product,
        bound: &draft.names.bound,
        organization: None,
        same_common_name: false,
    };
    let key = obtain_key(app, account, wanted, input.csr.clone()).await?;
    let (service, inner) = (app.clone(), ctx.clone());
    app.store
        .write(Scope::Account(account), move |register| {
            store(&service, register, &inner, account, &input, &draft, &key)
        })
        .await
}

/// The application after every check that needs no register.
#[derive(Clone)]
struct Draft {
    names: Names,
    product: Product,
    method: Method,
    term_days: i64,
    alias: String,
    tags: Vec<Tag>,
}

impl Draft {
    fn new(app: &App, input: &Apply) -> Result<Self, Failure> {
        let product =
            app.catalogue.product(input.product.0).filter(|p| p.is_free()).cloned().ok_or_else(|| {
                let text = format!("PackageType: {} is not a free product of the catalogue", input.product.0);
                Failure::new(Code::ProductNotAvailable, text)
            })?;
        let brand = app
            .catalogue
            .brand_of(&product)
            .ok_or_else(|| Failure::internal("product of an unknown brand"))?;
        let texts = std::iter::once(&input.domain).chain(&input.further_names);
        let names = checked_names(app, &product, brand, texts, "DomainName")?;
        let method = proof_method(&product, brand, &names.bound, input.by_file, "DvAuthMethod")?;
        let term = product.free.ok_or_else(|| Failure::internal("free product without a term"))?;
        if input.term_months.is_some_and(|months| i64::from(months) != term.months) {
            let text = format!("ValidityPeriod: this product is issued for {} months", term.months);
            return Err(Failure::new(Code::TermInvalid, text));
        }
        checked_contact(app, &input.contact_email, &input.contact_phone)?;
        Ok(Draft {
            names,
            method,
            term_days: term.validity_days,
            alias: checked_alias(app, &input.alias)?,
            tags: checked_tags(app, input.tags.clone())?,
            product,
        })
    }
}

/// The unit of work.
fn store(
    app: &App,
    register: &mut dyn Register,
    ctx: &Ctx,
    account: AccountId,
    input: &Apply,
    draft: &Draft,
    key: &Key,
) -> Result<CertificateId, Failure> {
    if let Some(old) = &input.renews {
        check_renewed(app, register, ctx, account, old)?;
    }
    if let Some(package) = &input.package {
        known_places(register, account, package, ctx.now)?;
    }
    let primary_domain = draft
        .names
        .requested
        .first()
        .and_then(|name| name.dns()?.primary())
        .ok_or_else(|| Failure::internal("a checked name without a primary domain"))?;
    admit(app, register, ctx, account, &primary_domain)?;
    let drawn =
        challenges(&draft.names.bound, draft.method, &app.settings.cname_zone, || ctx.entropy.token());
    let change = Stage::apply(drawn, ctx.now, app.policy.validation.deadline_seconds);
    let files = CertificateFiles {
        csr_der: Some(key.made.csr_der.clone()),
        sealed_key: key.made.sealed_key.clone(),
        download_allowed: true,
        ..CertificateFiles::default()
    };
    let mut certificate = Certificate {
        id: fresh_certificate_id(register, ctx)?,
        account,
        origin: Origin::Applied(application(input, draft, key)),
        usage: Usage::Server,
        domain: draft.names.requested.first().map(ToString::to_string).unwrap_or_default(),
        names: draft.names.bound.iter().map(ToString::to_string).collect(),
        algorithm: Some(key.algorithm),
        algorithm_text: key.algorithm.to_string(),
        alias: draft.alias.clone(),
        project: input.project,
        tags: draft.tags.clone(),
        stage: change.next.clone(),
        created_at: ctx.now,
        changed_at: ctx.now,
        password_chosen: key.password_chosen,
        key_held: key.made.sealed_key.is_some(),
        notices_ignored: false,
    };
    let number = register.insert_order(&free_order(ctx, &certificate, draft)?)?;
    if let Origin::Applied(application) = &mut certificate.origin {
        application.order = number;
    }
    register.insert_certificate(&certificate, &files)?;
    claim_key(register, ctx, key, &certificate.id)?;
    register.insert_quota_use(&certificate.id, account, primary_domain.as_str(), &QuotaUse::applied())?;
    react(register, ctx, app, &certificate, &change.events)?;
    Ok(certificate.id)
}

/// The order of a free certificate: nothing to pay, and so paid.
fn free_order(ctx: &Ctx, certificate: &Certificate, draft: &Draft) -> Result<Order, Failure> {
    let quote = quote(&draft.product, draft.names.requested.len(), 0).map_err(Failure::internal)?;
    Ok(Order {
        id: OrderId(0),
        account: certificate.account,
        goods: Goods::Certificate(CertificateGoods {
            product: ProductCode(draft.product.code),
            name_count: draft.names.requested.len(),
            years: 0,
            term_days: draft.term_days,
            certificate: Some(certificate.id.clone()),
            wishes: Wishes::default(),
        }),
        quote,
        settlement: Settlement::Free,
        stage: order::Stage::Paid { at: ctx.now },
        created_at: ctx.now,
    })
}

fn application(input: &Apply, draft: &Draft, key: &Key) -> Application {
    Application {
        order: OrderId(0),
        product: ProductCode(draft.product.code),
        free: draft.product.is_free(),
        requested: draft.names.requested.clone(),
        bound: draft.names.bound.clone(),
        term_days: draft.term_days,
        names_paid: draft.product.names_max,
        method: draft.method,
        applicant: None,
        csr: key.origin,
        contact_email: input.contact_email.clone(),
        contact_phone: input.contact_phone.clone(),
        renews: input.renews.clone(),
        reissues: None,
        continues: None,
        term_ends_at: None,
        by_points: false,
        renews_itself: false,
    }
}

/// Quota of account and primary domain, counted under the locks of both (B1).
fn admit(
    app: &App,
    register: &mut dyn Register,
    ctx: &Ctx,
    account: AccountId,
    primary_domain: &DnsName,
) -> Result<(), Failure> {
    // (B3) The free quota first, then the places that staff gave; those raise the account's quota only.
    let quota = Quota::of(&app.policy.quota).with_extra_places(places_in_force(register, account, ctx.now)?);
    let cap = |most: i64| u64::try_from(most).unwrap_or(0);
    register.lock_primary_domain(primary_domain.as_str())?;
    let by_account = register.quota_used_by_account(account, ctx.now, cap(quota.per_account))?;
    let by_domain =
        register.quota_used_by_domain(primary_domain.as_str(), ctx.now, cap(quota.per_primary_domain))?;
    let count = |used: u64| i64::try_from(used).unwrap_or(i64::MAX);
    quota.admit(primary_domain, count(by_account), count(by_domain)).map_err(|error| {
        let code = match &error {
            QuotaError::AccountFull { .. } => Code::FreeQuotaExhausted,
            QuotaError::PrimaryDomainFull { .. } => Code::PrimaryDomainQuotaExhausted,
        };
        Failure::new(code, format!("DomainName: {error}"))
    })
}

/// The certificate to be renewed is the tenant's, in force, and within the renewal window (K3).
fn check_renewed(
    app: &App,
    register: &mut dyn Register,
    ctx: &Ctx,
    account: AccountId,
    old: &CertificateId,
) -> Result<(), Failure> {
    let certificate = register.certificate(old)?.filter(|c| c.account == account).ok_or_else(|| {
        Failure::new(
            Code::CertificateNotFound,
            format!("OldCertificateId: there is no certificate {old} in this account"),
        )
    })?;
    if certificate.is_expiring(&app.policy, ctx.now) {
        Ok(())
    } else {
        let days = app.policy.renewal.opens_days_before;
        let text = format!(
            "OldCertificateId: a certificate is renewed in its last {days} days; {old} is not there yet, or ended"
        );
        Err(Failure::new(Code::InvalidParameter, text))
    }
}
