//! Nobody is told any more that certificates end soon, or is told again (M3).

use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::operation_log::record;
use crate::own_certificate::own_certificate;
use crate::ports::Scope;
use crate::service::App;
use chancery_domain::ids::CertificateId;
use chancery_domain::operation_log::Operation;

/// Switches the notices of the tenant's certificates off (`ignored`) or on: all of them or none.
///
/// # Errors
/// [`Code::CertificateNotFound`], [`Code::NotEndingSoon`] when one that is to be ignored does not end soon,
/// [`Code::TooManyIds`].
pub async fn ignore(app: &App, ctx: &Ctx, ids: Vec<CertificateId>, ignored: bool) -> Result<(), Failure> {
    let account = ctx.tenant()?;
    let most = app.policy.revocation_request.notice_ids_max;
    if ids.is_empty() || ids.len() > most {
        return Err(Failure::new(Code::TooManyIds, format!("CertificateIds: name 1 to {most} certificates")));
    }
    let (service, inner) = (app.clone(), ctx.clone());
    app.store
        .write(Scope::Account(account), move |register| {
            for id in &ids {
                let mut certificate = own_certificate(register, account, id)?;
                if certificate.notices_ignored == ignored {
                    continue;
                }
                if ignored {
                    certificate.ignorable(&service.policy, inner.now)?;
                }
                certificate.notices_ignored = ignored;
                certificate.changed_at = inner.now;
                register.update_certificate(&certificate)?;
                let detail = if ignored { "notices off" } else { "notices on" };
                record(register, &inner, account, Operation::NoticesSwitched, Some(id), detail.to_owned())?;
            }
            Ok(())
        })
        .await
}
