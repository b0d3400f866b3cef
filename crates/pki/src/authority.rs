//! Certificates of the embedded certificate authority itself: a self-signed root and the intermediates under it.

use crate::asn1::{oid, tag, time_der, writer};
use crate::certificate::CertificateFacts;
use crate::distinguished_name::push_attribute;
use crate::leaf::{
    LeafError, Pointers, extended_key_usage_extension, key_identifier, policies_extension, serial,
};
use crate::name_constraints;
use crate::private_key::Signer;
use crate::public_key::PublicKey;
use chancery_domain::hierarchy::NameConstraints;
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
    /// How many authorities may stand below it; 0: it signs subscribers only.
    pub path_length: u8,
    /// Policies that it certifies; none means any.
    pub policy_oids: Vec<String>,
    /// The names that it may certify.
    pub names: NameConstraints,
    /// URLs of the root's revocation list and certificate.
    pub pointers: Pointers,
}

/// An authority's certificate before it is signed, so that it can be linted and recorded first.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Draft {
    to_be_signed: Vec<u8>,
    algorithm: Vec<u8>,
}

impl Draft {
    /// The bytes to be signed.
    pub fn to_be_signed(&self) -> &[u8] {
        &self.to_be_signed
    }

    /// Signs with the key that the draft was made for, and returns the certificate.
    ///
    /// # Errors
    /// [`LeafError::OtherIssuerKey`] for a key of another kind, or the signing failure.
    pub fn sign(&self, key: &dyn Signer) -> Result<Vec<u8>, LeafError> {
        if key.signature_algorithm() != self.algorithm {
            return Err(LeafError::OtherIssuerKey);
        }
        let signature = key.sign(&self.to_be_signed)?;
        Ok(writer::sequence(&[&self.to_be_signed, &self.algorithm, &writer::bit_string(&signature)]))
    }
}

/// Writes and signs a self-signed root for `key`; see [`root_draft`].
///
/// # Errors
/// [`LeafError`] for a bad serial number or validity, or when signing fails.
pub fn self_signed_root(
    key: &dyn Signer,
    name: &AuthorityName,
    term: &AuthorityTerm,
) -> Result<Vec<u8>, LeafError> {
    root_draft(key, name, term)?.sign(key)
}

/// Writes a self-signed root for `key`.
///
/// # Errors
/// [`LeafError`] for a bad serial number or validity.
pub fn root_draft(key: &dyn Signer, name: &AuthorityName, term: &AuthorityTerm) -> Result<Draft, LeafError> {
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
    draft(key, &subject, &subject, &spki, term, &extensions)
}

/// Writes and signs an intermediate; see [`intermediate_draft`].
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
    intermediate_draft(root_der, root_key, name, subject_spki, term, profile)?.sign(root_key)
}

/// Writes an intermediate for the public key `subject_spki`, signed by the root or by an intermediate with room in
/// its path length. It may issue for TLS only.
///
/// # Errors
/// [`LeafError`] when the root cannot issue or the term leaves the root's.
pub fn intermediate_draft(
    root_der: &[u8],
    root_key: &dyn Signer,
    name: &AuthorityName,
    subject_spki: &[u8],
    term: &AuthorityTerm,
    profile: &IntermediateProfile,
) -> Result<Draft, LeafError> {
    let extensions = [
        extended_key_usage_extension(profile.client_auth),
        basic_constraints(Some(profile.path_length)),
        certified_policies(&profile.policy_oids)?,
        name_constraints::extension(&profile.names),
        profile.pointers.extensions()?,
    ]
    .concat();
    subordinate(root_der, root_key, &name_der(name), subject_spki, term, &extensions)
}

