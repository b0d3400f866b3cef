//! Certificates of many tenants with which something is due at once: what the nightly round has to do with each is decided
//! here, and counted again when it has run.

use crate::tenants::{DUE_AT, words};
use anyhow::Result;
use chancery_app::App;
use chancery_app::ctx::Entropy;
use chancery_app::ports::{CertificateFiles, Concern, DomainEvidence, Register, Scope};
use chancery_domain::certificate::{
    Applicant, Application, Certificate, CsrOrigin, Origin, Stage, Usage, Validity,
};
use chancery_domain::ids::{AccountId, CertificateId, OrderId, ProjectId};
use chancery_domain::issuance::Serial;
use chancery_domain::key::KeyAlgorithm;
use chancery_domain::name::Name;
use chancery_domain::order::ProductCode;
use chancery_domain::quota::QuotaUse;
use chancery_domain::renewal::{charges_at, continues_at, reminds_at};
use chancery_domain::time::Timestamp;
use chancery_pki::archive::KeyForm;
use chancery_pki::csr::{self, Subject};
use chancery_pki::private_key::PrivateKey;
use std::ops::Range;

/// What is due with a certificate.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Due {
    /// A free certificate has ended.
    FreeEnd,
    /// An uploaded certificate has ended.
    UploadEnd,
    /// The next certificate of a paid term, whose names were proved lately.
    NextProved,
    /// The next certificate of a paid term, whose names have to be proved anew.
    NextUnproved,
    /// A renewal that pays by itself.
    Renewal,
    /// A reminder of the end of a paid certificate.
    Reminder,
    /// A reminder of the end of an uploaded certificate.
    UploadReminder,
}

/// Of ten certificates that are due.
const MIX: [Due; 10] = [
    Due::FreeEnd,
    Due::Renewal,
    Due::UploadEnd,
    Due::NextProved,
    Due::Reminder,
    Due::FreeEnd,
    Due::Renewal,
    Due::UploadEnd,
    Due::NextUnproved,
    Due::UploadReminder,
];

/// TrustAsia DV Wildcard, and the free product.
const PAID: ProductCode = ProductCode(12);
const FREE: ProductCode = ProductCode(83);

/// Price of a year of [`PAID`], in cents.
pub const PRICE: i64 = 29_900;

const DAY: i64 = 86_400;

/// How many of `count` certificates are due in this way.
pub fn of(kind: Due, count: i64) -> i64 {
    count / 10 * MIX.iter().filter(|due| **due == kind).count() as i64
}

/// The account of the `n`th: half are the first account's, the others go round.
pub fn account(n: i64, accounts: i64) -> AccountId {
    let round = n / MIX.len() as i64;
    AccountId(AccountId::FIRST.0 + if round % 2 == 0 { 0 } else { 1 + round / 2 % (accounts - 1) })
}

/// Puts the certificates with these numbers into the register; their keys are P-256 and held here.
pub async fn put_in(
    app: &App,
    entropy: &Entropy,
    files: &CertificateFiles,
    numbers: Range<i64>,
    accounts: i64,
) -> Result<()> {
    let (service, entropy, files) = (app.clone(), entropy.clone(), files.clone());
    let unit = move |register: &mut dyn Register| {
        for n in numbers.clone() {
            let kind = MIX.get(usize::try_from(n % 10).unwrap_or(0)).copied().unwrap_or(Due::Renewal);
            let id = CertificateId::from_chance(&entropy.bytes::<8>());
            let one = certificate(id, account(n, accounts), kind, n)?;
            put(register, &service, &one, kind, &files)?;
        }
        Ok(())
    };
    app.store.write(Scope::Unguarded, unit).await.map_err(words)
}

fn put(
    register: &mut dyn Register,
    app: &App,
    one: &Certificate,
    kind: Due,
    files: &CertificateFiles,
) -> Result<(), chancery_app::Failure> {
    register.insert_certificate(one, files)?;
    let Stage::Issued(validity) = &one.stage else { return Ok(()) };
    if let Some(application) = one.application() {
        let product = app.catalogue.product(application.product.0);
        for (concern, at) in [
            (Concern::Continuation, continues_at(application, validity, None, &app.policy)),
            (
                Concern::AutomaticRenewal,
                product.and_then(|p| charges_at(application, validity, p, None, &app.policy)),
            ),
        ] {
            if let Some(at) = at {
                register.set_due(concern, one.account, &one.id, at)?;
            }
        }
        if let (true, Some(name)) = (application.free, application.bound.first()) {
            let quota = QuotaUse::applied().issued(validity.not_after);
            register.insert_quota_use(&one.id, one.account, &name.base().to_string(), &quota)?;
        }
        if let (Due::NextProved, Some(name), Some(applicant)) =
            (kind, application.bound.first(), &application.applicant)
        {
            register.put_domain_evidence(&DomainEvidence {
                account: one.account,
                organization: applicant.organization_key(),
                base: name.base(),
                wildcards: true,
                certificate: one.id.clone(),
                proved_at: DUE_AT.plus_days(-100),
            })?;
        }
    }
    if let (Due::Reminder | Due::UploadReminder, Some(at)) = (kind, reminds_at(one, &app.policy)) {
        register.set_due(Concern::Reminder, one.account, &one.id, at)?;
    }
    Ok(())
}

