//! What an application says, as the submitting actions receive it: key source, way of proof, applicant.

use super::csr::no_key_is_made;
use super::ids;
use super::proof;
use crate::secret::SecretText;
use chancery_app::failure::{Code, Failure};
use chancery_app::order::CsrChoice;
use chancery_domain::ids::{AdministratorId, OrganizationId};
use chancery_domain::key::KeyAlgorithm;
use chancery_domain::organization::{FieldRule, OrganizationIdentity, Person, PersonIdentity};

/// `VerifyType`: whether the names are proved by a file; nothing when it is absent.
///
/// # Errors
/// [`Code::InvalidParameter`]; [`Code::NotBuilt`] for automatic ways.
pub fn by_file(method: Option<&str>) -> Result<Option<bool>, Failure> {
    proof::by_file(method, "VerifyType")
}

/// `CsrType`, `GenCsrType`: a key made here (`online`, the default) or a pasted CSR (`parse`). Case does not matter: the
/// interface's own examples differ.
///
/// # Errors
/// [`Code::InvalidParameter`], [`Code::CsrInvalid`] when the pasted CSR is missing.
pub fn key_source(
    kind: Option<&str>,
    csr: Option<String>,
    algorithm: Option<KeyAlgorithm>,
    password: Option<SecretText>,
) -> Result<CsrChoice, Failure> {
    let password = password.and_then(SecretText::filled);
    match (kind.unwrap_or_default().to_ascii_lowercase().as_str(), ids::filled(csr)) {
        ("" | "online", None) => Ok(match algorithm {
            Some(algorithm) => CsrChoice::Online { algorithm, password },
            None => CsrChoice::Usual { password },
        }),
        ("" | "parse" | "upload", Some(csr)) => {
            no_key_is_made("KeyPass, KeyPassword", password.as_ref())?;
            Ok(CsrChoice::Pasted(csr))
        }
        ("parse" | "upload", None) => {
            Err(Failure::new(Code::CsrInvalid, "Csr: it is empty; paste the CSR or choose the type online."))
        }
        ("online", Some(_)) => {
            Err(Failure::new(Code::InvalidParameter, "Csr: give a CSR with the type parse only."))
        }
        _ => Err(Failure::new(Code::InvalidParameter, "CsrType: must be online or parse.")),
    }
}

/// `CompanyId`: empty and 0 name none.
///
/// # Errors
/// [`Code::OrganizationNotFound`] for what is no number.
pub fn organization_id(text: Option<&str>) -> Result<Option<OrganizationId>, Failure> {
    number(text).map(|id| id.map(OrganizationId)).map_err(|()| {
        Failure::new(Code::OrganizationNotFound, "CompanyId: must be the number of an organisation profile.")
    })
}

/// `ManagerId`: empty and 0 name none.
///
/// # Errors
/// [`Code::AdministratorNotFound`] for what is no number.
pub fn administrator_id(text: Option<&str>) -> Result<Option<AdministratorId>, Failure> {
    number(text).map(|id| id.map(AdministratorId)).map_err(|()| {
        Failure::new(Code::AdministratorNotFound, "ManagerId: must be the number of an administrator.")
    })
}

fn number(text: Option<&str>) -> Result<Option<i64>, ()> {
    match text.unwrap_or_default() {
        "" | "0" => Ok(None),
        text => text.parse().map(Some).map_err(|_| ()),
    }
}

/// A landline of area code and number; either may hold all of it.
pub fn phone(area: Option<&str>, number: Option<&str>) -> String {
    let parts: Vec<&str> =
        [area, number].into_iter().flatten().map(str::trim).filter(|part| !part.is_empty()).collect();
    parts.join("-")
}

/// `OrgIdType` and `OrgIdNumber`.
///
/// # Errors
/// [`Code::InvalidParameter`] with the field.
pub fn organization_identity(
    kind: Option<&str>,
    number: Option<&str>,
    most: usize,
) -> Result<Option<OrganizationIdentity>, Failure> {
    OrganizationIdentity::from_cloud(kind.unwrap_or_default(), number.unwrap_or_default(), most)
        .map_err(|(of_kind, rule)| broken("Org", of_kind, &rule))
}

/// `AdminIdType` and `AdminIdNumber` and their like; `owner` begins their names.
///
/// # Errors
/// [`Code::InvalidParameter`] with the field.
pub fn person_identity(
    owner: &str,
    kind: Option<&str>,
    number: Option<&str>,
) -> Result<Option<PersonIdentity>, Failure> {
    PersonIdentity::from_cloud(kind.unwrap_or_default(), number.unwrap_or_default())
        .map_err(|(of_kind, rule)| broken(owner, of_kind, &rule))
}

fn broken(owner: &str, of_kind: bool, rule: &FieldRule) -> Failure {
    let part = if of_kind { "IdType" } else { "IdNumber" };
    Failure::new(Code::InvalidParameter, format!("{owner}{part}: {rule}"))
}

/// The person, if anything is said about one.
pub fn said(person: Person) -> Option<Person> {
    Some(person).filter(|person| *person != Person::default())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    // D1, F2: what the submitting actions receive, in all the forms that clients send.
    #[test]
    fn parameters_are_read_in_every_form_that_clients_send() {
        assert_eq!(by_file(None).unwrap(), None);
        assert_eq!(by_file(Some("FILE")).unwrap(), Some(true));
        assert_eq!(by_file(Some("DNS_AUTO")).unwrap_err().code, Code::NotBuilt);
        assert_eq!(by_file(Some("mail")).unwrap_err().code, Code::InvalidParameter);
        let source = |kind: &str, csr: Option<&str>| {
            key_source(Some(kind), csr.map(str::to_owned), None, None).map_err(|failure| failure.code)
        };
        assert!(matches!(source("Online", None), Ok(CsrChoice::Usual { .. })));
        assert!(matches!(source("PARSE", Some("csr")), Ok(CsrChoice::Pasted(_))));
        assert!(matches!(source("", Some("csr")), Ok(CsrChoice::Pasted(_))));
        assert!(matches!(source("parse", Some("")), Err(Code::CsrInvalid)));
        assert!(matches!(source("online", Some("csr")), Err(Code::InvalidParameter)));
        assert!(matches!(source("both", None), Err(Code::InvalidParameter)));
        assert_eq!(organization_id(Some("0")).unwrap(), None);
        assert_eq!(organization_id(Some("7")).unwrap(), Some(OrganizationId(7)));
        assert_eq!(administrator_id(Some("x")).unwrap_err().code, Code::AdministratorNotFound);
        assert_eq!(phone(Some("0755"), Some("8601 3388")), "0755-8601 3388");
        assert_eq!(phone(None, Some("86013388")), "86013388");
        assert_eq!(said(Person::default()), None);
    }
}
