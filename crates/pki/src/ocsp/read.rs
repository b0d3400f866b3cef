//! OCSP answers read into facts: for lints, tests and whoever looks into a file.

use crate::asn1::{Asn1Error, Element, Reader, oid, read_time, tag};
use crate::public_key::PublicKey;
use crate::signature::{self, SignatureAlgorithm, SignatureError};
use chancery_domain::time::Timestamp;

/// Why bytes are no answer that can be read.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum AnswerError {
    /// Not the DER of an OCSPResponse.
    #[error("the OCSP answer cannot be read: {0}")]
    Malformed(#[from] Asn1Error),
    /// An error without content: its number.
    #[error("the responder answered with error {0} instead of a status (RFC 6960 section 4.2.1)")]
    Refused(u32),
}

/// What an answer says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AnswerFacts {
    /// The signed part.
    pub data: Vec<u8>,
    /// SHA-1 of the responder's key; nothing when it is named by its name.
    pub responder_key_hash: Option<Vec<u8>>,
    /// When it was signed.
    pub produced_at: Timestamp,
    /// The certificates.
    pub singles: Vec<SingleFacts>,
    /// The nonce.
    pub nonce: Option<Vec<u8>>,
    /// Certificates that go with it, as DER.
    pub certificates: Vec<Vec<u8>>,
    /// The algorithm of the signature.
    pub signature_algorithm: SignatureAlgorithm,
    /// The signature.
    pub signature: Vec<u8>,
}

/// What is said of one certificate.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SingleFacts {
    /// The CertID.
    pub cert_id: Vec<u8>,
    /// Its serial in lower-case hexadecimal, without the sign byte.
    pub serial_hex: String,
    /// What is said.
    pub status: AnsweredStatus,
    /// From when.
    pub this_update: Timestamp,
    /// Until when.
    pub next_update: Option<Timestamp>,
}

/// A status as answered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AnsweredStatus {
    /// Good.
    Good,
    /// Revoked.
    Revoked {
        /// Since when.
        at: Timestamp,
        /// CRLReason, if given.
        reason: Option<u32>,
    },
    /// Unknown.
    Unknown,
}

impl AnswerFacts {
    /// Reads an OCSPResponse.
    ///
    /// # Errors
    /// [`AnswerError`].
    pub fn parse(der: &[u8]) -> Result<Self, AnswerError> {
        let mut outer = Reader::only(der, tag::SEQUENCE)?.reader();
        let status = Element { tag: tag::INTEGER, ..outer.expect(tag::ENUMERATED)? }.small_integer()?;
        if status != 0 {
            return Err(AnswerError::Refused(status));
        }
        let mut bytes = outer.expect(tag::context(0))?.reader().expect(tag::SEQUENCE)?.reader();
        if bytes.expect(tag::OID)?.oid()? != oid::OCSP_BASIC {
            return Err(Asn1Error::Value.into());
        }
        let basic = bytes.expect(tag::OCTET_STRING)?;
        let mut basic = Reader::only(basic.content, tag::SEQUENCE)?.reader();
        let data = basic.expect(tag::SEQUENCE)?;
        let algorithm = basic.expect(tag::SEQUENCE)?;
        let signature = basic.expect(tag::BIT_STRING)?.bit_string_bytes()?.to_vec();
        let mut certificates = Vec::new();
        if let Some(wrapped) = basic.optional(tag::context(0))? {
            let mut list = wrapped.reader().expect(tag::SEQUENCE)?.reader();
            while !list.is_empty() {
                certificates.push(list.expect(tag::SEQUENCE)?.whole.to_vec());
            }
        }
        basic.finish()?;
        let mut facts = AnswerFacts {
            data: data.whole.to_vec(),
            responder_key_hash: None,
            produced_at: Timestamp(0),
            singles: Vec::new(),
            nonce: None,
            certificates,
            signature_algorithm: SignatureAlgorithm::read(&algorithm)?,
            signature,
        };
        facts.read_data(&data)?;
        Ok(facts)
    }

    /// Checks the signature under the responder's key.
    ///
    /// # Errors
    /// [`SignatureError`] says why not.
    pub fn verify_signature(&self, responder_key: &PublicKey) -> Result<(), SignatureError> {
        signature::verify(&self.signature_algorithm, responder_key, &self.data, &self.signature)
    }

    fn read_data(&mut self, data: &Element<'_>) -> Result<(), Asn1Error> {
        let mut fields = data.reader();
        fields.optional(tag::context(0))?;
        match fields.optional(tag::context(2))? {
            Some(wrapped) => {
                self.responder_key_hash = Some(wrapped.reader().expect(tag::OCTET_STRING)?.content.to_vec());
            }
            None => drop(fields.expect(tag::context(1))?),
        }
        self.produced_at = read_time(&fields.expect(tag::GENERALIZED_TIME)?)?;
        let mut list = fields.expect(tag::SEQUENCE)?.reader();
        while !list.is_empty() {
            self.singles.push(single(&list.expect(tag::SEQUENCE)?)?);
        }
        if let Some(wrapped) = fields.optional(tag::context(1))? {
            let mut list = wrapped.reader().expect(tag::SEQUENCE)?.reader();
            while !list.is_empty() {
                let mut extension = list.expect(tag::SEQUENCE)?.reader();
                let identifier = extension.expect(tag::OID)?.oid()?;
                extension.optional(tag::BOOLEAN)?;
                let value = extension.expect(tag::OCTET_STRING)?.content;
                if identifier == oid::OCSP_NONCE {
                    self.nonce = Some(Reader::only(value, tag::OCTET_STRING)?.content.to_vec());
                }
            }
        }
        fields.finish()
    }
}

fn single(element: &Element<'_>) -> Result<SingleFacts, Asn1Error> {
    let mut fields = element.reader();
    let cert_id = fields.expect(tag::SEQUENCE)?;
    let mut name = cert_id.reader();
    name.expect(tag::SEQUENCE)?;
    name.expect(tag::OCTET_STRING)?;
    name.expect(tag::OCTET_STRING)?;
    let serial_hex = hex::encode(name.expect(tag::INTEGER)?.unsigned_integer()?);
    let said = fields.next_element()?;
    let status = match said.tag {
        t if t == tag::context_primitive(0) => AnsweredStatus::Good,
        t if t == tag::context_primitive(2) => AnsweredStatus::Unknown,
        t if t == tag::context(1) => {
            let mut info = said.reader();
            let at = read_time(&info.expect(tag::GENERALIZED_TIME)?)?;
            let reason = match info.optional(tag::context(0))? {
                Some(wrapped) => {
                    let element = wrapped.reader().expect(tag::ENUMERATED)?;
                    Some(Element { tag: tag::INTEGER, ..element }.small_integer()?)
                }
                None => None,
            };
            AnsweredStatus::Revoked { at, reason }
        }
        _ => return Err(Asn1Error::Value),
    };
    let this_update = read_time(&fields.expect(tag::GENERALIZED_TIME)?)?;
    let next_update = match fields.optional(tag::context(0))? {
        Some(wrapped) => Some(read_time(&wrapped.reader().expect(tag::GENERALIZED_TIME)?)?),
        None => None,
    };
    Ok(SingleFacts { cert_id: cert_id.whole.to_vec(), serial_hex, status, this_update, next_update })
}
