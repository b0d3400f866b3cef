//! Keeps an uploaded document: checked by its content, sealed, noted under its certificate (F2, I2).

use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::ports::Register;
use crate::service::App;
use chancery_domain::certificate::Certificate;
use chancery_domain::ids::DocumentId;
use chancery_domain::review::{Document, DocumentError, DocumentKind, DocumentLimits, DocumentPurpose};
use chancery_domain::time::Timestamp;
use chancery_pki::digest::sha256_hex;
use chancery_pki::document;

/// A document that was checked and sealed, ready to be kept.
#[derive(Clone)]
pub struct Kept {
    kind: DocumentKind,
    bytes: i64,
    sha256: String,
    sealed: Vec<u8>,
}

impl Kept {
    /// Checks a document by its content against the rules of a hierarchy and seals it. Takes a moment: call it outside of
    /// a unit of work.
    ///
    /// # Errors
    /// [`Code::LetterTooSmall`], [`Code::LetterTooLarge`], [`Code::LetterFormat`], [`Code::LetterFormatSm2`].
    pub async fn check(app: &App, sm2: bool, content: Vec<u8>) -> Result<Self, Failure> {
        let limits = app.desk.rules.documents.limits(sm2);
        let (kind, content) = inspect(limits, content).await?.map_err(|error| refusal(sm2, &error))?;
        let sha256 = sha256_hex(&content);
        let bytes = i64::try_from(content.len()).unwrap_or(i64::MAX);
        let sealed = app.vault.seal(&context(&sha256), &content)?;
        Ok(Kept { kind, bytes, sha256, sealed })
    }
}

/// Unpacking up to the limits is work for a thread of its own.
async fn inspect(
    limits: DocumentLimits,
    content: Vec<u8>,
) -> Result<Result<(DocumentKind, Vec<u8>), DocumentError>, Failure> {
    let checked = move || document::check(&content, &limits).map(|kind| (kind, content));
    tokio::task::spawn_blocking(checked).await.map_err(Failure::internal)
}

/// What a document is sealed for: its own content, so that one cannot stand for another.
pub(super) fn context(sha256: &str) -> String {
    format!("document/{sha256}")
}

fn refusal(sm2: bool, error: &DocumentError) -> Failure {
    let code = match error {
        DocumentError::TooSmall { .. } => Code::LetterTooSmall,
        DocumentError::TooLarge { .. } => Code::LetterTooLarge,
        _ if sm2 => Code::LetterFormatSm2,
        DocumentError::Unknown { .. }
        | DocumentError::KindNotTaken { .. }
        | DocumentError::Damaged { .. }
        | DocumentError::Bomb { .. }
        | DocumentError::Active { .. }
        | DocumentError::Encrypted => Code::LetterFormat,
    };
    Failure::new(code, format!("the letter: {error}"))
}

/// Puts the document under its certificate, inside the unit of work that goes on with it. The rules allow so many since
/// `since`, when the letter of this round was first awaited; those of an earlier round that came to nothing do not count.
///
/// # Errors
/// [`Code::LetterUploaded`] for too many of them.
pub fn keep_document(
    app: &App,
    register: &mut dyn Register,
    ctx: &Ctx,
    certificate: &Certificate,
    purpose: DocumentPurpose,
    since: Timestamp,
    kept: &Kept,
) -> Result<DocumentId, Failure> {
    let mut present = register.documents(&certificate.id, purpose)?;
    present.retain(|document| document.uploaded_at >= since);
    let most = app.desk.rules.documents.kept_max;
    if present.len() >= most {
        let why = format!("{most} letters were uploaded already; wait for the reviewers");
        return Err(Failure::new(Code::LetterUploaded, why));
    }
    let document = Document {
        id: DocumentId(0),
        account: certificate.account,
        certificate: certificate.id.clone(),
        purpose,
        kind: kept.kind,
        bytes: kept.bytes,
        sha256: kept.sha256.clone(),
        uploaded_at: ctx.now,
    };
    Ok(register.insert_document(&document, &kept.sealed)?)
}
