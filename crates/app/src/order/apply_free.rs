//! Applies for a free DV certificate: names, key, quota, order and challenges in one unit of work (A, B, D, E).

use super::csr_fit::fits;
use crate::annotations::{checked_alias, checked_tags};
use crate::blocked_key::refuse_blocked;
use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::key_maker::{Made, checked_password, make};
use crate::ports::{CertificateFiles, Register, Scope, StoreError};
use crate::reactions::react;
use crate::service::App;
use chancery_domain::catalogue::{DnsRecordType, NamesError, Product, ProofMethod, quote};
use chancery_domain::certificate::{Application, Certificate, CsrOrigin, Origin, Stage, Tag, Usage};
use chancery_domain::ids::{AccountId, CertificateId, CsrId, OrderId, ProjectId};
use chancery_domain::key::KeyAlgorithm;
use chancery_domain::name::{DnsName, Name, bonus_names};
use chancery_domain::order::{self, CertificateGoods, Goods, Order, ProductCode, Settlement, Wishes};
use chancery_domain::quota::{Quota, QuotaError, QuotaUse};
use chancery_domain::validation::{Method, challenges};
use chancery_pki::csr::{self, Subject};
use zeroize::Zeroizing;

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
}

/// Where key and CSR come from (D1).
#[derive(Clone)]
pub enum CsrChoice {
    /// Made here.
    Online {
        /// The kind of key.
        algorithm: KeyAlgorithm,
        /// The user's own password for it (D3).
        password: Option<Zeroizing<String>>,
    },
    /// Pasted by the applicant.
    Pasted(String),
    /// Taken from CSR management.
    Kept(CsrId),
}

/// Applies and returns the new certificate's id.
///
/// # Errors
/// The names, the product, the CSR, a key that was revoked for compromise, or the quota: each with its own [`Code`]; nothing is stored then.
pub async fn apply_free(app: &App, ctx: &Ctx, input: Apply) -> Result<CertificateId, Failure> {
    let account = ctx.tenant()?;
    let draft = Draft::new(app, &input)?;
    let key = obtain_key(app, account, &draft, input.csr.clone()).await?;
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
    requested: Vec<Name>,
    bound: Vec<Name>,
    primary_domain: DnsName,
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
        let requested = checked_names(app, &product, input)?;
        let brand = app
            .catalogue
            .brand_of(&product)
            .ok_or_else(|| Failure::internal("product of an unknown brand"))?;
        let mut bound = requested.clone();
        bound.extend(bonus_names(brand.bonus, &requested).into_iter().map(Name::Plain));
        let (method, offered) = match (input.by_file, brand.dns_record) {
            (true, _) => (Method::File, product.allows(ProofMethod::File)),
            (false, DnsRecordType::Cname) => (Method::DnsCname, product.allows(ProofMethod::Dns)),
            (false, DnsRecordType::Txt) => (Method::DnsTxt, product.allows(ProofMethod::Dns)),
        };
        if !offered {
            let text = format!("DvAuthMethod: this product is not validated by {}", method.cloud_name());
            return Err(Failure::new(Code::InvalidParameter, text));
        }
        if let Some(wildcard) = bound.iter().find(|n| n.is_wildcard()).filter(|_| !method.proves_wildcards())
        {
            let text = format!("DvAuthMethod: {wildcard} cannot be proved by a file; choose DNS");
            return Err(Failure::new(Code::InvalidParameter, text));
        }
        let term = product.free.ok_or_else(|| Failure::internal("free product without a term"))?;
        if input.term_months.is_some_and(|months| i64::from(months) != term.months) {
            let text = format!("ValidityPeriod: this product is issued for {} months", term.months);
            return Err(Failure::new(Code::TermInvalid, text));
        }
        let primary_domain = requested
            .first()
            .and_then(|name| name.base().primary())
            .ok_or_else(|| Failure::internal("a checked name without a primary domain"))?;
        checked_email(&input.contact_email)?;
        Ok(Draft {
            requested,
            bound,
            primary_domain,
            method,
            term_days: term.validity_days,
            alias: checked_alias(app, &input.alias)?,
            tags: checked_tags(app, input.tags.clone())?,
            product,
        })
    }
}

