//! SM2 keys (GB/T 32918.5, D1): made, read from PKCS#8 and SEC1, and used for signing with SM3.

use super::PrivateKeyError;
use crate::asn1::{Reader, oid, tag, writer};
use crate::chance;
use crate::sm2::DEFAULT_IDENTITY;
use ::sm2::SecretKey;
use ::sm2::dsa::signature::Signer;
use ::sm2::dsa::{Signature, SigningKey};
use ::sm2::elliptic_curve::sec1::ToSec1Point;
use zeroize::Zeroizing;

/// Draws of a secret number at most: one in 2^32 is out of range.
const DRAWS_MAX: usize = 8;

/// The plain PKCS#8 bytes of a fresh key.
pub(crate) fn generate() -> Result<Zeroizing<Vec<u8>>, PrivateKeyError> {
    for _ in 0..DRAWS_MAX {
        let number: Zeroizing<[u8; 32]> = Zeroizing::new(chance::bytes()?);
        if let Ok(secret) = SecretKey::from_slice(number.as_ref()) {
            return Ok(pkcs8(&secret));
        }
    }
    Err(PrivateKeyError::Generation)
}

/// The same key in the one form in which it is kept, and its `SubjectPublicKeyInfo`. Reads a SEC1 `ECPrivateKey`
/// (RFC 5915); a public point in it has to be the one that belongs to the number.
pub(crate) fn from_sec1(der: &[u8]) -> Result<(Zeroizing<Vec<u8>>, Vec<u8>), PrivateKeyError> {
    let read = || {
        let mut fields = Reader::only(der, tag::SEQUENCE).ok()?.reader();
        if fields.expect(tag::INTEGER).ok()?.small_integer().ok()? != 1 {
            return None;
        }
        let number = fields.expect(tag::OCTET_STRING).ok()?.content;
        fields.optional(tag::context(0)).ok()?;
        let point = match fields.optional(tag::context(1)).ok()? {
            Some(field) => Some(field.reader().expect(tag::BIT_STRING).ok()?.bit_string_bytes().ok()?),
            None => None,
        };
        Some((number, point))
    };
    let (number, point) = read().ok_or(PrivateKeyError::Malformed)?;
    // RFC 5915 section 3 wants leading zeros kept; some programs leave them out.
    let mut padded = Zeroizing::new([0_u8; 32]);
    let start = padded.len().checked_sub(number.len()).ok_or(PrivateKeyError::Malformed)?;
    padded.get_mut(start..).ok_or(PrivateKeyError::Malformed)?.copy_from_slice(number);
    let secret = SecretKey::from_slice(padded.as_ref()).map_err(|_| PrivateKeyError::Malformed)?;
    let own = secret.public_key().to_sec1_point(false);
    if point.is_some_and(|point| point != own.as_bytes()) {
        return Err(PrivateKeyError::Malformed);
    }
    Ok((pkcs8(&secret), public_key(own.as_bytes())))
}

/// The `ECPrivateKey` inside PKCS#8.
pub(crate) fn from_pkcs8(der: &[u8]) -> Result<(Zeroizing<Vec<u8>>, Vec<u8>), PrivateKeyError> {
    let inner = || {
        let mut fields = Reader::only(der, tag::SEQUENCE).ok()?.reader();
        fields.expect(tag::INTEGER).ok()?;
        fields.expect(tag::SEQUENCE).ok()?;
        Some(fields.expect(tag::OCTET_STRING).ok()?.content)
    };
    from_sec1(inner().ok_or(PrivateKeyError::Malformed)?)
}

fn pkcs8(secret: &SecretKey) -> Zeroizing<Vec<u8>> {
    let number = Zeroizing::new(secret.to_bytes());
    let point = secret.public_key().to_sec1_point(false);
    let key = Zeroizing::new(writer::sequence(&[
        &writer::unsigned_integer(&[1]),
        &Zeroizing::new(writer::octet_string(&number)),
        &writer::element(tag::context(1), &writer::bit_string(point.as_bytes())),
    ]));
    let wrapped = Zeroizing::new(writer::octet_string(&key));
    Zeroizing::new(writer::sequence(&[&writer::unsigned_integer(&[]), &algorithm(), &wrapped]))
}

