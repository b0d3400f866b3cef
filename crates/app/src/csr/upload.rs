//! Keeps a CSR that was made elsewhere (D4): its key stays there.

use super::save::{checked_remark, subject_of};
use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::operation_log::record;
use crate::order::pasted;
use crate::ports::{CsrFiles, Scope};
use crate::service::App;
use chancery_domain::csr::{CsrRecord, CsrStage, SubjectFields};
use chancery_domain::ids::CsrId;
use chancery_domain::name::Name;
use chancery_domain::operation_log::Operation;
use chancery_pki::csr::{self, CsrFacts, Subject};

/// A request as PEM or DER text, and the tenant's remark.
pub struct UploadedCsr {
    /// The CSR.
    pub content: String,
    /// A free remark.
    pub remark: String,
}

/// Keeps the request for a later application and returns its number. It is read-only from the start.
///
/// # Errors
/// [`Code::CsrInvalid`] when it cannot be read, its signature or key is no good, or it names no domain;
/// [`Code::InvalidParameter`] for the remark and for a subject that no CSR made here could have.
pub async fn upload(app: &App, ctx: &Ctx, input: UploadedCsr) -> Result<CsrId, Failure> {
    let account = ctx.tenant()?;
    let facts = pasted(app, &input.content)?;
    let algorithm =
        facts.algorithm().ok_or_else(|| invalid("its kind of key is not taken by any product"))?;
    let csr = CsrRecord {
        id: CsrId(0),
        account,
        domain: domain(&facts)?,
        subject: fields(facts.subject_fields()),
        algorithm,
        remark: checked_remark(app, input.remark)?,
        password_chosen: false,
        stage: CsrStage::Generated,
        created_at: ctx.now,
    };
    csr::check_subject(&subject_of(&csr))
        .map_err(|error| Failure::new(Code::InvalidParameter, format!("CsrContent: {error}")))?;
    let files = CsrFiles { csr_der: Some(facts.der), ..CsrFiles::default() };
    let inner = ctx.clone();
    app.store
        .write(Scope::Account(account), move |register| {
            let id = register.insert_csr(&csr, &files)?;
            let detail = format!("csr: {id}; name: {}; uploaded", csr.domain);
            record(register, &inner, account, Operation::CsrSaved, None, detail)?;
            Ok(id)
        })
        .await
}

fn invalid(why: &str) -> Failure {
    Failure::new(Code::CsrInvalid, format!("CsrContent: {why}"))
}

/// The name that the record is listed under: the common name, or the first of the alternative names.
fn domain(facts: &CsrFacts) -> Result<Name, Failure> {
    let names = facts.names().into_iter().map(|(_, text)| Name::parse(&text));
    names.flatten().next().ok_or_else(|| invalid("it names no domain; make a CSR with a common name"))
}

fn fields(subject: Subject) -> SubjectFields {
    SubjectFields {
        organization: subject.organization.unwrap_or_default(),
        department: subject.department.unwrap_or_default(),
        email: subject.email.unwrap_or_default(),
        province: subject.province.unwrap_or_default(),
        city: subject.locality.unwrap_or_default(),
        country: subject.country.unwrap_or_default(),
    }
}