/// A key of this kind with its CSR, sealed, as the service makes it. All certificates have the same ones, since nobody
/// looks into them.
pub fn files(app: &App, algorithm: KeyAlgorithm) -> Result<CertificateFiles> {
    let key = PrivateKey::generate(algorithm)?;
    let csr_der = csr::build(&key, &Subject::default(), &["*.shop.org".to_owned()])?;
    let spki = csr::decode(&csr_der)?.spki_sha256();
    Ok(CertificateFiles {
        csr_der: Some(csr_der),
        sealed_key: app.vault.seal_key(&spki, &KeyForm::Plain(key)).map_err(words)?,
        download_allowed: true,
        ..CertificateFiles::default()
    })
}

fn certificate(
    id: CertificateId,
    account: AccountId,
    kind: Due,
    n: i64,
) -> Result<Certificate, chancery_app::Failure> {
    let validity = validity(kind, n);
    let base = format!("due{n}.org");
    let parse = |name: &str| name.parse::<Name>().map_err(chancery_app::Failure::internal);
    let (origin, bound) = match kind {
        Due::UploadEnd | Due::UploadReminder => {
            let origin = Origin::Uploaded { issuer: "Elsewhere".into(), purpose: vec![], notes: vec![] };
            (origin, vec![parse(&base)?])
        }
        Due::FreeEnd => {
            let bound = vec![parse(&base)?];
            let application = Application::bought(OrderId(0), FREE, 90, 1);
            let application =
                Application { free: true, requested: bound.clone(), bound: bound.clone(), ..application };
            (Origin::Applied(application), bound)
        }
        Due::NextProved | Due::NextUnproved | Due::Renewal | Due::Reminder => {
            let bound = vec![parse(&format!("*.{base}"))?, parse(&base)?];
            let next = matches!(kind, Due::NextProved | Due::NextUnproved);
            let longer = if next { 165 } else { 0 };
            let application = Application {
                requested: bound.get(..1).unwrap_or_default().to_vec(),
                bound: bound.clone(),
                applicant: Some(Applicant::Person { mail: format!("owner@{base}") }),
                csr: CsrOrigin::Online,
                term_ends_at: Some(validity.not_after.plus_days(longer)),
                renews_itself: kind == Due::Renewal,
                ..Application::bought(OrderId(0), PAID, 365, 1)
            };
            (Origin::Applied(application), bound)
        }
    };
    let names: Vec<String> = bound.iter().map(ToString::to_string).collect();
    Ok(Certificate {
        id,
        account,
        origin,
        usage: Usage::Server,
        domain: names.first().cloned().unwrap_or_default(),
        names,
        algorithm: Some(KeyAlgorithm::P256),
        algorithm_text: KeyAlgorithm::P256.to_string(),
        alias: String::new(),
        project: ProjectId(0),
        tags: Vec::new(),
        created_at: validity.not_before,
        changed_at: validity.not_before,
        stage: Stage::Issued(validity),
        password_chosen: false,
        key_held: true,
        notices_ignored: false,
    })
}

/// What is due became so within the last day, in another order than that of the rows.
fn validity(kind: Due, n: i64) -> Validity {
    let ago = 60 + n * 7_919 % (DAY - 120);
    let (days, left) = match kind {
        Due::FreeEnd | Due::UploadEnd => (90, 0),
        Due::NextProved | Due::NextUnproved | Due::Renewal => (200, 30),
        Due::Reminder | Due::UploadReminder => (200, 29),
    };
    let not_after: Timestamp = DUE_AT.plus_days(left).plus_seconds(-ago);
    Validity {
        serial: Serial::from_bytes(&n.to_be_bytes()),
        not_before: not_after.plus_days(-days).plus_seconds(1),
        not_after,
        validated_at: Some(not_after.plus_days(-days)),
        approved_at: None,
        fingerprint_sha1: format!("{n:040x}"),
    }
}
