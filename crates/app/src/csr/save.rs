//! Saves a CSR record and generates its key and request; after that it is read-only.

use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::key_maker::{checked_password, make};
use crate::operation_log::record;
use crate::ports::{CsrFiles, Scope};
use crate::service::App;
use chancery_domain::csr::{CsrRecord, CsrStage, SubjectFields};
use chancery_domain::ids::{AccountId, CsrId};
use chancery_domain::key::KeyAlgorithm;
use chancery_domain::name::Name;
use chancery_domain::operation_log::Operation;
use chancery_domain::organization::{check_mail, is_deceptive};
use chancery_pki::csr::Subject;
use zeroize::Zeroizing;

/// A new record.
pub struct CsrDraft {
    /// The name to certify, as entered.
    pub domain: String,
    /// The other subject fields.
    pub subject: SubjectFields,
    /// The kind of key.
    pub algorithm: KeyAlgorithm,
    /// The user's own password for the key.
    pub password: Option<Zeroizing<String>>,
    /// A free remark.
    pub remark: String,
    /// Generate key and request at once.
    pub generate: bool,
}

/// A change to a record; absent members stay as they are.
#[derive(Default)]
pub struct CsrEdit {
    /// The name.
    pub domain: Option<String>,
    /// Organization.
    pub organization: Option<String>,
    /// Department.
    pub department: Option<String>,
    /// Contact address.
    pub email: Option<String>,
    /// Province.
    pub province: Option<String>,
    /// City.
    pub city: Option<String>,
    /// Country.
    pub country: Option<String>,
    /// The kind of key.
    pub algorithm: Option<KeyAlgorithm>,
    /// The user's own password for the key, when it is generated now.
    pub password: Option<Zeroizing<String>>,
    /// A free remark.
    pub remark: Option<String>,
    /// Generate key and request now.
    pub generate: bool,
}

/// Makes a record and returns its number.
///
/// # Errors
/// [`Code::DomainInvalid`], [`Code::EmailInvalid`], [`Code::InvalidParameter`] with the field.
pub async fn create(app: &App, ctx: &Ctx, input: CsrDraft) -> Result<CsrId, Failure> {
    let account = ctx.tenant()?;
    let record = CsrRecord {
        id: CsrId(0),
        account,
        domain: checked_domain(app, &input.domain)?,
        subject: input.subject,
        algorithm: input.algorithm,
        remark: input.remark,
        password_chosen: false,
        stage: CsrStage::Draft,
        created_at: ctx.now,
    };
    save(app, ctx, account, record, None, input.password, input.generate).await
}

/// Changes a record that was not generated yet.
///
/// # Errors
/// [`Code::CsrNotFound`], [`Code::CsrState`], and those of [`create`].
pub async fn modify(app: &App, ctx: &Ctx, id: CsrId, edit: CsrEdit) -> Result<CsrId, Failure> {
    let account = ctx.tenant()?;
    let (mut record, _) = app
        .store
        .read(move |register| Ok(register.csr(id)?))
        .await?
        .filter(|(r, _)| r.account == account)
        .ok_or_else(|| not_found(id))?;
    record.editable()?;
    if let Some(domain) = &edit.domain {
        record.domain = checked_domain(app, domain)?;
    }
    let subject = &mut record.subject;
    for (field, value) in [
        (&mut subject.organization, edit.organization),
        (&mut subject.department, edit.department),
        (&mut subject.email, edit.email),
        (&mut subject.province, edit.province),
        (&mut subject.city, edit.city),
        (&mut subject.country, edit.country),
        (&mut record.remark, edit.remark),
    ] {
        if let Some(value) = value {
            *field = value;
        }
    }
    record.algorithm = edit.algorithm.unwrap_or(record.algorithm);
    save(app, ctx, account, record, Some(id), edit.password, edit.generate).await
}

/// The refusal for a number that is not the tenant's.
pub(super) fn not_found(id: CsrId) -> Failure {
    Failure::new(Code::CsrNotFound, format!("CSRId: there is no CSR {id} in this account"))
}

fn checked_domain(app: &App, text: &str) -> Result<Name, Failure> {
    let name = Name::parse(text).map_err(|e| Failure::new(Code::DomainInvalid, format!("Domain: {e}")))?;
    let longest = app.policy.names.length_max;
    if name.length() > longest {
        let text = format!("Domain: a common name has at most {longest} characters; shorten it");
        return Err(Failure::new(Code::DomainTooLong, text));
    }
    Ok(name)
}

async fn save(
    app: &App,
    ctx: &Ctx,
    account: AccountId,
    mut csr: CsrRecord,
    present: Option<CsrId>,
    password: Option<Zeroizing<String>>,
    generate: bool,
) -> Result<CsrId, Failure> {
    csr.remark = checked_remark(app, csr.remark)?;
    let mail = csr.subject.email.trim();
    if !mail.is_empty() {
        check_mail(mail, app.policy.organization.mail_length_max)
            .map_err(|rule| Failure::new(Code::EmailInvalid, format!("Email: {rule}")))?;
    }
    let password = checked_password(app, password)?;
    // Also for a draft: what cannot become a CSR is refused when it is entered.
    chancery_pki::csr::check_subject(&subject_of(&csr))
        .map_err(|error| Failure::new(Code::InvalidParameter, error.to_string()))?;
    let mut files = CsrFiles::default();
    if generate {
        csr.password_chosen = password.is_some();
        let names = vec![csr.domain.to_string()];
        let made = make(app, csr.algorithm, subject_of(&csr), names, password).await?;
        files.csr_der = Some(made.csr_der);
        files.sealed_key = made.sealed_key;
        csr.stage = CsrStage::Generated;
    }
    let inner = ctx.clone();
    app.store
        .write(Scope::Account(account), move |register| {
            let id = match present {
                None => register.insert_csr(&csr, &files)?,
                Some(id) => {
                    // Another request may have generated it meanwhile.
                    let (current, _) = register.csr(id)?.ok_or_else(|| not_found(id))?;
                    current.editable()?;
                    register.update_csr(&csr, &files)?;
                    id
                }
            };
            let detail = format!("csr: {id}; name: {}; generated: {generate}", csr.domain);
            record(register, &inner, account, Operation::CsrSaved, None, detail)?;
            Ok(id)
        })
        .await
}

/// A remark within the policy's length, without control characters.
pub(super) fn checked_remark(app: &App, remark: String) -> Result<String, Failure> {
    let longest = app.policy.limits.csr_remark_length_max;
    if remark.chars().count() > longest || remark.chars().any(is_deceptive) {
        let text = format!("Remark: at most {longest} characters and no control characters");
        return Err(Failure::new(Code::InvalidParameter, text));
    }
    Ok(remark)
}

pub(super) fn subject_of(csr: &CsrRecord) -> Subject {
    let filled = |text: &str| Some(text.trim().to_owned()).filter(|t| !t.is_empty());
    Subject {
        common_name: Some(csr.domain.to_string()),
        organization: filled(&csr.subject.organization),
        department: filled(&csr.subject.department),
        locality: filled(&csr.subject.city),
        province: filled(&csr.subject.province),
        country: filled(&csr.subject.country),
        email: filled(&csr.subject.email),
    }
}