/// Writes another certificate for an authority that has one already: the same name and key, signed by another
/// authority (a cross-signed certificate, BR 7.1.2.2). Usages, path length, policies and name constraints are those
/// of the certificate there is; for a root, which names no usage, they are the ones for TLS.
///
/// # Errors
/// [`LeafError`] when the signing authority cannot issue or the term leaves its own.
pub fn cross_draft(
    signer_der: &[u8],
    signer_key: &dyn Signer,
    subject: &CertificateFacts,
    term: &AuthorityTerm,
    pointers: &Pointers,
) -> Result<Draft, LeafError> {
    if !subject.is_ca() {
        return Err(LeafError::IssuerUnfit("what is to be cross-signed is not a CA certificate"));
    }
    let known = &subject.extensions;
    let client = oid::CLIENT_AUTH.to_string();
    let client_auth = known.extended_key_usage.is_empty() || known.extended_key_usage.contains(&client);
    let path_length = known.path_length.map(|length| u8::try_from(length).unwrap_or(u8::MAX));
    let extensions = [
        extended_key_usage_extension(client_auth),
        basic_constraints(path_length),
        certified_policies(&known.policies)?,
        known.name_constraints.as_ref().map(name_constraints::extension).unwrap_or_default(),
        pointers.extensions()?,
    ]
    .concat();
    subordinate(signer_der, signer_key, &subject.subject_der, subject.public_key.spki(), term, &extensions)
}

/// The draft of a certificate below `signer_der`, with these extensions beside the key identifiers and the usage.
fn subordinate(
    signer_der: &[u8],
    signer_key: &dyn Signer,
    subject: &[u8],
    subject_spki: &[u8],
    term: &AuthorityTerm,
    extensions: &[u8],
) -> Result<Draft, LeafError> {
    let signer = CertificateFacts::parse(signer_der)?;
    let Some(identifier) = signer.extensions.subject_key_identifier.as_deref().filter(|_| signer.is_ca())
    else {
        return Err(LeafError::IssuerUnfit("it is not a CA certificate with a key identifier"));
    };
    if signer.extensions.path_length == Some(0) {
        return Err(LeafError::IssuerUnfit("its path length is 0, so that no authority may stand below it"));
    }
    if signer_key.public_key_spki()? != signer.public_key.spki() {
        return Err(LeafError::OtherIssuerKey);
    }
    // Must-never 17 holds for authorities too.
    if term.not_after > signer.not_after || term.not_before < signer.not_before {
        return Err(LeafError::OutsideIssuerValidity {
            not_before: term.not_before.rfc3339(),
            not_after: term.not_after.rfc3339(),
            issuer_not_before: signer.not_before.rfc3339(),
            issuer_not_after: signer.not_after.rfc3339(),
        });
    }
    let extensions = [
        &authority_key(identifier),
        &subject_key(&identifier_of(subject_spki)?),
        &issuing_usage(),
        extensions,
    ]
    .concat();
    draft(signer_key, &signer.subject_der, subject, subject_spki, term, &extensions)
}

/// The policies that an authority certifies. BR 7.1.2.10.5: anyPolicy for one run by the root's own operator.
fn certified_policies(policy_oids: &[String]) -> Result<Vec<u8>, LeafError> {
    let mut texts: Vec<&str> = policy_oids.iter().map(String::as_str).collect();
    if texts.is_empty() {
        texts.push("2.5.29.32.0");
    }
    policies_extension(&texts)
}

fn draft(
    key: &dyn Signer,
    issuer: &[u8],
    subject: &[u8],
    spki: &[u8],
    term: &AuthorityTerm,
    extensions: &[u8],
) -> Result<Draft, LeafError> {
    if !serial::is_allowed(&term.serial) {
        return Err(LeafError::Serial);
    }
    if term.not_after < term.not_before {
        return Err(LeafError::EmptyValidity);
    }
    let algorithm = key.signature_algorithm();
    let to_be_signed = writer::sequence(&[
        &[0xa0, 3, tag::INTEGER, 1, 2],
        &writer::unsigned_integer(&term.serial),
        &algorithm,
        issuer,
        &writer::sequence(&[&time_der(term.not_before), &time_der(term.not_after)]),
        subject,
        spki,
        &writer::element(tag::context(3), &writer::element(tag::SEQUENCE, extensions)),
    ]);
    Ok(Draft { to_be_signed, algorithm })
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

/// digitalSignature (0) as well: without it an authority may not sign OCSP answers itself (BR 7.1.2.10.7).
fn issuing_usage() -> Vec<u8> {
    writer::extension(oid::KEY_USAGE, true, &writer::named_bits(&[0, 5, 6]))
}

fn basic_constraints(path_length: Option<u8>) -> Vec<u8> {
    let length = path_length.map_or(Vec::new(), |length| writer::unsigned_integer(&[length]));
    writer::extension(oid::BASIC_CONSTRAINTS, true, &writer::sequence(&[&writer::boolean_true(), &length]))
}
