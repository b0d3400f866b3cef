//! Certificate signing requests (PKCS#10, RFC 2986): made from a key and a subject, and read into facts with every
//! check of D2 that needs no other knowledge than the request itself.

mod build;
mod read;

pub use build::{Subject, SubjectError, build, check_subject};
pub use read::decode;

use crate::asn1::oid;
use crate::distinguished_name::DistinguishedName;
use crate::general_name::GeneralName;
use crate::key_check::{self, KeyRules, WeakKey};
use crate::pem_text::{self, PemError};
use crate::public_key::PublicKey;
use crate::signature::SignatureError;
use chancery_domain::key::KeyAlgorithm;
use std::net::IpAddr;

/// Why a CSR is not accepted; each text names the remedy.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum CsrError {
    /// Not the PEM of a CSR, or text around it.
    #[error("CSR: {0}")]
    Pem(#[from] PemError),
    /// PEM or DER, but no certificate signing request in it.
    #[error("the data is not a certificate signing request ({0}); make a new CSR and paste it in full")]
    NotACsr(&'static str),
    /// The signature does not match, or its algorithm is not accepted.
    #[error("the CSR's signature is not accepted: {0}; make a new CSR with the right private key")]
    BadSignature(SignatureError),
    /// A kind or size of key that the service does not offer.
    #[error("the CSR's key is {0}; use RSA with 2048, 3072 or 4096 bits, ECC on P-256 or P-384, or SM2")]
    UnsupportedKey(String),
    /// A key that gives no protection.
    #[error("the CSR's key is weak: {0}")]
    WeakKey(WeakKey),
    /// A subject field that is not UTF-8 (seed 000: "the CSR must be encoded in UTF-8").
    #[error(
        "the CSR's subject field {field} is not UTF-8; make a new CSR with UTF-8 fields (`openssl req -utf8`)"
    )]
    NotUtf8 {
        /// The field's short name.
        field: String,
    },
    /// No common name, or an empty one.
    #[error("the CSR has no common name (CN); make a new CSR with the domain name as its common name")]
    EmptyCommonName,
    /// Several common names.
    #[error("the CSR has {0} common names (CN); make a new CSR with exactly one")]
    SeveralCommonNames(usize),
}

/// What a CSR says, before any judgement of its names.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CsrFacts {
    /// The request's bytes.
    pub der: Vec<u8>,
    /// The subject's attributes in order.
    pub subject: DistinguishedName,
    /// The subject alternative names asked for, of every kind, in order.
    pub alternative_names: Vec<GeneralName>,
    /// The public key.
    pub public_key: PublicKey,
    /// Standard name of the signature algorithm.
    pub signature_algorithm: String,
    /// What is wrong with the request's own signature; `None` when it is good.
    pub signature_error: Option<SignatureError>,
}

/// Where in a request a name stands: a rule about names must be applied to each (must-never 14).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum NamePosition {
    /// A common name of the subject.
    CommonName,
    /// A dNSName.
    Dns,
    /// An iPAddress.
    Ip,
    /// An rfc822Name, or an email address in the subject.
    Email,
    /// A URI.
    Uri,
    /// A directoryName.
    Directory,
    /// Another kind of alternative name.
    Other,
}

impl CsrFacts {
    /// The first common name; [`parse`] accepts only requests that have exactly one.
    pub fn common_name(&self) -> &str {
        self.subject.common_name().unwrap_or_default()
    }

    /// The dNSNames asked for, as written.
    pub fn san_dns(&self) -> Vec<String> {
        self.alternative_names
            .iter()
            .filter_map(|name| match name {
                GeneralName::Dns(text) => Some(text.clone()),
                _ => None,
            })
            .collect()
    }

    /// The iPAddresses asked for.
    pub fn san_ip(&self) -> Vec<IpAddr> {
        self.alternative_names
            .iter()
            .filter_map(|name| match name {
                GeneralName::Ip(address) => Some(*address),
                _ => None,
            })
            .collect()
    }

    /// Every name in every position, as text.
    pub fn names(&self) -> Vec<(NamePosition, String)> {
        use crate::asn1::oid;
        let subject = |identifier, position| {
            self.subject.values(identifier).map(move |text| (position, text.to_owned()))
        };
        let alternative = self.alternative_names.iter().map(|name| match name {
            GeneralName::Dns(text) => (NamePosition::Dns, text.clone()),
            GeneralName::Ip(address) => (NamePosition::Ip, address.to_string()),
            GeneralName::Email(text) => (NamePosition::Email, text.clone()),
            GeneralName::Uri(text) => (NamePosition::Uri, text.clone()),
            GeneralName::Directory(text) => (NamePosition::Directory, text.clone()),
            GeneralName::Other(kind) => (NamePosition::Other, (*kind).to_owned()),
        });
        subject(oid::COMMON_NAME, NamePosition::CommonName)
            .chain(subject(oid::EMAIL, NamePosition::Email))
            .chain(alternative)
            .collect()
    }

    /// The public key as DER.
    pub fn spki_der(&self) -> &[u8] {
        self.public_key.spki()
    }

    /// SHA-256 of the public key's DER: the key's name when looking for reuse (D2).
    pub fn spki_sha256(&self) -> [u8; 32] {
        self.public_key.sha256()
    }

    /// The subject's usual fields: of each the first value.
    pub fn subject_fields(&self) -> Subject {
        let first = |identifier| self.subject.first(identifier).map(str::to_owned);
        Subject {
            common_name: first(oid::COMMON_NAME),
            organization: first(oid::ORGANIZATION),
            department: first(oid::DEPARTMENT),
            locality: first(oid::LOCALITY),
            province: first(oid::PROVINCE),
            country: first(oid::COUNTRY),
            email: first(oid::EMAIL),
        }
    }

    /// The key's algorithm, if the service offers it.
    pub fn algorithm(&self) -> Option<KeyAlgorithm> {
        self.public_key.algorithm()
    }

    /// True when the request is signed with the private half of its own key.
    pub fn signature_ok(&self) -> bool {
        self.signature_error.is_none()
    }

    /// The request as PEM text.
    pub fn to_pem(&self) -> String {
        pem_text::write(pem_text::CERTIFICATE_REQUEST, &self.der)
    }
}

/// Reads a CSR from PEM text or DER bytes and refuses what no product can accept (D2): damage, a bad signature, an
/// unsupported or weak key, a subject that is not UTF-8, and anything but exactly one common name.
///
/// # Errors
/// [`CsrError`] for the first thing that is wrong.
pub fn parse(text_or_der: &[u8], rules: &KeyRules) -> Result<CsrFacts, CsrError> {
    let facts = decode(text_or_der)?;
    // The weak sizes first: the library below refuses them as well, but only by saying "bad signature".
    key_check::check(&facts.public_key, rules).map_err(CsrError::WeakKey)?;
    if facts.algorithm().is_none() {
        return Err(CsrError::UnsupportedKey(facts.public_key.description()));
    }
    if let Some(error) = facts.signature_error {
        return Err(CsrError::BadSignature(error));
    }
    if let Some(attribute) = facts.subject.attributes.iter().find(|attribute| !attribute.is_unicode) {
        return Err(CsrError::NotUtf8 { field: attribute.short_name.clone() });
    }
    match facts.subject.values(crate::asn1::oid::COMMON_NAME).count() {
        0 => Err(CsrError::EmptyCommonName),
        1 if facts.common_name().trim().is_empty() => Err(CsrError::EmptyCommonName),
        1 => Ok(facts),
        several => Err(CsrError::SeveralCommonNames(several)),
    }
}
