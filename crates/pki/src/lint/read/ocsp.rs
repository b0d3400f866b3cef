//! An OCSP response (RFC 6960 section 4.2), read once; its answers are walked when asked for.

use super::elements::{Elements, sequence_of, strict_integer, strict_oid};
use super::extensions::{Extension, read_one};
use super::revocation_list::read_list;
use super::time::Time;
use super::{Unreadable, part};
use crate::asn1::{Asn1Error, Element, Reader, tag};

/// ENUMERATED.
const ENUMERATED: u8 = 0x0a;

/// A response with its status.
#[derive(Clone, Debug)]
pub(in crate::lint) struct OcspResponse<'a> {
    /// responseStatus; 0 is successful.
    pub status: u8,
    /// The body; errors have none.
    pub body: Option<OcspBody<'a>>,
}

/// A basic response.
#[derive(Clone, Debug)]
pub(in crate::lint) struct OcspBody<'a> {
    /// Content of the response type's identifier.
    pub kind: &'a [u8],
    /// Who answers: by name `[1]` or by key `[2]`.
    pub responder: Element<'a>,
    /// When it was made.
    pub produced_at: Time<'a>,
    answers: &'a [u8],
    extensions: &'a [u8],
    /// The signature algorithm.
    pub algorithm: &'a [u8],
    /// Content of the list of certificates, if there is one.
    pub certificates: Option<&'a [u8]>,
}

/// What is said of one certificate.
#[derive(Clone, Copy, Debug)]
pub(in crate::lint) struct Answer<'a> {
    /// Content of the hash algorithm's identifier.
    pub hash: &'a [u8],
    /// Hash of the issuer's name.
    pub name_hash: &'a [u8],
    /// Hash of the issuer's key.
    pub key_hash: &'a [u8],
    /// Content of the serial number.
    pub serial: &'a [u8],
    /// Good, revoked or unknown.
    pub status: Status<'a>,
    /// From when it is known to be right.
    pub this_update: Time<'a>,
    /// Until when newer news are there.
    pub next_update: Option<Time<'a>>,
}

/// Status of one certificate.
#[derive(Clone, Copy, Debug)]
pub(in crate::lint) enum Status<'a> {
    Good,
    Revoked { at: Time<'a>, reason: Option<&'a [u8]> },
    Unknown,
}

impl<'a> OcspResponse<'a> {
    /// Reads a response.
    pub fn read(der: &'a [u8]) -> Result<Self, Unreadable> {
        let whole = Reader::only(der, tag::SEQUENCE).map_err(part("the whole"))?;
        let mut fields = whole.reader();
        let status = fields.expect(ENUMERATED).and_then(|status| match status.content {
            [status] => Ok(*status),
            _ => Err(Asn1Error::Value),
        });
        let status = status.map_err(part("the status"))?;
        let body = match fields.optional(tag::context(0)).map_err(part("the body"))? {
            Some(wrapped) => Some(OcspBody::read(&wrapped)?),
            None => None,
        };
        fields.finish().map_err(part("the end"))?;
        Ok(Self { status, body })
    }
}

impl<'a> OcspBody<'a> {
    fn read(wrapped: &Element<'a>) -> Result<Self, Unreadable> {
        let mut inner = wrapped.reader();
        let bytes = inner.expect(tag::SEQUENCE).map_err(part("the body"))?;
        inner.finish().map_err(part("the body"))?;
        let mut fields = bytes.reader();
        let kind = fields.expect(tag::OID).and_then(|kind| strict_oid(&kind)).map_err(part("the type"))?;
        let basic = fields.expect(tag::OCTET_STRING).map_err(part("the basic response"))?;
        fields.finish().map_err(part("the body"))?;

        let basic = Reader::only(basic.content, tag::SEQUENCE).map_err(part("the basic response"))?;
        let mut outer = basic.reader();
        let signed = outer.expect(tag::SEQUENCE).map_err(part("the signed part"))?;
        let algorithm = outer.expect(tag::SEQUENCE).map_err(part("the signature algorithm"))?;
        let signature = outer.expect(tag::BIT_STRING).and_then(|bits| bits.bit_string_bytes().map(drop));
        signature.map_err(part("the signature"))?;
        let certificates = match outer.optional(tag::context(0)).map_err(part("the certificates"))? {
            Some(wrapped) => {
                let list = Reader::only(wrapped.content, tag::SEQUENCE).map_err(part("the certificates"))?;
                Elements::check(list.content, |_| Ok(())).map_err(part("the certificates"))?;
                Some(list.content)
            }
            None => None,
        };
        outer.finish().map_err(part("the end"))?;
        let mut body = Self::read_signed(signed.reader())?;
        (body.kind, body.algorithm, body.certificates) = (kind, algorithm.whole, certificates);
        Ok(body)
    }