/// id-ecPublicKey on the SM2 curve (GM/T 0015).
fn algorithm() -> Vec<u8> {
    writer::sequence(&[&writer::oid(oid::EC_PUBLIC_KEY), &writer::oid(oid::CURVE_SM2)])
}

/// `SubjectPublicKeyInfo` of an uncompressed point.
fn public_key(point: &[u8]) -> Vec<u8> {
    writer::sequence(&[&algorithm(), &writer::bit_string(point)])
}

/// A key ready for signing. The library does not wipe it: authorities keep theirs as long as the process lives.
pub(crate) struct Sm2Signer(SigningKey);

impl Sm2Signer {
    pub(crate) fn from_pkcs8(der: &[u8]) -> Result<Self, PrivateKeyError> {
        let malformed = || PrivateKeyError::Malformed;
        let mut fields = Reader::only(der, tag::SEQUENCE).map_err(|_| malformed())?.reader();
        let inner = fields
            .expect(tag::INTEGER)
            .and_then(|_| fields.expect(tag::SEQUENCE))
            .and_then(|_| fields.expect(tag::OCTET_STRING))
            .map_err(|_| malformed())?;
        let mut key = Reader::only(inner.content, tag::SEQUENCE).map_err(|_| malformed())?.reader();
        let number = key
            .expect(tag::INTEGER)
            .and_then(|_| key.expect(tag::OCTET_STRING))
            .map_err(|_| malformed())?
            .content;
        let secret = SecretKey::from_slice(number).map_err(|_| malformed())?;
        SigningKey::new(DEFAULT_IDENTITY, &secret).map(Self).map_err(|_| malformed())
    }

    pub(crate) fn public_key_spki(&self) -> Vec<u8> {
        public_key(&self.0.verifying_key().to_sec1_bytes())
    }

    /// The signature in DER (GM/T 0009 section 7.3); its nonce comes from key and message (RFC 6979).
    pub(crate) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, PrivateKeyError> {
        let signature: Signature = self.0.try_sign(message).map_err(|_| PrivateKeyError::Signing)?;
        let (r, s) = (signature.r_bytes(), signature.s_bytes());
        Ok(writer::sequence(&[&writer::unsigned_integer(&r), &writer::unsigned_integer(&s)]))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::sm2::{is_on_curve, is_signed};

    #[test]
    fn a_key_survives_every_form_and_a_foreign_point_is_refused() {
        // D1: SM2 keys.
        let made = generate().unwrap();
        let (again, spki) = from_pkcs8(&made).unwrap();
        assert_eq!(made, again);
        let signer = Sm2Signer::from_pkcs8(&made).unwrap();
        assert_eq!(signer.public_key_spki(), spki);
        let other = from_pkcs8(&generate().unwrap()).unwrap().1;
        let (point, foreign) = (&spki[spki.len() - 65..], &other[other.len() - 65..]);
        let mut twisted = made.to_vec();
        let at = twisted.len() - 65;
        twisted[at..].copy_from_slice(foreign);
        assert_eq!(from_pkcs8(&twisted).unwrap_err(), PrivateKeyError::Malformed);
        assert!(is_on_curve(point) && !is_on_curve(&[4; 65]) && !is_on_curve(&[]));
    }

    #[test]
    fn signatures_hold_for_their_message_and_key_only() {
        let signer = Sm2Signer::from_pkcs8(&generate().unwrap()).unwrap();
        let spki = signer.public_key_spki();
        let point = &spki[spki.len() - 65..];
        let signature = signer.sign(b"message").unwrap();
        assert!(is_signed(point, b"message", &signature));
        assert!(!is_signed(point, b"massage", &signature));
        assert!(!is_signed(&[4; 65], b"message", &signature));
        for broken in [&signature[..signature.len() - 1], &[], &[0x30, 6, 2, 1, 0, 2, 1, 0]] {
            assert!(!is_signed(point, b"message", broken));
        }
    }
}
