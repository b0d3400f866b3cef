//! Fills in what a bought certificate is to say: names, key, proof, applicant (D, F2). It may be filled in again until it
//! is submitted.

use super::applicant::{self, ApplicantDraft};
use super::key::{CsrChoice, Key, Wanted, claim_key, obtain_key};
use super::known::product;
use super::names::{Names, checked_contact, checked_names, proof_method};
use super::purchase::check_automatic;
use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::operation_log::record;
use crate::own_certificate::own_certificate;
use crate::ports::{CertificateFiles, Register, Scope};
use crate::service::App;
use chancery_domain::catalogue::{Brand, Product};
use chancery_domain::certificate::{Applicant, Application, Certificate, CertificateError, Origin, Stage};
use chancery_domain::ids::{AccountId, CertificateId};
use chancery_domain::operation_log::Operation;
use chancery_domain::validation::Method;

/// What is filled in.
#[derive(Clone)]
pub struct FillIn {
    /// The certificate that was bought.
    pub id: CertificateId,
    /// The first name, which is the common name too.
    pub common_name: String,
    /// Further names.
    pub further_names: Vec<String>,
    /// Whether the names are proved by a file rather than in the DNS.
    pub by_file: bool,
    /// Where the key comes from.
    pub csr: CsrChoice,
    /// Who applies.
    pub applicant: ApplicantDraft,
    /// Where mail about an organisation's application goes, if not to its contact or administrator.
    pub contact_mail: Option<String>,
    /// Whether it is to renew itself, if that is said (K4).
    pub renews_itself: Option<bool>,
}

/// The information after every check that needs no register.
#[derive(Clone)]
struct Information {
    names: Names,
    method: Method,
    applicant: Applicant,
    contact_mail: String,
    key: Key,
    renews_itself: Option<bool>,
}

/// Fills in the information of the tenant's certificate. Nothing begins yet.
///
/// # Errors
/// [`Code::CertificateNotFound`], [`Code::NotAwaitingInformation`], [`Code::SubmittedNamesInvalid`] and the other codes
/// of names, those of [`super::CsrChoice`]'s keys, [`Code::KeyReused`], and those of the applicant's fields;
/// [`Code::AutomaticRenewalRefused`]; nothing is changed then.
pub async fn fill_in(app: &App, ctx: &Ctx, input: FillIn) -> Result<Certificate, Failure> {
    let account = ctx.tenant()?;
    let (service, inner, id, draft) = (app.clone(), ctx.clone(), input.id.clone(), input.applicant.clone());
    let (application, applicant) = app
        .store
        .read(move |register| {
            let certificate = open(register, account, &id)?;
            let application = bought(&certificate)?.clone();
            let product = product(&service, &application)?;
            let draft = draft.clone();
            let applicant = applicant::with_profiles(&service, register, account, product, draft, inner.now)?;
            Ok((application, applicant))
        })
        .await?;
    let product = product(app, &application)?;
    if input.renews_itself == Some(true) {
        check_automatic(app, product, application.term_days)?;
    }
    let brand =
        app.catalogue.brand_of(product).ok_or_else(|| Failure::internal("product of an unknown brand"))?;
    let names = names(app, product, brand, &application, &input)?;
    let method = proof_method(product, brand, &names.bound, input.by_file, "VerifyType")?;
    let applicant = applicant::checked(app, product, brand, applicant)?;
    let contact_mail = match input.contact_mail.filter(|_| applicant.organization().is_some()) {
        Some(mail) => mail.trim().to_owned(),
        None => applicant.contact_mail().to_owned(),
    };
    checked_contact(app, &contact_mail, "")?;
    let organization = applicant.organization().filter(|_| !product.level.is_dv());
    let wanted = Wanted { product, bound: &names.bound, organization, same_common_name: true };
    let key = obtain_key(app, account, wanted, input.csr).await?;
    let renews_itself = input.renews_itself;
    let information = Information { names, method, applicant, contact_mail, key, renews_itself };
    let (inner, id) = (ctx.clone(), input.id);
    app.store
        .write(Scope::Account(account), move |register| save(register, &inner, account, &id, &information))
        .await
}

