//! Staff take a letter out of the register to look at it (F3).

use super::fetch::found;
use super::keep_document::context;
use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::operation_log::record;
use crate::ports::Scope;
use crate::service::App;
use chancery_domain::actor::Role;
use chancery_domain::ids::{DocumentId, ReviewId};
use chancery_domain::operation_log::Operation;
use chancery_domain::review::{Document, DocumentPurpose};

/// The content of a document that lies with a review: the one with that number, or the newest. It is noted who saw it.
///
/// # Errors
/// [`Code::Unauthorized`], [`Code::ReviewNotFound`], [`Code::DocumentNotFound`].
pub async fn open_document(
    app: &App,
    ctx: &Ctx,
    id: ReviewId,
    wanted: Option<DocumentId>,
) -> Result<(Document, Vec<u8>), Failure> {
    if ctx.actor.role != Role::Operator {
        return Err(Failure::new(Code::Unauthorized, "only an operator opens letters"));
    }
    let account = super::account_of(app, id).await?;
    let inner = ctx.clone();
    let (document, sealed) = app
        .store
        .write(Scope::Account(account), move |register| {
            let review = found(register, id)?;
            let none =
                || Failure::new(Code::DocumentNotFound, format!("no such document lies with review {id}"));
            let certificate = review.subject.certificate().cloned().ok_or_else(none)?;
            let mut lying = Vec::new();
            for purpose in DocumentPurpose::ALL {
                lying.extend(register.documents(&certificate, purpose)?);
            }
            let chosen = match wanted {
                Some(wanted) => lying.into_iter().find(|document| document.id == wanted),
                None => lying.into_iter().max_by_key(|document| document.id),
            };
            let chosen = chosen.ok_or_else(none)?;
            let found = register.document(chosen.id)?.ok_or_else(none)?;
            let detail = format!("review {id}; document {} shown to staff", chosen.id);
            record(register, &inner, account, Operation::DocumentShown, Some(&certificate), detail)?;
            Ok(found)
        })
        .await?;
    let content = app.vault.open(&context(&document.sha256), &sealed)?;
    Ok((document, content.to_vec()))
}
