//! X.509 certificates read into facts, without judging them.

mod acme_identifier;
mod extensions;

pub use acme_identifier::AcmeIdentifierError;
pub use extensions::{Extensions, KeyUsage};

use crate::asn1::{Asn1Error, Reader, oid, read_time, tag};
use crate::digest::{sha1, sha256};
use crate::distinguished_name::DistinguishedName;
use crate::general_name::GeneralName;
use crate::pem_text::{self, PemError};
use crate::public_key::PublicKey;
use crate::signature::{self, SignatureAlgorithm, SignatureError};
use chancery_domain::time::Timestamp;
use std::net::IpAddr;

/// Why bytes are not a certificate.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum CertificateError {
    /// The PEM text is damaged.
    #[error("certificate: {0}")]
    Pem(#[from] PemError),
    /// Not the DER of a certificate.
    #[error("certificate: {part} cannot be read ({cause}); export the certificate again from its source")]
    Malformed {
        /// The part of the structure at fault.
        part: &'static str,
        /// What is wrong with it.
        cause: Asn1Error,
    },
    /// The certificate's two signature algorithm fields differ (RFC 5280 section 4.1.1.2).
    #[error(
        "certificate: its two signature algorithm fields differ; export the certificate again from its source"
    )]
    AlgorithmsDiffer,
}

/// What a certificate says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CertificateFacts {
    /// The whole certificate.
    pub der: Vec<u8>,
    /// The signed part, as it stands in `der`.
    pub tbs: Vec<u8>,
    /// The serial number in lower-case hexadecimal, two digits per byte, without the sign byte.
    pub serial_hex: String,
    /// The issuer's name.
    pub issuer: DistinguishedName,
    /// The issuer's name, byte for byte.
    pub issuer_der: Vec<u8>,
    /// The subject's name.
    pub subject: DistinguishedName,
    /// The subject's name, byte for byte.
    pub subject_der: Vec<u8>,
    /// First second of validity.
    pub not_before: Timestamp,
    /// Last second of validity (inclusive, RFC 5280 section 4.1.2.5).
    pub not_after: Timestamp,
    /// The public key.
    pub public_key: PublicKey,
    /// What the extensions say.
    pub extensions: Extensions,
    /// The algorithm that the issuer signed with.
    pub signature_algorithm: SignatureAlgorithm,
    /// The issuer's signature.
    pub signature: Vec<u8>,
}

impl CertificateFacts {
    /// Reads a DER certificate.
    ///
    /// # Errors
    /// [`CertificateError`] names the part that cannot be read.
    pub fn parse(der: &[u8]) -> Result<Self, CertificateError> {
        let part = |part: &'static str| move |cause: Asn1Error| CertificateError::Malformed { part, cause };
        let mut outer = Reader::only(der, tag::SEQUENCE).map_err(part("the whole"))?.reader();
        let tbs = outer.expect(tag::SEQUENCE).map_err(part("the signed part"))?;
        let algorithm = outer.expect(tag::SEQUENCE).map_err(part("the signature algorithm"))?;
        let signature = outer
            .expect(tag::BIT_STRING)
            .and_then(|element| element.bit_string_bytes())
            .map_err(part("the signature"))?;
        outer.finish().map_err(part("the end"))?;

        let mut fields = tbs.reader();
        if let Some(version) = fields.optional(tag::context(0)).map_err(part("the version"))? {
            version
                .reader()
                .expect(tag::INTEGER)
                .and_then(|element| element.small_integer())
                .map_err(part("the version"))?;
        }
        let serial = fields.expect(tag::INTEGER).map_err(part("the serial number"))?;
        let inner_algorithm = fields.expect(tag::SEQUENCE).map_err(part("the signature algorithm"))?;
        let issuer = fields.expect(tag::SEQUENCE).map_err(part("the issuer"))?;
        let mut validity = fields.expect(tag::SEQUENCE).map_err(part("the validity"))?.reader();
        let mut time =
            || validity.next_element().and_then(|element| read_time(&element)).map_err(part("the validity"));
        let (not_before, not_after) = (time()?, time()?);
        let subject = fields.expect(tag::SEQUENCE).map_err(part("the subject"))?;
        let public_key = fields
            .expect(tag::SEQUENCE)
            .and_then(|element| PublicKey::from_spki(element.whole))
            .map_err(part("the public key"))?;
        for unique_identifier in [1, 2] {
            fields
                .optional(tag::context_primitive(unique_identifier))
                .map_err(part("a unique identifier"))?;
        }
        let extensions = match fields.optional(tag::context(3)).map_err(part("the extensions"))? {
            Some(wrapped) => Extensions::read(&wrapped).map_err(part("the extensions"))?,
            None => Extensions::default(),
        };
        fields.finish().map_err(part("the end of the signed part"))?;
        if inner_algorithm.whole != algorithm.whole {
            return Err(CertificateError::AlgorithmsDiffer);
        }
        // A positive number may carry one sign byte in front; the hexadecimal form is the number itself.
        let serial_bytes = match serial.content {
            [0, rest @ ..] if !rest.is_empty() => rest,
            all => all,
        };
        Ok(Self {
            der: der.to_vec(),
            tbs: tbs.whole.to_vec(),
            serial_hex: hex::encode(serial_bytes),
            issuer: DistinguishedName::read(&issuer).map_err(part("the issuer"))?,
            issuer_der: issuer.whole.to_vec(),
            subject: DistinguishedName::read(&subject).map_err(part("the subject"))?,
            subject_der: subject.whole.to_vec(),
            not_before,
            not_after,
            public_key,
            extensions,
            signature_algorithm: SignatureAlgorithm::read(&algorithm)
                .map_err(part("the signature algorithm"))?,
            signature: signature.to_vec(),
        })
    }

