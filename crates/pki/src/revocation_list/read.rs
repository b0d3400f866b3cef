//! Revocation lists read into facts, without judging them: for lints, tests and whoever looks into a file.

use crate::asn1::{Asn1Error, Element, Reader, oid, read_time, tag};
use crate::public_key::PublicKey;
use crate::signature::{self, SignatureAlgorithm, SignatureError};
use chancery_domain::time::Timestamp;

/// Why bytes are not a revocation list.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("revocation list: {part} cannot be read ({cause}); fetch or export the list again")]
pub struct RevocationListError {
    /// The part of the structure at fault.
    pub part: &'static str,
    /// What is wrong with it.
    pub cause: Asn1Error,
}

/// What a list says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RevocationListFacts {
    /// The signed part.
    pub tbs: Vec<u8>,
    /// The version as written: 1 is version 2; nothing when absent.
    pub version: Option<u32>,
    /// The issuer's name, byte for byte.
    pub issuer_der: Vec<u8>,
    /// When it was made.
    pub this_update: Timestamp,
    /// When the next one is there at the latest.
    pub next_update: Option<Timestamp>,
    /// The revoked certificates in their order; nothing when the field is absent.
    pub revoked: Option<Vec<ListedCertificate>>,
    /// cRLNumber, big endian without leading zeros.
    pub number: Option<Vec<u8>>,
    /// authorityKeyIdentifier: keyIdentifier.
    pub authority_key_identifier: Option<Vec<u8>>,
    /// issuingDistributionPoint: the URLs of its full name; nothing when there is no such extension.
    pub distribution_urls: Option<Vec<String>>,
    /// issuingDistributionPoint: onlyContainsUserCerts.
    pub only_user_certificates: bool,
    /// Every extension: dotted identifier, and whether it is critical.
    pub extensions: Vec<(String, bool)>,
    /// The two signature algorithm fields are the same bytes (RFC 5280 section 5.1.1.2).
    pub algorithms_agree: bool,
    /// The algorithm of the signature.
    pub signature_algorithm: SignatureAlgorithm,
    /// The signature.
    pub signature: Vec<u8>,
}

/// One entry of a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ListedCertificate {
    /// The serial in lower-case hexadecimal, without the sign byte.
    pub serial_hex: String,
    /// When it was revoked.
    pub revoked_at: Timestamp,
    /// CRLReason, if given.
    pub reason: Option<u32>,
}

impl RevocationListFacts {
    /// Reads a DER list.
    ///
    /// # Errors
    /// [`RevocationListError`] names the part that cannot be read.
    pub fn parse(der: &[u8]) -> Result<Self, RevocationListError> {
        let part = |part: &'static str| move |cause: Asn1Error| RevocationListError { part, cause };
        let mut outer = Reader::only(der, tag::SEQUENCE).map_err(part("the whole"))?.reader();
        let tbs = outer.expect(tag::SEQUENCE).map_err(part("the signed part"))?;
        let algorithm = outer.expect(tag::SEQUENCE).map_err(part("the signature algorithm"))?;
        let signature = outer
            .expect(tag::BIT_STRING)
            .and_then(|element| element.bit_string_bytes())
            .map_err(part("the signature"))?;
        outer.finish().map_err(part("the end"))?;

        let mut fields = tbs.reader();
        let version = fields
            .optional(tag::INTEGER)
            .and_then(|element| element.map(|e| e.small_integer()).transpose())
            .map_err(part("the version"))?;
        let inner = fields.expect(tag::SEQUENCE).map_err(part("the signature algorithm"))?;
        let issuer = fields.expect(tag::SEQUENCE).map_err(part("the issuer"))?;
        let this_update = fields.next_element().and_then(|e| read_time(&e)).map_err(part("thisUpdate"))?;
        let next_update = match fields.peek() {
            Some(tag::UTC_TIME | tag::GENERALIZED_TIME) => {
                Some(fields.next_element().and_then(|e| read_time(&e)).map_err(part("nextUpdate"))?)
            }
            _ => None,
        };
        let revoked = fields
            .optional(tag::SEQUENCE)
            .and_then(|list| list.map(|list| entries(&list)).transpose())
            .map_err(part("the revoked certificates"))?;
        let mut facts = RevocationListFacts {
            tbs: tbs.whole.to_vec(),
            version,
            issuer_der: issuer.whole.to_vec(),
            this_update,
            next_update,
            revoked,
            number: None,
            authority_key_identifier: None,
            distribution_urls: None,
            only_user_certificates: false,
            extensions: Vec::new(),
            algorithms_agree: inner.whole == algorithm.whole,
            signature_algorithm: SignatureAlgorithm::read(&algorithm)
                .map_err(part("the signature algorithm"))?,
            signature: signature.to_vec(),
        };
        if let Some(wrapped) = fields.optional(tag::context(0)).map_err(part("the extensions"))? {
            facts.read_extensions(&wrapped).map_err(part("the extensions"))?;
        }
        fields.finish().map_err(part("the end of the signed part"))?;
        Ok(facts)
    }