fn checked_names(app: &App, product: &Product, input: &Apply) -> Result<Vec<Name>, Failure> {
    let mut names = Vec::new();
    for text in std::iter::once(&input.domain).chain(&input.further_names) {
        let name = Name::parse(text)
            .map_err(|error| Failure::new(Code::DomainInvalid, format!("DomainName: {error}")))?;
        names.push(name);
    }
    product.check_names(&app.policy, &names).map_err(|error| {
        let code = match &error {
            NamesError::TooLong { .. } => Code::DomainTooLong,
            NamesError::Refused(_) => Code::NameReviewRefused,
            NamesError::None { .. }
            | NamesError::TooMany { .. }
            | NamesError::WildcardNotTaken { .. }
            | NamesError::WildcardNeeded { .. }
            | NamesError::Twice(_)
            | NamesError::TooManyLevels { .. }
            | NamesError::BlockedSuffix { .. }
            | NamesError::NotRegistered(_) => Code::DomainInvalid,
        };
        Failure::new(code, format!("DomainName: {error}"))
    })?;
    Ok(names)
}

/// A mail address in its plainest form: something, an `@`, and a domain name.
fn checked_email(text: &str) -> Result<(), Failure> {
    if text.is_empty() {
        return Ok(());
    }
    let good = text.rsplit_once('@').is_some_and(|(local, host)| {
        !local.is_empty()
            && local.len() <= 64
            && !local.chars().any(|c| c.is_whitespace() || c.is_control() || c == '@')
            && chancery_domain::name::DnsName::parse(host).is_ok()
    });
    if good {
        Ok(())
    } else {
        Err(Failure::new(Code::EmailInvalid, "ContactEmail: write an address such as admin@example.org"))
    }
}

/// The key of an application, and where it came from.
#[derive(Clone)]
struct Key {
    made: Made,
    algorithm: KeyAlgorithm,
    origin: CsrOrigin,
    password_chosen: bool,
}