    /// Reads every certificate of a PEM text, in order.
    ///
    /// # Errors
    /// [`CertificateError`] for the first that cannot be read.
    pub fn parse_pem(text: &str) -> Result<Vec<Self>, CertificateError> {
        let labels = [pem_text::CERTIFICATE, "X509 CERTIFICATE", "TRUSTED CERTIFICATE"];
        pem_text::read_labelled(text, &labels)?.iter().map(|block| Self::parse(&block.der)).collect()
    }

    /// The subject's common name.
    pub fn common_name(&self) -> Option<&str> {
        self.subject.common_name()
    }

    /// The subject on one line.
    pub fn subject_line(&self) -> String {
        self.subject.one_line()
    }

    /// The issuer on one line.
    pub fn issuer_line(&self) -> String {
        self.issuer.one_line()
    }

    /// The issuer's organization, or its common name when it has none.
    pub fn issuer_organization(&self) -> Option<&str> {
        self.issuer.first(oid::ORGANIZATION).or_else(|| self.issuer.common_name())
    }

    /// The dNSNames of the subject alternative name, as written.
    pub fn san_dns(&self) -> Vec<String> {
        self.extensions
            .alternative_names
            .iter()
            .filter_map(|name| match name {
                GeneralName::Dns(text) => Some(text.clone()),
                _ => None,
            })
            .collect()
    }

    /// The iPAddresses of the subject alternative name.
    pub fn san_ip(&self) -> Vec<IpAddr> {
        self.extensions
            .alternative_names
            .iter()
            .filter_map(|name| match name {
                GeneralName::Ip(address) => Some(*address),
                _ => None,
            })
            .collect()
    }

    /// DNS names and addresses as text, for lists.
    pub fn names(&self) -> Vec<String> {
        let mut names = self.san_dns();
        names.extend(self.san_ip().iter().map(ToString::to_string));
        names
    }

    /// True for a certificate authority's certificate.
    pub fn is_ca(&self) -> bool {
        self.extensions.is_ca
    }

    /// True when subject and issuer are the same bytes.
    pub fn is_self_issued(&self) -> bool {
        self.subject_der == self.issuer_der
    }

    /// True when it is self-issued and signed with its own key.
    pub fn is_self_signed(&self) -> bool {
        self.is_self_issued() && self.verify_signature(&self.public_key).is_ok()
    }

    /// Checks the signature under the issuer's public key.
    ///
    /// # Errors
    /// [`SignatureError`] says why not.
    pub fn verify_signature(&self, issuer_key: &PublicKey) -> Result<(), SignatureError> {
        signature::verify(&self.signature_algorithm, issuer_key, &self.tbs, &self.signature)
    }

    /// `RSA 2048`, `ECC prime256v1`: kind and size of the key.
    pub fn key_description(&self) -> String {
        self.public_key.description()
    }

    /// SHA-1 of the certificate in lower-case hexadecimal; front ends add colons.
    pub fn sha1_fingerprint(&self) -> String {
        hex::encode(sha1(&self.der))
    }

    /// SHA-256 of the certificate in lower-case hexadecimal; front ends add colons.
    pub fn sha256_fingerprint(&self) -> String {
        hex::encode(sha256(&self.der))
    }

    /// The certificate as PEM text.
    pub fn to_pem(&self) -> String {
        pem_text::write(pem_text::CERTIFICATE, &self.der)
    }
}
