//! Puts tags on a certificate and takes them off.

use super::fetch::own;
use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::operation_log::record;
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
            let mut certificate = own(register, account, &id)?;
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

/// Tags within the policy's number and length; the last of several with one key wins.
///
/// # Errors
/// [`Code::InvalidParameter`].
pub(crate) fn checked_tags(app: &App, tags: Vec<Tag>) -> Result<Vec<Tag>, Failure> {
    let limits = &app.policy.limits;
    let mut kept: Vec<Tag> = Vec::with_capacity(tags.len());
    for tag in tags {
        let too_long = tag.key.chars().count() > limits.tag_key_length_max
            || tag.value.chars().count() > limits.tag_value_length_max;
        if tag.key.is_empty() || too_long || tag.key.chars().chain(tag.value.chars()).any(char::is_control) {
            let text = format!(
                "Tags: a key has 1 to {} characters, a value at most {}, without control characters",
                limits.tag_key_length_max, limits.tag_value_length_max
            );
            return Err(Failure::new(Code::InvalidParameter, text));
        }
        kept.retain(|t| t.key != tag.key);
        kept.push(tag);
    }
    if kept.len() > limits.tags_per_resource_max {
        return Err(Failure::new(
            Code::InvalidParameter,
            format!("Tags: at most {} tags", limits.tags_per_resource_max),
        ));
    }
    kept.sort();
    Ok(kept)
}
