//! Asks for a reissue (J1, J2): the same names until the same second, under another key or the same CSR, as a certificate
//! of its own that belongs to the same order and uses no quota.

use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::kin::{first_of, followers, kin};
use crate::order::{self, CsrChoice, Follower, Key, Wanted, follow, obtain_key, same_key};
use crate::own_certificate::own_certificate;
use crate::ports::{CertificateFiles, Register, Scope};
use crate::service::App;
use chancery_domain::certificate::{Application, Certificate};
use chancery_domain::ids::{AccountId, CertificateId};
use chancery_domain::operation_log::Operation;
use chancery_domain::organization::is_deceptive;
use chancery_domain::reissue::{Asked, check, passage, primary_domains};
use chancery_domain::validation::Method;

/// What is asked for.
#[derive(Clone)]
pub struct Ask {
    /// The certificate.
    pub certificate: CertificateId,
    /// Its key.
    pub key: KeySource,
    /// Whether the names are proved by a file rather than in the DNS.
    pub by_file: bool,
    /// Why; kept in the operation log.
    pub reason: String,
}

/// Where the key of a reissue comes from (J2).
#[derive(Clone)]
pub enum KeySource {
    /// The CSR of the certificate reissued, and so its key.
    Original,
    /// Made here, pasted, or kept under CSR management.
    Other(CsrChoice),
}

/// Asks for a reissue and returns the new certificate's id.
///
/// # Errors
/// [`Code::CertificateNotFound`], [`Code::NotReissuable`], [`Code::AlreadyReissued`], those of a CSR;
/// [`Code::InvalidParameter`] for the reason or the way of validation. Nothing is changed then.
pub async fn ask(app: &App, ctx: &Ctx, input: Ask) -> Result<CertificateId, Failure> {
    let account = ctx.tenant()?;
    let longest = app.policy.reissue.reason_length_max;
    if input.reason.chars().count() > longest || input.reason.chars().any(is_deceptive) {
        let text = format!("Reason: use at most {longest} characters, none of them a control character");
        return Err(Failure::new(Code::InvalidParameter, text));
    }
    let (service, inner, id) = (app.clone(), ctx.clone(), input.certificate.clone());
    let (certificate, files) = app
        .store
        .read(move |register| {
            let (certificate, _) = reissuable(&service, register, &inner, account, &id)?;
            let files = register.certificate_files(&id)?.unwrap_or_default();
            Ok((certificate, files))
        })
        .await?;
    let key = key(app, account, &certificate, &files, input.key.clone()).await?;
    let same_csr = files.csr_der.as_ref() == Some(&key.made.csr_der);
    let (service, inner) = (app.clone(), ctx.clone());
    let id = app
        .store
        .write(Scope::Account(account), move |register| {
            store(&service, register, &inner, account, &input, &key, same_csr)
        })
        .await?;
    app.tasks_due.notify_one();
    Ok(id)
}

/// The tenant's certificate and the first of its kin, if it may be reissued now.
fn reissuable(
    app: &App,
    register: &mut dyn Register,
    ctx: &Ctx,
    account: AccountId,
    id: &CertificateId,
) -> Result<(Certificate, Certificate), Failure> {
    let certificate = own_certificate(register, account, id)?;
    let application = certificate.application();
    let first = first_of(&certificate);
    let kin = followers(register, &first)?;
    let domains = application.map(primary_domains).unwrap_or_default();
    let running = register.running_reissue(account, &domains)?;
    let original = register.certificate(&first)?;
    let stage = original.as_ref().map(|original| original.stage.kind());
    check(&certificate, (&first, stage), &kin, running.as_ref(), &app.policy, ctx.now)?;
    Ok((certificate, original.ok_or_else(|| Failure::internal("a checked original is gone"))?))
}

async fn key(
    app: &App,
    account: AccountId,
    certificate: &Certificate,
    files: &CertificateFiles,
    source: KeySource,
) -> Result<Key, Failure> {
    let choice = match source {
        KeySource::Original => return same_key(certificate, files),
        KeySource::Other(choice) => choice,
    };
    let application = certificate.application().ok_or_else(|| Failure::internal("a checked upload"))?;
    let wanted = Wanted {
        product: order::product(app, application)?,
        bound: &application.bound,
        organization: application.applicant.as_ref().and_then(|applicant| applicant.organization()),
        same_common_name: false,
    };
    obtain_key(app, account, wanted, choice).await
}

/// The unit of work: everything is asked once more under the account's lock.
fn store(
    app: &App,
    register: &mut dyn Register,
    ctx: &Ctx,
    account: AccountId,
    input: &Ask,
    key: &Key,
    same_csr: bool,
) -> Result<CertificateId, Failure> {
    let (certificate, original) = reissuable(app, register, ctx, account, &input.certificate)?;
    let first = &original.id;
    let application =
        certificate.application().ok_or_else(|| Failure::internal("a checked upload is reissued"))?;
    // (E5) The days are counted from the issue of the first of the kin.
    let issued_at = original.validity().map(|validity| validity.not_before);
    let product = order::product(app, application)?;
    let application = Application {
        method: method(app, application, input.by_file)?,
        csr: key.origin,
        renews: None,
        reissues: Some(first.clone()),
        continues: None,
        ..application.clone()
    };
    let asked = Asked {
        free: application.free,
        organization: application.applicant.as_ref().and_then(|a| a.organization()).is_some(),
        same_csr,
    };
    let known = order::known(app, register, account, &application, ctx.now)?;
    let passage = passage(&product.course, asked, issued_at, &known, &app.policy, ctx.now);
    let domains = primary_domains(&application);
    let kin = kin(register, &certificate)?;
    let words = if same_csr { "the same CSR" } else { "another CSR" };
    let line = format!("reissues {}; {words}; reason: {}", input.certificate, input.reason);
    let line = (Operation::Reissued, line);
    let follower = Follower { parent: &certificate, application, key, kin: &kin, passage, line };
    let reissue = follow(app, register, ctx, follower)?;
    register.begin_reissue(account, &domains, &reissue.id, first)?;
    Ok(reissue.id)
}

/// A free certificate is proved the way it was the first time, any other as asked (J2).
fn method(app: &App, application: &Application, by_file: bool) -> Result<Method, Failure> {
    let product = order::product(app, application)?;
    let brand = app.catalogue.brand_of(product).ok_or_else(|| Failure::internal("a brand left"))?;
    if application.free {
        if by_file == (application.method == Method::File) {
            return Ok(application.method);
        }
        let text = format!(
            "ValidType: a free certificate is proved the way it was the first time; choose {}",
            application.method.cloud_name()
        );
        return Err(Failure::new(Code::InvalidParameter, text));
    }
    order::proof_method(product, brand, &application.bound, by_file, "ValidType")
}