    fn read_signed(mut fields: Reader<'a>) -> Result<Self, Unreadable> {
        // Version 1 is the default, which DER leaves out (X.690 section 11.5).
        let responder = fields.next_element().map_err(part("the responder"))?;
        if responder.tag != tag::context(1) && responder.tag != tag::context(2) {
            return Err(Unreadable { part: "the version or the responder", cause: Asn1Error::Value });
        }
        let produced_at = fields.next_element().map(|time| Time::read(&time)).map_err(part("producedAt"))?;
        let answers = fields.expect(tag::SEQUENCE).map_err(part("the answers"))?.content;
        Elements::check(answers, |answer| Answer::read(answer).map(drop)).map_err(part("an answer"))?;
        let extensions = match fields.optional(tag::context(1)).map_err(part("the extensions"))? {
            Some(wrapped) => read_list(&wrapped).map_err(part("the extensions"))?,
            None => &[],
        };
        fields.finish().map_err(part("the end of the signed part"))?;
        let (kind, algorithm, certificates) = (&[][..], &[][..], None);
        Ok(Self { kind, responder, produced_at, answers, extensions, algorithm, certificates })
    }

    /// The answers in order.
    pub fn answers(&self) -> impl Iterator<Item = Answer<'a>> + use<'a> {
        Elements::new(self.answers).filter_map(|answer| Answer::read(&answer).ok())
    }

    /// The response's extensions in order.
    pub fn extensions(&self) -> impl Iterator<Item = Extension<'a>> + use<'a> {
        Elements::new(self.extensions).filter_map(|element| read_one(&element).ok())
    }
}

impl<'a> Answer<'a> {
    fn read(element: &Element<'a>) -> Result<Self, Asn1Error> {
        let mut fields = sequence_of(element)?;
        let mut identifier = fields.expect(tag::SEQUENCE)?.reader();
        let mut algorithm = identifier.expect(tag::SEQUENCE)?.reader();
        let hash = strict_oid(&algorithm.expect(tag::OID)?)?;
        // Hash functions have no parameters, or NULL.
        if let Some(null) = algorithm.optional(tag::NULL)?
            && !null.content.is_empty()
        {
            return Err(Asn1Error::Value);
        }
        algorithm.finish()?;
        let name_hash = identifier.expect(tag::OCTET_STRING)?.content;
        let key_hash = identifier.expect(tag::OCTET_STRING)?.content;
        let serial = strict_integer(&identifier.expect(tag::INTEGER)?)?;
        identifier.finish()?;
        let status = fields.next_element()?;
        let status = match status.tag {
            t if t == tag::context_primitive(0) && status.content.is_empty() => Status::Good,
            t if t == tag::context_primitive(2) && status.content.is_empty() => Status::Unknown,
            t if t == tag::context(1) => {
                let mut info = status.reader();
                let at = Time::read(&info.next_element()?);
                let reason = match info.optional(tag::context(0))? {
                    Some(wrapped) => Some(Reader::only(wrapped.content, ENUMERATED)?.content),
                    None => None,
                };
                info.finish()?;
                Status::Revoked { at, reason }
            }
            _ => return Err(Asn1Error::Value),
        };
        let this_update = Time::read(&fields.next_element()?);
        let next_update = match fields.optional(tag::context(0))? {
            Some(wrapped) => Some(Time::read(&Reader::only(wrapped.content, tag::GENERALIZED_TIME)?)),
            None => None,
        };
        if let Some(wrapped) = fields.optional(tag::context(1))? {
            read_list(&wrapped)?;
        }
        fields.finish()?;
        Ok(Self { hash, name_hash, key_hash, serial, status, this_update, next_update })
    }
}
