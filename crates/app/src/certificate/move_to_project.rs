//! Moves certificates to another project.

use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::operation_log::record;
use crate::own_certificate::own_certificate;
use crate::ports::Scope;
use crate::service::App;
use chancery_domain::ids::{CertificateId, ProjectId};
use chancery_domain::operation_log::Operation;

/// Which were moved and which were not (because they are not the tenant's, or not there).
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Moved {
    /// Now in the project.
    pub moved: Vec<String>,
    /// Left alone.
    pub failed: Vec<String>,
}

/// Moves the certificates with these ids, as received, to `project`.
///
/// # Errors
/// [`Code::TooManyIds`].
pub async fn move_to_project(
    app: &App,
    ctx: &Ctx,
    ids: Vec<String>,
    project: ProjectId,
) -> Result<Moved, Failure> {
    let account = ctx.tenant()?;
    let most = app.policy.limits.ids_per_call_max;
    if ids.is_empty() || ids.len() > most {
        return Err(Failure::new(
            Code::TooManyIds,
            format!("CertificateIdList: name 1 to {most} certificates"),
        ));
    }
    let inner = ctx.clone();
    app.store
        .write(Scope::Account(account), move |register| {
            let mut result = Moved::default();
            for text in &ids {
                let own =
                    text.parse::<CertificateId>().ok().map(|id| own_certificate(register, account, &id));
                let Some(Ok(mut certificate)) = own else {
                    result.failed.push(text.clone());
                    continue;
                };
                if certificate.project != project {
                    let detail = format!("from project {} to {project}", certificate.project);
                    certificate.project = project;
                    certificate.changed_at = inner.now;
                    register.update_certificate(&certificate)?;
                    record(
                        register,
                        &inner,
                        account,
                        Operation::ProjectChanged,
                        Some(&certificate.id),
                        detail,
                    )?;
                }
                result.moved.push(text.clone());
            }
            Ok(result)
        })
        .await
}
