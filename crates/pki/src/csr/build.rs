//! Writes and signs a certificate signing request.

use crate::asn1::{oid, tag, writer};
use crate::distinguished_name::push_attribute;
use crate::private_key::{PrivateKey, PrivateKeyError, Signer};
use chancery_domain::organization::is_deceptive;
use der::oid::ObjectIdentifier;
use std::net::IpAddr;

/// The subject of a CSR; absent and empty fields are left out.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Subject {
    /// CN: the domain name.
    pub common_name: Option<String>,
    /// O.
    pub organization: Option<String>,
    /// OU.
    pub department: Option<String>,
    /// L.
    pub locality: Option<String>,
    /// ST.
    pub province: Option<String>,
    /// C: two letters (ISO 3166-1).
    pub country: Option<String>,
    /// emailAddress.
    pub email: Option<String>,
}

/// Why a CSR cannot be written.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum SubjectError {
    /// A field longer than X.520 allows.
    #[error("CSR subject: {field} has {found} characters, at most {max} are allowed (RFC 5280 appendix A.1)")]
    TooLong {
        /// Name of the field.
        field: &'static str,
        /// Its characters.
        found: usize,
        /// The upper bound.
        max: usize,
    },
    /// Not a two-letter code.
    #[error("CSR subject: the country must be two capital letters, such as US or CN")]
    Country,
    /// Not ASCII.
    #[error(
        "CSR subject: {field} must consist of ASCII characters; write international domain names as xn-- labels"
    )]
    NotAscii {
        /// Name of the field.
        field: &'static str,
    },
    /// Control characters, marks of the writing direction and the like.
    #[error("CSR subject: {field} contains a control character or one that cannot be seen; remove it")]
    Control {
        /// Name of the field.
        field: &'static str,
    },
    /// The key cannot sign.
    #[error(transparent)]
    Key(#[from] PrivateKeyError),
}

/// Writes a CSR for `key`, signed with it, and returns its DER. `names` become subject alternative names: IP literals
/// as iPAddress, everything else as dNSName.
///
/// # Errors
/// [`SubjectError`] names the field.
pub fn build(key: &PrivateKey, subject: &Subject, names: &[String]) -> Result<Vec<u8>, SubjectError> {
    let signing_key = key.signing_key()?;
    let mut attributes = Vec::new();
    if !names.is_empty() {
        let value = alternative_names(names)?;
        let extensions = writer::sequence(&[&writer::extension(oid::SUBJECT_ALT_NAME, false, &value)]);
        attributes =
            writer::sequence(&[&writer::oid(oid::EXTENSION_REQUEST), &writer::set_of(&[&extensions])]);
    }
    let info = writer::sequence(&[
        &writer::unsigned_integer(&[]),
        &subject_name(subject)?,
        key.public_key_spki(),
        &writer::element(tag::context(0), &attributes),
    ]);
    let signature = signing_key.sign(&info)?;
    Ok(writer::sequence(&[&info, &signing_key.signature_algorithm(), &writer::bit_string(&signature)]))
}

/// Checks the fields of a subject as [`build`] does, before there is a key.
///
/// # Errors
/// [`SubjectError`] names the field.
pub fn check_subject(subject: &Subject) -> Result<(), SubjectError> {
    subject_name(subject).map(drop)
}

/// The subject in the usual order: C, ST, L, O, OU, CN, emailAddress, with the bounds of RFC 5280 appendix A.1.
fn subject_name(subject: &Subject) -> Result<Vec<u8>, SubjectError> {
    let fields: [(&Option<String>, ObjectIdentifier, &'static str, usize); 7] = [
        (&subject.country, oid::COUNTRY, "country", 2),
        (&subject.province, oid::PROVINCE, "province", 128),
        (&subject.locality, oid::LOCALITY, "locality", 128),
        (&subject.organization, oid::ORGANIZATION, "organization", 64),
        (&subject.department, oid::DEPARTMENT, "department", 64),
        (&subject.common_name, oid::COMMON_NAME, "common name", 64),
        (&subject.email, oid::EMAIL, "email", 255),
    ];
    let mut content = Vec::new();
    for (value, identifier, field, max) in fields {
        let Some(value) = value.as_deref().map(str::trim).filter(|value| !value.is_empty()) else { continue };
        if identifier == oid::COUNTRY && !(value.len() == 2 && value.bytes().all(|b| b.is_ascii_uppercase()))
        {
            return Err(SubjectError::Country);
        }
        let found = value.chars().count();
        if found > max {
            return Err(SubjectError::TooLong { field, found, max });
        }
        if value.chars().any(is_deceptive) {
            return Err(SubjectError::Control { field });
        }
        if identifier == oid::EMAIL && !value.is_ascii() {
            return Err(SubjectError::NotAscii { field });
        }
        push_attribute(&mut content, identifier, value);
    }
    Ok(writer::element(tag::SEQUENCE, &content))
}

fn alternative_names(names: &[String]) -> Result<Vec<u8>, SubjectError> {
    let mut content = Vec::new();
    for name in names {
        match name.parse::<IpAddr>() {
            Ok(IpAddr::V4(address)) => {
                writer::push(&mut content, tag::context_primitive(7), &address.octets());
            }
            Ok(IpAddr::V6(address)) => {
                writer::push(&mut content, tag::context_primitive(7), &address.octets());
            }
            Err(_) if name.is_ascii() => {
                writer::push(&mut content, tag::context_primitive(2), name.as_bytes());
            }
            Err(_) => return Err(SubjectError::NotAscii { field: "alternative name" }),
        }
    }
    Ok(writer::element(tag::SEQUENCE, &content))
}
