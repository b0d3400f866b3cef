//! Contacts as the policy takes them.

use crate::failure::{Code, Failure, Part};
use crate::service::App;
use chancery_domain::acme::{ContactError, check_contact};

/// The contacts, if every one is accepted.
///
/// # Errors
/// [`Code::AcmeContactUnsupported`] or [`Code::AcmeContactInvalid`].
pub(super) fn checked_contacts(app: &App, contacts: &[String]) -> Result<Vec<String>, Failure> {
    let (most, longest) = (app.policy.acme.contacts_max, app.policy.acme.contact_length_max);
    if contacts.len() > most {
        return Err(Failure::new(
            Code::AcmeContactInvalid,
            format!("contact: give at most {most} addresses"),
        ));
    }
    let mut parts = Vec::new();
    for contact in contacts {
        let problem = match check_contact(contact) {
            Ok(()) if contact.len() > longest => {
                Some((Code::AcmeContactInvalid, format!("a contact has at most {longest} characters")))
            }
            Ok(()) => None,
            Err(error @ ContactError::Unsupported) => Some((Code::AcmeContactUnsupported, error.to_string())),
            Err(error @ ContactError::Malformed) => Some((Code::AcmeContactInvalid, error.to_string())),
        };
        parts.extend(problem.map(|(code, public)| Part { identifier: None, code, public }));
    }
    match parts.first() {
        None => Ok(contacts.to_vec()),
        Some(part) => Err(Failure::new(part.code, format!("contact: {}", part.public))),
    }
}
