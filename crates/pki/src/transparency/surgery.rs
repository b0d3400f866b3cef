//! Poison and timestamps in to-be-signed bytes. Everything else stays byte for byte as it is, so that the final bytes
//! equal the precertificate's but for these two extensions (must never happen, number 8).

use super::TransparencyError;
use crate::asn1::{Asn1Error, Element, Reader, oid, tag, writer};
use der::oid::ObjectIdentifier;

/// The critical poison extension of a precertificate (RFC 6962 section 3.1).
fn poison() -> Vec<u8> {
    writer::extension(oid::PRECERTIFICATE_POISON, true, &writer::null())
}

/// The to-be-signed bytes with poison: those of the precertificate.
///
/// # Errors
/// [`TransparencyError`] when the bytes carry poison or timestamps already, or cannot be read.
pub fn poisoned(tbs: &[u8]) -> Result<Vec<u8>, TransparencyError> {
    let parts = Parts::read(tbs)?;
    if parts.find(oid::PRECERTIFICATE_POISON).is_some() {
        return Err(TransparencyError::Already("the poison extension"));
    }
    if parts.find(oid::SIGNED_TIMESTAMPS).is_some() {
        return Err(TransparencyError::Already("timestamps of logs"));
    }
    Ok(parts.rewritten(&[], &poison()))
}

/// Whether the bytes are those of a precertificate.
///
/// # Errors
/// [`TransparencyError::Bytes`].
pub fn is_poisoned(tbs: &[u8]) -> Result<bool, TransparencyError> {
    Ok(Parts::read(tbs)?.find(oid::PRECERTIFICATE_POISON).is_some())
}

/// The bytes without poison and timestamps: what logs sign (RFC 6962 section 3.2), the same for a precertificate and
/// its certificate.
///
/// # Errors
/// [`TransparencyError::Bytes`].
pub fn bare(tbs: &[u8]) -> Result<Vec<u8>, TransparencyError> {
    let parts = Parts::read(tbs)?;
    Ok(parts.rewritten(&[oid::PRECERTIFICATE_POISON, oid::SIGNED_TIMESTAMPS], &[]))
}

/// The final to-be-signed bytes of a precertificate: the poison gives way to the list of timestamps.
///
/// # Errors
/// [`TransparencyError::NotPoisoned`] when there is no poison; otherwise as in [`poisoned`].
pub fn finished(precertificate_tbs: &[u8], timestamps: &[u8]) -> Result<Vec<u8>, TransparencyError> {
    let parts = Parts::read(precertificate_tbs)?;
    if parts.find(oid::PRECERTIFICATE_POISON).is_none() {
        return Err(TransparencyError::NotPoisoned);
    }
    if parts.find(oid::SIGNED_TIMESTAMPS).is_some() {
        return Err(TransparencyError::Already("timestamps of logs"));
    }
    let list = writer::extension(oid::SIGNED_TIMESTAMPS, false, &writer::octet_string(timestamps));
    Ok(parts.rewritten(&[oid::PRECERTIFICATE_POISON], &list))
}

/// The list of timestamps in to-be-signed bytes, if there is one.
///
/// # Errors
/// [`TransparencyError::Bytes`].
pub fn timestamps_of(tbs: &[u8]) -> Result<Option<Vec<u8>>, TransparencyError> {
    let parts = Parts::read(tbs)?;
    let Some(extension) = parts.find(oid::SIGNED_TIMESTAMPS) else { return Ok(None) };
    let mut fields = extension.reader();
    fields.expect(tag::OID)?;
    fields.optional(tag::BOOLEAN)?;
    let value = fields.expect(tag::OCTET_STRING)?;
    Ok(Some(Reader::only(value.content, tag::OCTET_STRING)?.content.to_vec()))
}

/// The to-be-signed bytes of a whole certificate.
///
/// # Errors
/// [`TransparencyError::Bytes`].
pub fn signed_part(certificate_der: &[u8]) -> Result<&[u8], TransparencyError> {
    Ok(Reader::only(certificate_der, tag::SEQUENCE)?.reader().expect(tag::SEQUENCE)?.whole)
}

/// To-be-signed bytes in pieces: everything before the extensions, and each extension.
struct Parts<'a> {
    before: &'a [u8],
    extensions: Vec<(ObjectIdentifier, Element<'a>)>,
}

impl<'a> Parts<'a> {
    fn read(tbs: &'a [u8]) -> Result<Self, Asn1Error> {
        let whole = Reader::only(tbs, tag::SEQUENCE)?;
        let mut fields = whole.reader();
        let mut before = 0;
        while let Some(next) = fields.peek() {
            let element = fields.next_element()?;
            if next != tag::context(3) {
                before += element.whole.len();
                continue;
            }
            // Nothing follows the extensions (RFC 5280 section 4.1).
            fields.finish()?;
            let mut extensions = Vec::with_capacity(12);
            let mut list = Reader::only(element.content, tag::SEQUENCE)?.reader();
            while !list.is_empty() {
                let extension = list.expect(tag::SEQUENCE)?;
                extensions.push((extension.reader().expect(tag::OID)?.oid()?, extension));
            }
            let before = whole.content.get(..before).ok_or(Asn1Error::Truncated)?;
            return Ok(Parts { before, extensions });
        }
        Err(Asn1Error::Truncated)
    }

    fn find(&self, identifier: ObjectIdentifier) -> Option<&Element<'a>> {
        self.extensions.iter().find(|(found, _)| *found == identifier).map(|(_, extension)| extension)
    }

    /// The whole again, without some extensions and with one more at the end.
    fn rewritten(&self, without: &[ObjectIdentifier], with: &[u8]) -> Vec<u8> {
        let mut kept: Vec<&[u8]> = self
            .extensions
            .iter()
            .filter(|(identifier, _)| !without.contains(identifier))
            .map(|(_, extension)| extension.whole)
            .collect();
        kept.push(with);
        let extensions = writer::sequence(&kept);
        writer::sequence(&[self.before, &writer::element(tag::context(3), &extensions)])
    }
}
