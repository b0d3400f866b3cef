//! A certificate or its to-be-signed part, read once.

use super::elements::strict_integer;
use super::extensions::Extensions;
use super::key::Key;
use super::name::Name;
use super::time::Time;
use super::{Unreadable, part};
use crate::asn1::{Reader, tag};

/// What a certificate says, pointing into its bytes.
#[derive(Clone, Debug)]
pub(in crate::lint) struct Certificate<'a> {
    /// Content of the version number; `None` when absent, which means version 1.
    pub version: Option<&'a [u8]>,
    /// Content of the serial number, sign bit and all.
    pub serial: &'a [u8],
    /// The signature algorithm inside the signed part.
    pub algorithm: &'a [u8],
    /// The signature algorithm beside the signature; `None` for a to-be-signed part alone.
    pub outer_algorithm: Option<&'a [u8]>,
    /// The issuer's name.
    pub issuer: Name<'a>,
    /// First second of validity.
    pub not_before: Time<'a>,
    /// Last second of validity (inclusive).
    pub not_after: Time<'a>,
    /// The subject's name.
    pub subject: Name<'a>,
    /// The subject's key.
    pub key: Key<'a>,
    /// issuerUniqueID or subjectUniqueID is there.
    pub has_unique_identifier: bool,
    /// The extensions.
    pub extensions: Extensions<'a>,
}

impl<'a> Certificate<'a> {
    /// Reads a whole certificate or a to-be-signed part: the former begins with a sequence inside a sequence.
    pub fn read(der: &'a [u8]) -> Result<Self, Unreadable> {
        let whole = Reader::only(der, tag::SEQUENCE).map_err(part("the whole"))?;
        if whole.reader().peek() != Some(tag::SEQUENCE) {
            return Self::read_fields(whole.reader());
        }
        let mut outer = whole.reader();
        let signed = outer.expect(tag::SEQUENCE).map_err(part("the signed part"))?;
        let algorithm = outer.expect(tag::SEQUENCE).map_err(part("the signature algorithm"))?;
        let signature = outer.expect(tag::BIT_STRING).and_then(|bits| bits.bit_string_bytes().map(drop));
        signature.map_err(part("the signature"))?;
        outer.finish().map_err(part("the end"))?;
        let mut certificate = Self::read_fields(signed.reader())?;
        certificate.outer_algorithm = Some(algorithm.whole);
        Ok(certificate)
    }

    fn read_fields(mut fields: Reader<'a>) -> Result<Self, Unreadable> {
        let version = match fields.optional(tag::context(0)).map_err(part("the version"))? {
            Some(wrapped) => {
                let mut inner = wrapped.reader();
                let number = inner.expect(tag::INTEGER).and_then(|number| strict_integer(&number));
                inner.finish().map_err(part("the version"))?;
                Some(number.map_err(part("the version"))?)
            }
            None => None,
        };
        let serial = fields.expect(tag::INTEGER).and_then(|number| strict_integer(&number));
        let serial = serial.map_err(part("the serial number"))?;
        let algorithm = fields.expect(tag::SEQUENCE).map_err(part("the signature algorithm"))?;
        let issuer = fields.expect(tag::SEQUENCE).and_then(|name| Name::read(&name));
        let issuer = issuer.map_err(part("the issuer"))?;
        let mut validity = fields.expect(tag::SEQUENCE).map_err(part("the validity"))?.reader();
        let mut time = || validity.next_element().map(|time| Time::read(&time)).map_err(part("the validity"));
        let (not_before, not_after) = (time()?, time()?);
        validity.finish().map_err(part("the validity"))?;
        let subject = fields.expect(tag::SEQUENCE).and_then(|name| Name::read(&name));
        let subject = subject.map_err(part("the subject"))?;
        let key = fields.expect(tag::SEQUENCE).and_then(|key| Key::read(&key));
        let key = key.map_err(part("the public key"))?;
        let mut has_unique_identifier = false;
        for number in [1, 2] {
            let identifier = fields.optional(tag::context_primitive(number));
            has_unique_identifier |= identifier.map_err(part("a unique identifier"))?.is_some();
        }
        let extensions = match fields.optional(tag::context(3)).map_err(part("the extensions"))? {
            Some(wrapped) => Extensions::read(&wrapped)?,
            None => Extensions::default(),
        };
        fields.finish().map_err(part("the end of the signed part"))?;
        Ok(Self {
            version,
            serial,
            algorithm: algorithm.whole,
            outer_algorithm: None,
            issuer,
            not_before,
            not_after,
            subject,
            key,
            has_unique_identifier,
            extensions,
        })
    }

    /// Seconds of validity, both ends included (RFC 5280 section 4.1.2.5); `None` when a time is malformed.
    pub fn validity(&self) -> Option<chancery_domain::policy::ValidityPeriod> {
        Some(chancery_domain::policy::ValidityPeriod {
            not_before: self.not_before.moment?,
            not_after: self.not_after.moment?,
        })
    }
}
