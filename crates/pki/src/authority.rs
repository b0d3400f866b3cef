//! Certificates of the embedded certificate authority itself: a self-signed root and the intermediates under it.

use crate::asn1::{oid, tag, time_der, writer};
use crate::certificate::CertificateFacts;
use crate::distinguished_name::push_attribute;
use crate::leaf::{
    LeafError, Pointers, extended_key_usage_extension, key_identifier, policies_extension, serial,
};
use crate::private_key::Signer;
use crate::public_key::PublicKey;
use chancery_domain::time::Timestamp;

/// Name of a certificate authority (BR 7.1.2.10.2: country, organisation and common name are required).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AuthorityName {
    /// C: two capital letters.
    pub country: String,
    /// O.
    pub organization: String,
    /// CN, unique among the authorities of one organisation.
    pub common_name: String,
}

/// Serial number and validity of an authority's certificate.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AuthorityTerm {
    /// From [`serial::from_chance`].
    pub serial: [u8; 20],
    /// First second of validity.
    pub not_before: Timestamp,
    /// Last second of validity (inclusive).
    pub not_after: Timestamp,
}

/// What an intermediate may issue.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct IntermediateProfile {
    /// Also certificates for client authentication.
    pub client_auth: bool,
    /// URLs of the root's revocation list and certificate.
    pub pointers: Pointers,
}

/// Writes a self-signed root for `key`.
///
/// # Errors
/// [`LeafError`] for a bad serial number or validity, or when signing fails.
pub fn self_signed_root(
    key: &dyn Signer,
    name: &AuthorityName,
    term: &AuthorityTerm,
) -> Result<Vec<u8>, LeafError> {
    let spki = key.public_key_spki()?;
    let identifier = identifier_of(&spki)?;
    let subject = name_der(name);
    let extensions = [
        authority_key(&identifier),
        subject_key(&identifier),
        certificate_signing_usage(),
        basic_constraints(None),
    ]
    .concat();
    write_and_sign(key, &subject, &subject, &spki, term, &extensions)
}

/// Writes an intermediate for the public key `subject_spki`, signed by the root. It may issue leaves only
/// (pathLenConstraint 0), for TLS only.
///
/// # Errors
/// [`LeafError`] when the root cannot issue, when the term leaves the root's, or when signing fails.
pub fn intermediate(
    root_der: &[u8],
    root_key: &dyn Signer,
    name: &AuthorityName,
    subject_spki: &[u8],
    term: &AuthorityTerm,
    profile: &IntermediateProfile,
) -> Result<Vec<u8>, LeafError> {
    let root = CertificateFacts::parse(root_der)?;
    let Some(root_identifier) = root.extensions.subject_key_identifier.as_deref().filter(|_| root.is_ca())
    else {
        return Err(LeafError::IssuerUnfit("it is not a CA certificate with a key identifier"));
    };
    if root_key.public_key_spki()? != root.public_key.spki() {
        return Err(LeafError::OtherIssuerKey);
    }
    if term.not_after > root.not_after || term.not_before < root.not_before {
        return Err(LeafError::OutsideIssuerValidity {
            not_before: term.not_before.rfc3339(),
            not_after: term.not_after.rfc3339(),
            issuer_not_before: root.not_before.rfc3339(),
            issuer_not_after: root.not_after.rfc3339(),
        });
    }
    let extensions = [
        authority_key(root_identifier),
        subject_key(&identifier_of(subject_spki)?),
        certificate_signing_usage(),
        extended_key_usage_extension(profile.client_auth),
        basic_constraints(Some(0)),
        // BR 7.1.2.10.5: anyPolicy for an intermediate run by the root's own operator.
        policies_extension(&["2.5.29.32.0"])?,
        profile.pointers.extensions()?,
    ]
    .concat();
    write_and_sign(root_key, &root.subject_der, &name_der(name), subject_spki, term, &extensions)
}

fn write_and_sign(
    key: &dyn Signer,
    issuer: &[u8],
    subject: &[u8],
    spki: &[u8],
    term: &AuthorityTerm,
    extensions: &[u8],
) -> Result<Vec<u8>, LeafError> {
    if !serial::is_allowed(&term.serial) {
        return Err(LeafError::Serial);
    }
    if term.not_after < term.not_before {
        return Err(LeafError::EmptyValidity);
    }
    let algorithm = key.signature_algorithm();
    let tbs = writer::sequence(&[
        &[0xa0, 3, tag::INTEGER, 1, 2],
        &writer::unsigned_integer(&term.serial),
        &algorithm,
        issuer,
        &writer::sequence(&[&time_der(term.not_before), &time_der(term.not_after)]),
        subject,
        spki,
        &writer::element(tag::context(3), &writer::element(tag::SEQUENCE, extensions)),
    ]);
    let signature = key.sign(&tbs)?;
    Ok(writer::sequence(&[&tbs, &algorithm, &writer::bit_string(&signature)]))
}

fn identifier_of(spki: &[u8]) -> Result<Vec<u8>, LeafError> {
    let key = PublicKey::from_spki(spki).map_err(|_| LeafError::SubjectKey)?;
    Ok(key_identifier(key.key_bits()))
}

fn name_der(name: &AuthorityName) -> Vec<u8> {
    let mut content = Vec::new();
    push_attribute(&mut content, oid::COUNTRY, &name.country);
    push_attribute(&mut content, oid::ORGANIZATION, &name.organization);
    push_attribute(&mut content, oid::COMMON_NAME, &name.common_name);
    writer::element(tag::SEQUENCE, &content)
}

fn authority_key(identifier: &[u8]) -> Vec<u8> {
    let value = writer::sequence(&[&writer::element(tag::context_primitive(0), identifier)]);
    writer::extension(oid::AUTHORITY_KEY_IDENTIFIER, false, &value)
}

fn subject_key(identifier: &[u8]) -> Vec<u8> {
    writer::extension(oid::SUBJECT_KEY_IDENTIFIER, false, &writer::octet_string(identifier))
}

/// keyCertSign (5) and cRLSign (6).
fn certificate_signing_usage() -> Vec<u8> {
    writer::extension(oid::KEY_USAGE, true, &writer::named_bits(&[5, 6]))
}

fn basic_constraints(path_length: Option<u8>) -> Vec<u8> {
    let length = path_length.map_or(Vec::new(), |length| writer::unsigned_integer(&[length]));
    writer::extension(oid::BASIC_CONSTRAINTS, true, &writer::sequence(&[&writer::boolean_true(), &length]))
}
