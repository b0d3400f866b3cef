//! Reads the bytes of a PKCS#10 request into facts, without judging them.

use super::{CsrError, CsrFacts};
use crate::asn1::{Asn1Error, Element, Reader, oid, tag};
use crate::distinguished_name::DistinguishedName;
use crate::general_name::{GeneralName, read_general_names};
use crate::pem_text::{self, PemError};
use crate::public_key::PublicKey;
use crate::signature::{self, SignatureAlgorithm};

/// Reads a CSR from PEM text or DER bytes; a bad signature or a weak key is a fact here, not an error.
///
/// # Errors
/// [`CsrError::Pem`] or [`CsrError::NotACsr`].
pub fn decode(text_or_der: &[u8]) -> Result<CsrFacts, CsrError> {
    // A DER request begins with the SEQUENCE tag 0x30, which is the character '0': no PEM text begins so.
    let looks_like_der = text_or_der.first() == Some(&tag::SEQUENCE) && !text_or_der.starts_with(b"0-");
    match std::str::from_utf8(text_or_der) {
        Ok(text) if !looks_like_der || text.contains("-----BEGIN") => {
            let labels = [pem_text::CERTIFICATE_REQUEST, pem_text::NEW_CERTIFICATE_REQUEST];
            decode_der(&pem_text::read_one(text, &labels)?.der)
        }
        _ if looks_like_der => decode_der(text_or_der),
        _ => Err(CsrError::Pem(PemError::NotText)),
    }
}

fn decode_der(der: &[u8]) -> Result<CsrFacts, CsrError> {
    let part = |what: &'static str| move |_: Asn1Error| CsrError::NotACsr(what);
    let mut outer = Reader::only(der, tag::SEQUENCE).map_err(part("it is not one DER sequence"))?.reader();
    let info = outer.expect(tag::SEQUENCE).map_err(part("the request information is missing"))?;
    let algorithm = outer.expect(tag::SEQUENCE).map_err(part("the signature algorithm is missing"))?;
    let signature = outer
        .expect(tag::BIT_STRING)
        .and_then(|element| element.bit_string_bytes())
        .map_err(part("the signature is missing"))?;
    outer.finish().map_err(part("there are bytes after the signature"))?;

    let mut fields = info.reader();
    let version = fields.expect(tag::INTEGER).and_then(|element| element.small_integer());
    // RFC 2986 section 4.1: version 1 is written as 0.
    if version.map_err(part("the version is missing"))? != 0 {
        return Err(CsrError::NotACsr("its version is not 1"));
    }
    let subject = fields
        .expect(tag::SEQUENCE)
        .and_then(|element| DistinguishedName::read(&element))
        .map_err(part("the subject is malformed"))?;
    let public_key = fields
        .expect(tag::SEQUENCE)
        .and_then(|element| PublicKey::from_spki(element.whole))
        .map_err(part("the public key is malformed"))?;
    // The attributes are mandatory in RFC 2986 but some programs leave the empty set out.
    let alternative_names =
        match fields.optional(tag::context(0)).map_err(part("the attributes are malformed"))? {
            Some(attributes) => {
                alternative_names(&attributes).map_err(part("the requested extensions are malformed"))?
            }
            None => Vec::new(),
        };
    fields.finish().map_err(part("there are bytes after the attributes"))?;

    let algorithm =
        SignatureAlgorithm::read(&algorithm).map_err(part("the signature algorithm is malformed"))?;
    let signature_error = signature::verify(&algorithm, &public_key, info.whole, signature).err();
    Ok(CsrFacts {
        der: der.to_vec(),
        subject,
        alternative_names,
        public_key,
        signature_algorithm: algorithm.name().to_owned(),
        signature_error,
    })
}

/// The alternative names in every extensionRequest; other attributes (a challenge password, say) are passed over.
fn alternative_names(attributes: &Element<'_>) -> Result<Vec<GeneralName>, Asn1Error> {
    let mut names = Vec::new();
    let mut attributes = attributes.reader();
    while !attributes.is_empty() {
        let mut attribute = attributes.expect(tag::SEQUENCE)?.reader();
        let identifier = attribute.expect(tag::OID)?.oid()?;
        let mut values = attribute.expect(tag::SET)?.reader();
        attribute.finish()?;
        if identifier != oid::EXTENSION_REQUEST {
            continue;
        }
        while !values.is_empty() {
            let mut extensions = values.expect(tag::SEQUENCE)?.reader();
            while !extensions.is_empty() {
                let mut extension = extensions.expect(tag::SEQUENCE)?.reader();
                let identifier = extension.expect(tag::OID)?.oid()?;
                extension.optional(tag::BOOLEAN)?;
                let value = extension.expect(tag::OCTET_STRING)?;
                extension.finish()?;
                if identifier == oid::SUBJECT_ALT_NAME {
                    names.extend(read_general_names(value.content)?);
                }
            }
        }
    }
    Ok(names)
}
