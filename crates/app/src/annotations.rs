//! Checks on what users write beside a certificate: alias and tags; the same wherever they come in.

use crate::failure::{Code, Failure};
use crate::service::App;
use chancery_domain::certificate::Tag;
use chancery_domain::organization::is_deceptive;

/// An alias within the policy's length, without control characters.
pub(crate) fn checked_alias(app: &App, alias: &str) -> Result<String, Failure> {
    let longest = app.policy.limits.alias_length_max;
    if alias.chars().count() > longest || alias.chars().any(is_deceptive) {
        let text = format!("Alias: at most {longest} characters and no control characters; shorten it");
        return Err(Failure::new(Code::InvalidParameter, text));
    }
    Ok(alias.to_owned())
}

/// What a certificate is used for, in the user's words: together no longer than an alias, without control characters.
///
/// # Errors
/// [`Code::InvalidParameter`].
pub(crate) fn checked_purposes(app: &App, purposes: Vec<String>) -> Result<Vec<String>, Failure> {
    let longest = app.policy.limits.alias_length_max;
    let together: usize = purposes.iter().map(|purpose| purpose.chars().count()).sum();
    if together > longest || purposes.iter().flat_map(|purpose| purpose.chars()).any(is_deceptive) {
        let text = format!("CertificateUse: at most {longest} characters and no control characters");
        return Err(Failure::new(Code::InvalidParameter, text));
    }
    Ok(purposes)
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
        if tag.key.is_empty() || too_long || tag.key.chars().chain(tag.value.chars()).any(is_deceptive) {
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
