//! Deletes CSR records; one that an unfinished application uses is kept (D4).

use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::operation_log::record;
use crate::ports::{Register, Scope};
use crate::service::App;
use chancery_domain::certificate::CsrOrigin;
use chancery_domain::csr::CsrRecordError;
use chancery_domain::ids::{AccountId, CsrId};
use chancery_domain::operation_log::Operation;

/// Deletes the tenant's records with these numbers and returns those that are gone. A number that is not the tenant's
/// or is in use is refused, and then nothing is deleted.
///
/// # Errors
/// [`Code::TooManyIds`], [`Code::CsrNotFound`], [`Code::CsrState`].
pub async fn delete(app: &App, ctx: &Ctx, ids: Vec<CsrId>) -> Result<Vec<CsrId>, Failure> {
    let account = ctx.tenant()?;
    let most = app.policy.limits.ids_per_call_max;
    if ids.is_empty() || ids.len() > most {
        return Err(Failure::new(Code::TooManyIds, format!("CSRIds: name 1 to {most} CSRs")));
    }
    let inner = ctx.clone();
    app.store
        .write(Scope::Account(account), move |register| {
            let mut gone: Vec<CsrId> = Vec::with_capacity(ids.len());
            for id in &ids {
                if gone.contains(id) {
                    continue;
                }
                deletable(register, account, *id)?;
                register.delete_csr(*id)?;
                record(register, &inner, account, Operation::CsrDeleted, None, format!("csr: {id}"))?;
                gone.push(*id);
            }
            Ok(gone)
        })
        .await
}

fn deletable(register: &mut dyn Register, account: AccountId, id: CsrId) -> Result<(), Failure> {
    let (_, files) = register.csr(id)?.filter(|(r, _)| r.account == account).ok_or_else(|| {
        Failure::new(Code::CsrNotFound, format!("CSRIds: there is no CSR {id} in this account"))
    })?;
    if let Some(user) = files.used_by {
        let unfinished = register
            .certificate(&user)?
            .filter(|c| c.stage.kind().is_before_issue())
            .is_some_and(|c| c.application().is_some_and(|a| a.csr == CsrOrigin::Kept(id)));
        if unfinished {
            return Err(CsrRecordError::InUse.into());
        }
    }
    Ok(())
}
