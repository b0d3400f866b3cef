//! Deletes several certificates; each on its own, so that one refusal does not hold up the others.

use super::delete::remove;
use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::ports::{DeletionOutcome, DeletionRecord, Scope};
use crate::service::App;
use chancery_domain::ids::CertificateId;

/// How a batch ended.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct DeletedMany {
    /// Gone.
    pub deleted: Vec<String>,
    /// Refused, with the reason.
    pub refused: Vec<(String, String)>,
    /// For each certificate the id under which its result can be asked for (certificate, task).
    pub tasks: Vec<(String, String)>,
}

/// Deletes the tenant's certificates with these ids, as received.
///
/// # Errors
/// [`Code::TooManyIds`].
pub async fn delete_many(app: &App, ctx: &Ctx, ids: Vec<String>) -> Result<DeletedMany, Failure> {
    let account = ctx.tenant()?;
    let most = app.policy.limits.ids_per_call_max;
    if ids.is_empty() || ids.len() > most {
        return Err(Failure::new(Code::TooManyIds, format!("CertificateIds: name 1 to {most} certificates")));
    }
    let mut result = DeletedMany::default();
    for text in ids {
        let task = ctx.entropy.token();
        let (service, inner, name) = (app.clone(), ctx.clone(), task.clone());
        let outcome = match text.parse::<CertificateId>() {
            Err(error) => Err(Failure::new(Code::CertificateNotFound, format!("CertificateIds: {error}"))),
            Ok(id) => {
                app.store
                    .write(Scope::Account(account), move |register| {
                        let removed = remove(&service, register, &inner, account, &id);
                        let (outcome, error, domains) = match &removed {
                            Ok(certificate) => {
                                (DeletionOutcome::Done, String::new(), certificate.names.clone())
                            }
                            Err(failure) => (DeletionOutcome::Refused, failure.public.clone(), Vec::new()),
                        };
                        register.insert_deletion(&DeletionRecord {
                            task: name.clone(),
                            account,
                            certificate: id.clone(),
                            outcome,
                            error,
                            domains,
                            at: inner.now,
                        })?;
                        // The refusal is a result here: the record of it has to stay.
                        Ok(removed.map(|_| ()))
                    })
                    .await?
            }
        };
        match outcome {
            Ok(()) => result.deleted.push(text.clone()),
            Err(failure) => result.refused.push((text.clone(), failure.public)),
        }
        result.tasks.push((text, task));
    }
    Ok(result)
}
