//! OCSP requests (RFC 6960 section 4.1), read without copying; what they ask is bounded before it is looked at.

use crate::asn1::{Asn1Error, Element, Reader, oid, tag};

/// Longest nonce (RFC 9654 section 2.1).
const NONCE_BYTES_MAX: usize = 128;

/// Why bytes are not a request that is answered.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum RequestError {
    /// Not the DER of a request.
    #[error("the OCSP request cannot be read ({0}); send the DER of an OCSPRequest (RFC 6960 section 4.1.1)")]
    Malformed(#[from] Asn1Error),
    /// It asks for nothing.
    #[error("the OCSP request names no certificate; name at least one")]
    Empty,
    /// It asks for more at once than is answered.
    #[error("the OCSP request names more than {0} certificates; ask in several requests")]
    TooMany(usize),
    /// The nonce is empty or too long.
    #[error("the nonce has {0} octets; RFC 9654 allows 1 to 128")]
    Nonce(usize),
    /// An extension that must be understood and is not.
    #[error("the OCSP request has a critical extension that is not known here; leave it out")]
    CriticalExtension,
}

/// The hash that names an issuer in a request.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum HashAlgorithm {
    /// SHA-1: a name for the issuer and no signature, so that its weakness does no harm (RFC 5019 section 2.1.1).
    Sha1,
    /// SHA-256 (RFC 9654 section 2, RFC 5019 as updated).
    Sha256,
}

/// One certificate asked about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CertId<'a> {
    /// The whole CertID, which is repeated in the answer.
    pub der: &'a [u8],
    /// The hash; nothing for one that is not supported, which names no issuer here.
    pub hash: Option<HashAlgorithm>,
    /// Hash of the issuer's name.
    pub name_hash: &'a [u8],
    /// Hash of the issuer's key.
    pub key_hash: &'a [u8],
    /// The serial's magnitude without leading zeros; nothing for a negative number, which is nobody's.
    pub serial: Option<&'a [u8]>,
}

/// A request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Request<'a> {
    /// The first certificate.
    pub first: CertId<'a>,
    /// The others.
    pub others: Vec<CertId<'a>>,
    /// The nonce.
    pub nonce: Option<&'a [u8]>,
}

impl<'a> Request<'a> {
    /// Reads a request that asks for at most `certificates_max` certificates. A signature on it is not looked at
    /// (RFC 6960 section 4.1.2: optional; RFC 5019 section 2.1.2: ignored).
    ///
    /// # Errors
    /// [`RequestError`].
    pub fn parse(der: &'a [u8], certificates_max: usize) -> Result<Self, RequestError> {
        let mut outer = Reader::only(der, tag::SEQUENCE)?.reader();
        let mut fields = outer.expect(tag::SEQUENCE)?.reader();
        outer.optional(tag::context(0))?;
        outer.finish()?;
        if let Some(version) = fields.optional(tag::context(0))? {
            let mut inner = version.reader();
            if inner.expect(tag::INTEGER)?.small_integer()? != 0 {
                return Err(Asn1Error::Value.into());
            }
            inner.finish()?;
        }
        // requestorName is nobody's business.
        fields.optional(tag::context(1))?;
        let mut list = fields.expect(tag::SEQUENCE)?.reader();
        if list.is_empty() {
            return Err(RequestError::Empty);
        }
        let first = single(&mut list)?;
        let mut others = Vec::new();
        while !list.is_empty() {
            if others.len() + 1 >= certificates_max {
                return Err(RequestError::TooMany(certificates_max));
            }
            others.push(single(&mut list)?);
        }
        let nonce = match fields.optional(tag::context(2))? {
            Some(wrapped) => nonce(&wrapped)?,
            None => None,
        };
        fields.finish()?;
        Ok(Request { first, others, nonce })
    }

    /// Every certificate asked about.
    pub fn all(&self) -> impl Iterator<Item = &CertId<'a>> {
        std::iter::once(&self.first).chain(&self.others)
    }
}

impl<'a> CertId<'a> {
    /// Reads a CertID.
    ///
    /// # Errors
    /// [`RequestError::Malformed`].
    pub fn parse(der: &'a [u8]) -> Result<Self, RequestError> {
        cert_id(Reader::only(der, tag::SEQUENCE)?)
    }
}

fn single<'a>(list: &mut Reader<'a>) -> Result<CertId<'a>, RequestError> {
    let mut request = list.expect(tag::SEQUENCE)?.reader();
    let whole = request.expect(tag::SEQUENCE)?;
    if let Some(wrapped) = request.optional(tag::context(0))? {
        each_extension(
            &wrapped,
            |_, critical, _| {
                if critical { Err(RequestError::CriticalExtension) } else { Ok(()) }
            },
        )?;
    }
    request.finish()?;
    cert_id(whole)
}

fn cert_id(whole: Element<'_>) -> Result<CertId<'_>, RequestError> {
    let mut fields = whole.reader();
    let mut algorithm = fields.expect(tag::SEQUENCE)?.reader();
    let identifier = algorithm.expect(tag::OID)?.oid()?;
    // Parameters are absent or NULL.
    if let Some(null) = algorithm.optional(tag::NULL)?
        && !null.content.is_empty()
    {
        return Err(Asn1Error::Value.into());
    }
    algorithm.finish()?;
    let name_hash = fields.expect(tag::OCTET_STRING)?.content;
    let key_hash = fields.expect(tag::OCTET_STRING)?.content;
    let number = fields.expect(tag::INTEGER)?;
    fields.finish()?;
    let (hash, length) = match identifier {
        i if i == oid::SHA1 => (Some(HashAlgorithm::Sha1), 20),
        i if i == oid::SHA256 => (Some(HashAlgorithm::Sha256), 32),
        _ => (None, name_hash.len()),
    };
    if number.content.is_empty() || name_hash.len() != length || (hash.is_some() && key_hash.len() != length)
    {
        return Err(Asn1Error::Value.into());
    }
    Ok(CertId { der: whole.whole, hash, name_hash, key_hash, serial: number.unsigned_integer().ok() })
}

/// The nonce among the request's extensions.
fn nonce<'a>(wrapped: &Element<'a>) -> Result<Option<&'a [u8]>, RequestError> {
    let mut found = None;
    each_extension(wrapped, |identifier, critical, value| {
        if identifier == oid::OCSP_NONCE {
            let inner = Reader::only(value, tag::OCTET_STRING)?.content;
            if inner.is_empty() || inner.len() > NONCE_BYTES_MAX {
                return Err(RequestError::Nonce(inner.len()));
            }
            if found.replace(inner).is_some() {
                return Err(Asn1Error::Value.into());
            }
        } else if critical {
            return Err(RequestError::CriticalExtension);
        }
        Ok(())
    })?;
    Ok(found)
}

fn each_extension<'a>(
    wrapped: &Element<'a>,
    mut look: impl FnMut(der::oid::ObjectIdentifier, bool, &'a [u8]) -> Result<(), RequestError>,
) -> Result<(), RequestError> {
    let mut inner = wrapped.reader();
    let mut list = inner.expect(tag::SEQUENCE)?.reader();
    inner.finish()?;
    while !list.is_empty() {
        let mut fields = list.expect(tag::SEQUENCE)?.reader();
        let identifier = fields.expect(tag::OID)?.oid()?;
        let critical = fields.optional(tag::BOOLEAN)?.map(|flag| flag.boolean()).transpose()?;
        let value = fields.expect(tag::OCTET_STRING)?.content;
        fields.finish()?;
        look(identifier, critical.unwrap_or(false), value)?;
    }
    Ok(())
}