/// The tenant's certificate whose information is awaited.
pub(super) fn open(
    register: &mut dyn Register,
    account: AccountId,
    id: &CertificateId,
) -> Result<Certificate, Failure> {
    let certificate = own_certificate(register, account, id)?;
    match &certificate.stage {
        Stage::AwaitingInformation => Ok(certificate),
        other => Err(CertificateError::NotAwaitingInformation { stage: other.name() }.into()),
    }
}

fn bought(certificate: &Certificate) -> Result<&Application, Failure> {
    certificate.application().ok_or_else(|| Failure::internal("an upload awaits information"))
}

/// The names: of the product's kind, no more than were paid for (A2), and for a reissue or a continuation the same as
/// before (J2, K3).
fn names(
    app: &App,
    product: &Product,
    brand: &Brand,
    application: &Application,
    input: &FillIn,
) -> Result<Names, Failure> {
    let texts = std::iter::once(&input.common_name).chain(&input.further_names);
    let named = |mut failure: Failure| {
        if failure.code == Code::DomainInvalid {
            failure.code = Code::SubmittedNamesInvalid;
        }
        failure
    };
    let names = checked_names(app, product, brand, texts, "CertCommonName, DnsNames").map_err(named)?;
    let (given, paid) = (names.requested.len(), application.names_paid);
    if paid > 0 && given > paid {
        let text = format!(
            "DnsNames: {given} names were given and {paid} were paid for; leave some out or order again"
        );
        return Err(Failure::new(Code::SubmittedNamesInvalid, text));
    }
    let fixed = application.reissues.is_some() || application.continues.is_some();
    if fixed && names.requested != application.requested {
        let text = "CertCommonName, DnsNames: a reissue has the names of its original in the same order";
        return Err(Failure::new(Code::SubmittedNamesInvalid, text));
    }
    Ok(names)
}

/// The unit of work.
fn save(
    register: &mut dyn Register,
    ctx: &Ctx,
    account: AccountId,
    id: &CertificateId,
    information: &Information,
) -> Result<Certificate, Failure> {
    let mut certificate = open(register, account, id)?;
    let Information { names, method, applicant, contact_mail, key, renews_itself } = information;
    claim_key(register, ctx, key, id)?;
    if let Origin::Applied(application) = &mut certificate.origin {
        application.requested = names.requested.clone();
        application.bound = names.bound.clone();
        application.method = *method;
        application.csr = key.origin;
        application.contact_email.clone_from(contact_mail);
        application.contact_phone = applicant.contact_phone().to_owned();
        application.renews_itself = renews_itself.unwrap_or(application.renews_itself);
        application.applicant = Some(applicant.clone());
    }
    certificate.domain = names.requested.first().map(ToString::to_string).unwrap_or_default();
    certificate.names = names.bound.iter().map(ToString::to_string).collect();
    certificate.algorithm = Some(key.algorithm);
    certificate.algorithm_text = key.algorithm.to_string();
    certificate.password_chosen = key.password_chosen;
    certificate.key_held = key.made.sealed_key.is_some();
    certificate.changed_at = ctx.now;
    let files = CertificateFiles {
        csr_der: Some(key.made.csr_der.clone()),
        sealed_key: key.made.sealed_key.clone(),
        download_allowed: true,
        ..CertificateFiles::default()
    };
    register.update_certificate(&certificate)?;
    register.update_certificate_files(id, &files)?;
    let detail = format!("names: {}; method: {}", certificate.names.join(", "), method.record_type());
    record(register, ctx, account, Operation::InformationFilledIn, Some(id), detail)?;
    Ok(certificate)
}