async fn obtain_key(app: &App, account: AccountId, draft: &Draft, choice: CsrChoice) -> Result<Key, Failure> {
    match choice {
        CsrChoice::Online { algorithm, password } => {
            if !draft.product.takes_key(algorithm) {
                let text =
                    format!("CsrKeyParameter: this product takes {} keys", draft.product.keys_in_words());
                return Err(Failure::new(Code::InvalidParameter, text));
            }
            let password = checked_password(app, password)?;
            let password_chosen = password.is_some();
            let names: Vec<String> = draft.bound.iter().map(ToString::to_string).collect();
            let subject = Subject { common_name: names.first().cloned(), ..Subject::default() };
            let made = make(app, algorithm, subject, names, password).await?;
            Ok(Key { made, algorithm, origin: CsrOrigin::Online, password_chosen })
        }
        CsrChoice::Pasted(text) => {
            let longest = app.policy.limits.csr_bytes_max;
            if text.len() > longest {
                return Err(Failure::new(
                    Code::CsrInvalid,
                    format!("CsrContent: a CSR has at most {longest} bytes"),
                ));
            }
            let facts = csr::parse(text.as_bytes(), &app.key_rules)
                .map_err(|error| Failure::new(Code::CsrInvalid, format!("CsrContent: {error}")))?;
            let algorithm = fits(&facts, &draft.bound, &draft.product)?;
            let made = Made { spki_sha256: facts.spki_sha256(), csr_der: facts.der, sealed_key: None };
            Ok(Key { made, algorithm, origin: CsrOrigin::Pasted, password_chosen: false })
        }
        CsrChoice::Kept(id) => {
            let kept = app.store.read(move |register| Ok(register.csr(id)?)).await?;
            let (record, files) = kept.filter(|(r, _)| r.account == account).ok_or_else(|| {
                Failure::new(Code::CsrNotFound, format!("CsrId: there is no CSR {id} in this account"))
            })?;
            record.usable()?;
            let csr_der = files.csr_der.ok_or_else(|| Failure::internal("generated CSR without content"))?;
            let facts = csr::parse(&csr_der, &app.key_rules)
                .map_err(|error| Failure::new(Code::CsrInvalid, format!("CsrId: {error}")))?;
            let algorithm = fits(&facts, &draft.bound, &draft.product)?;
            let made = Made { spki_sha256: facts.spki_sha256(), csr_der, sealed_key: files.sealed_key };
            Ok(Key { made, algorithm, origin: CsrOrigin::Kept(id), password_chosen: record.password_chosen })
        }
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
    let spki_sha256 = hex::encode(key.made.spki_sha256);
    refuse_blocked(register, "CSR", &spki_sha256)?;
    if let Some(old) = &input.renews {
        check_renewed(app, register, ctx, account, old)?;
    }
    admit(app, register, ctx, account, &draft.primary_domain)?;
    let drawn = challenges(&draft.bound, draft.method, &app.settings.cname_zone, || ctx.entropy.token());
    let change = Stage::apply(drawn, ctx.now, app.policy.validation.deadline_seconds);
    let files = CertificateFiles {
        csr_der: Some(key.made.csr_der.clone()),
        sealed_key: key.made.sealed_key.clone(),
        download_allowed: true,
        ..CertificateFiles::default()
    };
    let mut certificate = Certificate {
        id: CertificateId::from_chance(&ctx.entropy.bytes::<8>()),
        account,
        origin: Origin::Applied(application(input, draft, key)),
        usage: Usage::Server,
        domain: draft.requested.first().map(ToString::to_string).unwrap_or_default(),
        names: draft.bound.iter().map(ToString::to_string).collect(),
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
    };
    insert(register, ctx, &mut certificate, &files, draft)?;
    if let Some(other) = register.claim_public_key(&spki_sha256, &certificate.id)? {
        tracing::debug!(certificate = %other, "public key is used already");
        return Err(Failure::new(
            Code::KeyReused,
            "CSR: its public key was used by another order; generate a new key and CSR for each order",
        ));
    }
    if let CsrOrigin::Kept(id) = key.origin
        && let Some((record, mut files)) = register.csr(id)?
    {
        files.used_by = Some(certificate.id.clone());
        register.update_csr(&record, &files)?;
    }
    register.insert_quota_use(
        &certificate.id,
        account,
        draft.primary_domain.as_str(),
        &QuotaUse::applied(),
    )?;
    react(register, ctx, app, &certificate, &change.events)?;
    Ok(certificate.id)
}

/// Gives the order its number and the certificate an id that was never used.
fn insert(
    register: &mut dyn Register,
    ctx: &Ctx,
    certificate: &mut Certificate,
    files: &CertificateFiles,
    draft: &Draft,
) -> Result<(), Failure> {
    for _ in 0..8 {
        let order = free_order(ctx, certificate, draft)?;
        let number = register.insert_order(&order)?;
        if let Origin::Applied(application) = &mut certificate.origin {
            application.order = number;
        }
        match register.insert_certificate(certificate, files) {
            Ok(()) => return Ok(()),
            Err(StoreError::Taken(_)) => {
                let stage = order::Stage::Cancelled { at: ctx.now };
                register.update_order(&Order { id: number, stage, ..order })?;
                certificate.id = CertificateId::from_chance(&ctx.entropy.bytes::<8>());
            }
            Err(error) => return Err(error.into()),
        }
    }
    Err(Failure::internal("no free certificate id after eight draws"))
}

/// The order of a free certificate: nothing to pay, and so paid.
fn free_order(ctx: &Ctx, certificate: &Certificate, draft: &Draft) -> Result<Order, Failure> {
    let quote = quote(&draft.product, draft.requested.len(), 0).map_err(Failure::internal)?;
    Ok(Order {
        id: OrderId(0),
        account: certificate.account,
        goods: Goods::Certificate(CertificateGoods {
            product: ProductCode(draft.product.code),
            name_count: draft.requested.len(),
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
        requested: draft.requested.clone(),
        bound: draft.bound.clone(),
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
    let quota = Quota::of(&app.policy.quota);
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
