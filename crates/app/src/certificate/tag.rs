//! Puts tags on a certificate and takes them off.

use crate::annotations::checked_tags;
use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::operation_log::record;
use crate::own_certificate::own_certificate;
use crate::ports::Scope;
use crate::service::App;
use chancery_domain::certificate::Tag;
use chancery_domain::ids::CertificateId;
use chancery_domain::operation_log::Operation;

/// Sets the tags `put` (replacing those with the same key) and removes those with the keys `remove`.
///
/// # Errors
/// [`Code::CertificateNotFound`]; [`Code::InvalidParameter`] when there would be too many tags or one is too long.
pub async fn tag(
    app: &App,
    ctx: &Ctx,
    id: &CertificateId,
    put: Vec<Tag>,
    remove: Vec<String>,
) -> Result<(), Failure> {
    let account = ctx.tenant()?;
    let put = checked_tags(app, put)?;
    let most = app.policy.limits.tags_per_resource_max;
    let (inner, id) = (ctx.clone(), id.clone());
    app.store
        .write(Scope::Account(account), move |register| {
            let mut certificate = own_certificate(register, account, &id)?;
            certificate.tags.retain(|t| !remove.contains(&t.key) && !put.iter().any(|p| p.key == t.key));
            certificate.tags.extend(put.iter().cloned());
            certificate.tags.sort();
            if certificate.tags.len() > most {
                return Err(Failure::new(
                    Code::InvalidParameter,
                    format!("Tags: at most {most} tags; remove some"),
                ));
            }
            certificate.changed_at = inner.now;
            register.update_certificate(&certificate)?;
            let keys: Vec<&str> = certificate.tags.iter().map(|t| t.key.as_str()).collect();
            record(
                register,
                &inner,
                account,
                Operation::TagsChanged,
                Some(&id),
                format!("keys: {}", keys.join(", ")),
            )
        })
        .await
}
