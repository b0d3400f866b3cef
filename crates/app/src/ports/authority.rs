//! Whoever signs certificates for a brand.

use chancery_domain::issuance::{IssuerKey, Serial};
use chancery_domain::organization::CertifiedOrganization;
use chancery_domain::time::Timestamp;
use chancery_pki::certificate::CertificateFacts;
use chancery_pki::private_key::Signer;
use std::sync::Arc;

/// What is to be certified.
#[derive(Clone, Debug)]
pub struct LeafRequest {
    /// Which issuer.
    pub issuer: IssuerKey,
    /// The profile, by its name in the profiles file.
    pub profile: String,
    /// Whether the bytes are those of a precertificate (RFC 6962 section 3.1), to be logged and then finished.
    pub precertificate: bool,
    /// The serial's octets.
    pub serial: Vec<u8>,
    /// First second of validity.
    pub not_before: Timestamp,
    /// Last second of validity.
    pub not_after: Timestamp,
    /// DNS names for the subject alternative name extension, A-labels; wildcards as `*.example.org`.
    pub dns_names: Vec<String>,
    /// IP addresses for it.
    pub ip_addresses: Vec<std::net::IpAddr>,
    /// Common name; a byte copy of one of the names.
    pub common_name: Option<String>,
    /// The organisation that stands in the subject; nothing for DV.
    pub organization: Option<CertifiedOrganization>,
    /// The subscriber's SubjectPublicKeyInfo.
    pub spki_der: Vec<u8>,
}

/// A certificate ready to be signed.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// The issuer's id in the register.
    pub issuer: String,
    /// The part of the issuer's revocation list that the certificate names, if lists are in parts.
    pub shard: Option<i64>,
    /// The bytes to be signed.
    pub to_be_signed: Vec<u8>,
}

/// An issuer as those need it who answer for what it signed.
#[derive(Clone, Debug)]
pub struct IssuerView {
    /// Its id in the register.
    pub id: String,
    /// Its certificate.
    pub certificate: Arc<CertificateFacts>,
    /// Its key.
    pub signer: Arc<dyn Signer>,
    /// Who answers OCSP in its name, if not itself.
    pub responder: Option<Responder>,
}

/// A delegated OCSP responder (RFC 6960 section 4.2.2.2).
#[derive(Clone, Debug)]
pub struct Responder {
    /// Its certificate, signed by the issuer.
    pub certificate: Arc<CertificateFacts>,
    /// Its key.
    pub signer: Arc<dyn Signer>,
}

/// Why an authority did not do its part.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum AuthorityError {
    /// There is no such issuer.
    #[error("there is no issuer {0}")]
    NoIssuer(String),
    /// The request breaks a rule of the issuer's profile.
    #[error("{0}")]
    Refused(String),
    /// The key cannot be used at the moment.
    #[error("the issuer's key cannot be used: {0}")]
    Unavailable(String),
}

/// Signs for brands.
///
/// Contract: `prepare` is pure given its input; `sign` signs exactly the bytes it is given, so that what was recorded
/// and checked is what is signed; both may be called again after a crash with the same input.
pub trait Authority: Send + Sync {
    /// The bytes to be signed for a request.
    ///
    /// # Errors
    /// [`AuthorityError`].
    fn prepare(&self, request: &LeafRequest) -> Result<Prepared, AuthorityError>;

    /// Signs prepared bytes and returns the certificate's DER.
    ///
    /// # Errors
    /// [`AuthorityError`].
    fn sign(&self, issuer: &str, to_be_signed: &[u8]) -> Result<Vec<u8>, AuthorityError>;

    /// The issuer's own certificate and those above it, the root last, as DER.
    ///
    /// # Errors
    /// [`AuthorityError::NoIssuer`].
    fn chain(&self, issuer: &str) -> Result<Vec<Vec<u8>>, AuthorityError>;

    /// Every chain of the issuer's certificates, the one of [`Authority::chain`] first; further ones where another root
    /// has signed for the same key too.
    ///
    /// # Errors
    /// [`AuthorityError::NoIssuer`].
    fn chains(&self, issuer: &str) -> Result<Vec<Vec<Vec<u8>>>, AuthorityError> {
        Ok(vec![self.chain(issuer)?])
    }

    /// The issuer's certificate and key.
    ///
    /// # Errors
    /// [`AuthorityError::NoIssuer`].
    fn issuer(&self, issuer: &str) -> Result<IssuerView, AuthorityError>;

    /// The ids of all issuers, roots and retired ones included.
    fn issuers(&self) -> Vec<String>;
}

/// Keeps the type of serials in the port's vocabulary.
impl LeafRequest {
    /// The serial as the register writes it.
    pub fn serial_text(&self) -> Serial {
        Serial::from_bytes(&self.serial)
    }
}
