//! The digest in a tls-alpn-01 certificate (RFC 8737 section 3): whether it has the form asked for, and nothing else.

use super::CertificateFacts;
use crate::asn1::{Asn1Error, Reader, oid, tag};
use crate::general_name::GeneralName;
use std::net::IpAddr;

/// Bytes of the SHA-256 digest.
const DIGEST_BYTES: usize = 32;

/// Why a certificate is not one that answers tls-alpn-01.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum AcmeIdentifierError {
    /// Signed by another key or named for another issuer.
    #[error("it is not self-signed")]
    NotSelfSigned,
    /// Not exactly one alternative name, or not the one asked for.
    #[error("its subject alternative names are not exactly {wanted}")]
    AlternativeNames {
        /// The name or address asked for.
        wanted: String,
    },
    /// No acmeIdentifier extension; that of the early drafts, 1.3.6.1.5.5.7.1.30.1, is none.
    #[error("it has no acmeIdentifier extension (1.3.6.1.5.5.7.1.31)")]
    Missing,
    /// The extension is not marked as critical.
    #[error("its acmeIdentifier extension is not critical")]
    NotCritical,
    /// The extension does not hold an octet string of 32 bytes.
    #[error("its acmeIdentifier extension does not hold 32 bytes")]
    Value,
}

impl CertificateFacts {
    /// The digest of a certificate that answers tls-alpn-01 for this name or address (in text form).
    ///
    /// # Errors
    /// [`AcmeIdentifierError`] names the first requirement that is not met (must never happen, number 4).
    pub fn acme_identifier(&self, host: &str) -> Result<[u8; DIGEST_BYTES], AcmeIdentifierError> {
        let expected = match host.parse::<IpAddr>() {
            Ok(address) => {
                matches!(self.extensions.alternative_names.as_slice(), [GeneralName::Ip(only)] if *only == address)
            }
            Err(_) => {
                matches!(self.extensions.alternative_names.as_slice(), [GeneralName::Dns(only)] if only.eq_ignore_ascii_case(host))
            }
        };
        if !expected {
            return Err(AcmeIdentifierError::AlternativeNames { wanted: host.to_owned() });
        }
        let (critical, value) =
            self.raw_acme_identifier().unwrap_or_default().ok_or(AcmeIdentifierError::Missing)?;
        if !critical {
            return Err(AcmeIdentifierError::NotCritical);
        }
        let digest = Reader::only(&value, tag::OCTET_STRING).map_err(|_| AcmeIdentifierError::Value)?.content;
        let digest = <[u8; DIGEST_BYTES]>::try_from(digest).map_err(|_| AcmeIdentifierError::Value)?;
        if !self.is_self_signed() {
            return Err(AcmeIdentifierError::NotSelfSigned);
        }
        Ok(digest)
    }

    /// Whether the extension is critical, and its value. That no extension stands there twice was seen on reading.
    fn raw_acme_identifier(&self) -> Result<Option<(bool, Vec<u8>)>, Asn1Error> {
        let mut fields = Reader::only(&self.tbs, tag::SEQUENCE)?.reader();
        while !fields.is_empty() {
            let field = fields.next_element()?;
            if field.tag != tag::context(3) {
                continue;
            }
            let mut list = field.reader().expect(tag::SEQUENCE)?.reader();
            while !list.is_empty() {
                let mut extension = list.expect(tag::SEQUENCE)?.reader();
                let identifier = extension.expect(tag::OID)?.oid()?;
                let critical = match extension.optional(tag::BOOLEAN)? {
                    Some(flag) => flag.boolean()?,
                    None => false,
                };
                let value = extension.expect(tag::OCTET_STRING)?.content;
                if identifier == oid::ACME_IDENTIFIER {
                    return Ok(Some((critical, value.to_vec())));
                }
            }
        }
        Ok(None)
    }
}
