//! Identifiers as a profile certifies them, and the profile itself.

use super::new_order::IdentifierText;
use crate::failure::{Code, Failure, Part};
use crate::service::App;
use chancery_domain::acme::{Identifier, IdentifierError, admissible};
use chancery_domain::profile::{AcmeRules, Profile};

/// The profile asked for, or the first one offered over ACME.
///
/// # Errors
/// [`Code::AcmeProfileInvalid`].
pub(super) fn chosen_profile<'a>(
    app: &'a App,
    name: Option<&str>,
) -> Result<(&'a Profile, &'a AcmeRules), Failure> {
    let found = match name {
        None => app.profiles.acme().next(),
        Some(name) => app.profiles.acme().find(|(profile, _)| profile.name == name),
    };
    found.ok_or_else(|| {
        let names: Vec<&str> = app.profiles.acme().map(|(profile, _)| profile.name.as_str()).collect();
        let text = format!("profile: there is no such profile; choose one of {}", names.join(", "));
        Failure::new(Code::AcmeProfileInvalid, text)
    })
}

/// The identifiers of an order, sorted and without duplicates, if the profile certifies every one.
///
/// # Errors
/// [`Code::AcmeMalformed`] for none or too many; otherwise one part for each identifier that is refused.
pub(super) fn checked_identifiers(
    profile: &Profile,
    rules: &AcmeRules,
    texts: &[IdentifierText],
) -> Result<Vec<Identifier>, Failure> {
    if texts.is_empty() {
        return Err(Failure::new(Code::AcmeMalformed, "identifiers: name at least one"));
    }
    // A little room for duplicates, and none for floods.
    if texts.len() > rules.names_max.saturating_mul(2) {
        return Err(too_many(profile, rules));
    }
    let (mut identifiers, mut parts) = (Vec::with_capacity(texts.len()), Vec::new());
    for text in texts {
        match checked_identifier(profile, rules, text) {
            Ok(identifier) => identifiers.push(identifier),
            Err(part) => parts.push(part),
        }
    }
    if !parts.is_empty() {
        return Err(refused(parts));
    }
    identifiers.sort_unstable();
    identifiers.dedup();
    if identifiers.len() > rules.names_max {
        return Err(too_many(profile, rules));
    }
    Ok(identifiers)
}

fn too_many(profile: &Profile, rules: &AcmeRules) -> Failure {
    let text =
        format!("identifiers: an order of the profile {} has at most {}", profile.name, rules.names_max);
    Failure::new(Code::AcmeMalformed, text)
}

fn checked_identifier(
    profile: &Profile,
    rules: &AcmeRules,
    text: &IdentifierText,
) -> Result<Identifier, Part> {
    let identifier = Identifier::parse(&text.kind, &text.value).map_err(|error| {
        let code = match error {
            IdentifierError::UnknownType(_) => Code::AcmeIdentifierUnsupported,
            IdentifierError::Name(_) => Code::AcmeIdentifierRejected,
            IdentifierError::Address(_) => Code::AcmeMalformed,
        };
        Part { identifier: None, code, public: error.to_string() }
    })?;
    admissible(profile, rules, &identifier).map_err(|error| Part {
        code: if error.is_type() { Code::AcmeIdentifierUnsupported } else { Code::AcmeIdentifierRejected },
        public: error.to_string(),
        identifier: Some(identifier.clone()),
    })?;
    Ok(identifier)
}

/// One failure for all refused identifiers: with the code of all, if they share one.
fn refused(mut parts: Vec<Part>) -> Failure {
    let shared = parts
        .first()
        .map(|part| part.code)
        .filter(|code| parts.iter().all(|part| part.code == *code))
        .unwrap_or(Code::AcmeIdentifierRejected);
    let text = parts.iter().map(|part| part.public.as_str()).collect::<Vec<_>>().join("; ");
    let mut failure = Failure::new(shared, text);
    // Parts without an identifier could not be named to the client.
    parts.retain(|part| part.identifier.is_some());
    failure.parts = if parts.len() > 1 { parts } else { Vec::new() };
    failure
}
