//! A subject's public key: the bytes of its algorithm, and the parts that rules look at.

use super::elements::strict_integer;
use crate::asn1::{Asn1Error, Element, Reader, oid, tag};

/// A `SubjectPublicKeyInfo`.
#[derive(Clone, Copy, Debug)]
pub(in crate::lint) struct Key<'a> {
    /// The whole `AlgorithmIdentifier`.
    pub algorithm: &'a [u8],
    /// Kind and parts.
    pub kind: KeyKind<'a>,
}

/// Kind of key.
#[derive(Clone, Copy, Debug)]
pub(in crate::lint) enum KeyKind<'a> {
    /// RSA: both numbers big endian without a sign byte; a negative number is empty.
    Rsa { modulus: &'a [u8], exponent: &'a [u8] },
    /// A point on an elliptic curve.
    Ec { point: &'a [u8] },
    /// Anything else.
    Other,
}

impl<'a> Key<'a> {
    pub fn read(element: &Element<'a>) -> Result<Self, Asn1Error> {
        let mut fields = element.reader();
        let algorithm = fields.expect(tag::SEQUENCE)?;
        let bits = fields.expect(tag::BIT_STRING)?.bit_string_bytes()?;
        fields.finish()?;
        let identifier = algorithm.reader().expect(tag::OID)?;
        let kind = if identifier.content == oid::RSA_ENCRYPTION.as_bytes() {
            let mut numbers = Reader::only(bits, tag::SEQUENCE)?.reader();
            let modulus = strict_integer(&numbers.expect(tag::INTEGER)?)?;
            let exponent = strict_integer(&numbers.expect(tag::INTEGER)?)?;
            numbers.finish()?;
            KeyKind::Rsa { modulus: magnitude(modulus), exponent: magnitude(exponent) }
        } else if identifier.content == oid::EC_PUBLIC_KEY.as_bytes() {
            KeyKind::Ec { point: bits }
        } else {
            KeyKind::Other
        };
        Ok(Self { algorithm: algorithm.whole, kind })
    }
}

fn magnitude(content: &[u8]) -> &[u8] {
    match content {
        [0, rest @ ..] => rest,
        [first, ..] if first & 0x80 != 0 => &[],
        all => all,
    }
}