    /// Checks the signature under the issuer's key.
    ///
    /// # Errors
    /// [`SignatureError`] says why not.
    pub fn verify_signature(&self, issuer_key: &PublicKey) -> Result<(), SignatureError> {
        signature::verify(&self.signature_algorithm, issuer_key, &self.tbs, &self.signature)
    }

    fn read_extensions(&mut self, wrapped: &Element<'_>) -> Result<(), Asn1Error> {
        let mut inner = wrapped.reader();
        let mut list = inner.expect(tag::SEQUENCE)?.reader();
        inner.finish()?;
        while !list.is_empty() {
            let (identifier, critical, value) = extension(&mut list)?;
            let name = identifier.to_string();
            if self.extensions.iter().any(|(present, _)| *present == name) {
                return Err(Asn1Error::Value);
            }
            self.extensions.push((name, critical));
            match identifier {
                i if i == oid::CRL_NUMBER => {
                    self.number = Some(Reader::only(value, tag::INTEGER)?.unsigned_integer()?.to_vec());
                }
                i if i == oid::AUTHORITY_KEY_IDENTIFIER => {
                    let mut fields = Reader::only(value, tag::SEQUENCE)?.reader();
                    self.authority_key_identifier =
                        fields.optional(tag::context_primitive(0))?.map(|key| key.content.to_vec());
                }
                i if i == oid::ISSUING_DISTRIBUTION_POINT => self.read_point(value)?,
                _ => {}
            }
        }
        Ok(())
    }

    fn read_point(&mut self, value: &[u8]) -> Result<(), Asn1Error> {
        let mut urls = Vec::new();
        let mut fields = Reader::only(value, tag::SEQUENCE)?.reader();
        if let Some(name) = fields.optional(tag::context(0))?
            && let Some(full_name) = name.reader().optional(tag::context(0))?
        {
            let mut locations = full_name.reader();
            while !locations.is_empty() {
                let location = locations.next_element()?;
                if location.tag == tag::context_primitive(6) {
                    urls.push(String::from_utf8_lossy(location.content).into_owned());
                }
            }
        }
        if let Some(flag) = fields.optional(tag::context_primitive(1))? {
            self.only_user_certificates = flag.content != [0];
        }
        self.distribution_urls = Some(urls);
        Ok(())
    }
}

type Extension<'a> = (der::oid::ObjectIdentifier, bool, &'a [u8]);

fn extension<'a>(list: &mut Reader<'a>) -> Result<Extension<'a>, Asn1Error> {
    let mut fields = list.expect(tag::SEQUENCE)?.reader();
    let identifier = fields.expect(tag::OID)?.oid()?;
    let critical = fields.optional(tag::BOOLEAN)?.map(|flag| flag.boolean()).transpose()?.unwrap_or(false);
    let value = fields.expect(tag::OCTET_STRING)?.content;
    fields.finish()?;
    Ok((identifier, critical, value))
}

fn entries(list: &Element<'_>) -> Result<Vec<ListedCertificate>, Asn1Error> {
    let mut found = Vec::new();
    let mut list = list.reader();
    while !list.is_empty() {
        let mut fields = list.expect(tag::SEQUENCE)?.reader();
        let serial = hex::encode(fields.expect(tag::INTEGER)?.unsigned_integer()?);
        let revoked_at = read_time(&fields.next_element()?)?;
        let mut reason = None;
        if let Some(extensions) = fields.optional(tag::SEQUENCE)? {
            let mut extensions = extensions.reader();
            while !extensions.is_empty() {
                let (identifier, _, value) = extension(&mut extensions)?;
                if identifier == oid::CRL_REASON {
                    let element = Reader::only(value, tag::ENUMERATED)?;
                    let number = Element { tag: tag::INTEGER, ..element };
                    reason = Some(number.small_integer()?);
                }
            }
        }
        fields.finish()?;
        found.push(ListedCertificate { serial_hex: serial, revoked_at, reason });
    }
    Ok(found)
}
