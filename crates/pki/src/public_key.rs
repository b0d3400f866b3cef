//! `SubjectPublicKeyInfo` read into facts: kind and size of the key, and its digest.

use crate::asn1::{Asn1Error, Reader, oid, tag};
use crate::digest::sha256;
use chancery_domain::key::KeyAlgorithm;

/// A public key, with the bytes it was read from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PublicKey {
    spki: Vec<u8>,
    key_bits: Vec<u8>,
    kind: PublicKeyKind,
}

/// Which kind of key this is, with the parts that checks look at.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PublicKeyKind {
    /// RSA (RFC 8017), both numbers big endian without leading zeros.
    Rsa {
        /// The modulus n.
        modulus: Vec<u8>,
        /// The public exponent e.
        exponent: Vec<u8>,
    },
    /// A point on NIST P-256.
    P256,
    /// A point on NIST P-384.
    P384,
    /// A point on NIST P-521.
    P521,
    /// A point on the SM2 curve.
    Sm2,
    /// Anything else, by name.
    Other(String),
}

impl PublicKey {
    /// Reads a DER `SubjectPublicKeyInfo` (RFC 5280 section 4.1.2.7, RFC 3279, RFC 5480).
    ///
    /// # Errors
    /// [`Asn1Error`] when the bytes are not such a structure, or the key in it is not well formed for its algorithm.
    pub fn from_spki(spki: &[u8]) -> Result<Self, Asn1Error> {
        let mut fields = Reader::only(spki, tag::SEQUENCE)?.reader();
        let mut algorithm = fields.expect(tag::SEQUENCE)?.reader();
        let identifier = algorithm.expect(tag::OID)?.oid()?;
        let parameters = if algorithm.is_empty() { None } else { Some(algorithm.next_element()?) };
        algorithm.finish()?;
        let key_bits = fields.expect(tag::BIT_STRING)?.bit_string_bytes()?;
        fields.finish()?;
        let kind = if identifier == oid::RSA_ENCRYPTION {
            let mut numbers = Reader::only(key_bits, tag::SEQUENCE)?.reader();
            let modulus = numbers.expect(tag::INTEGER)?.unsigned_integer()?.to_vec();
            let exponent = numbers.expect(tag::INTEGER)?.unsigned_integer()?.to_vec();
            numbers.finish()?;
            PublicKeyKind::Rsa { modulus, exponent }
        } else if identifier == oid::EC_PUBLIC_KEY {
            // RFC 5480 section 2.1.1: only named curves.
            let curve = parameters.ok_or(Asn1Error::Truncated)?.oid()?;
            let (kind, point_length) = match curve {
                c if c == oid::CURVE_P256 => (PublicKeyKind::P256, 65),
                c if c == oid::CURVE_P384 => (PublicKeyKind::P384, 97),
                c if c == oid::CURVE_P521 => (PublicKeyKind::P521, 133),
                c if c == oid::CURVE_SM2 => (PublicKeyKind::Sm2, 65),
                c if c == oid::CURVE_SECP256K1 => (PublicKeyKind::Other("ECC secp256k1".to_owned()), 65),
                other => (PublicKeyKind::Other(format!("ECC on curve {other}")), key_bits.len()),
            };
            // RFC 5480 section 2.2: the uncompressed form is the one everyone can read.
            if key_bits.first() != Some(&4) || key_bits.len() != point_length {
                return Err(Asn1Error::Value);
            }
            kind
        } else {
            PublicKeyKind::Other(match identifier {
                i if i == oid::ED25519 => "Ed25519".to_owned(),
                i if i == oid::DSA => "DSA".to_owned(),
                i if i == oid::RSA_PSS => "RSASSA-PSS".to_owned(),
                other => format!("algorithm {other}"),
            })
        };
        Ok(Self { spki: spki.to_vec(), key_bits: key_bits.to_vec(), kind })
    }

    /// The whole `SubjectPublicKeyInfo`.
    pub fn spki(&self) -> &[u8] {
        &self.spki
    }

    /// The content of the BIT STRING: a PKCS#1 `RSAPublicKey` or an elliptic curve point.
    pub fn key_bits(&self) -> &[u8] {
        &self.key_bits
    }

    /// Kind and parts.
    pub fn kind(&self) -> &PublicKeyKind {
        &self.kind
    }

    /// SHA-256 of the `SubjectPublicKeyInfo`, the key's name in registers and blocklists.
    pub fn sha256(&self) -> [u8; 32] {
        sha256(&self.spki)
    }

    /// The algorithm, if the service offers it (D1).
    pub fn algorithm(&self) -> Option<KeyAlgorithm> {
        match &self.kind {
            PublicKeyKind::Rsa { .. } => match self.rsa_bits() {
                Some(2048) => Some(KeyAlgorithm::Rsa2048),
                Some(3072) => Some(KeyAlgorithm::Rsa3072),
                Some(4096) => Some(KeyAlgorithm::Rsa4096),
                _ => None,
            },
            PublicKeyKind::P256 => Some(KeyAlgorithm::P256),
            PublicKeyKind::P384 => Some(KeyAlgorithm::P384),
            PublicKeyKind::Sm2 => Some(KeyAlgorithm::Sm2),
            PublicKeyKind::P521 | PublicKeyKind::Other(_) => None,
        }
    }

    /// Bits of an RSA modulus.
    pub fn rsa_bits(&self) -> Option<u32> {
        let PublicKeyKind::Rsa { modulus, .. } = &self.kind else { return None };
        let high = modulus.first().map_or(0, |byte| byte.leading_zeros());
        u32::try_from(modulus.len()).ok()?.checked_mul(8)?.checked_sub(high)
    }

    /// `RSA 2048`, `ECC prime256v1`: the text of the cloud API's `EncryptAlgorithm`.
    pub fn description(&self) -> String {
        match &self.kind {
            PublicKeyKind::Rsa { .. } => format!("RSA {}", self.rsa_bits().unwrap_or(0)),
            PublicKeyKind::P256 => "ECC prime256v1".to_owned(),
            PublicKeyKind::P384 => "ECC secp384r1".to_owned(),
            PublicKeyKind::P521 => "ECC secp521r1".to_owned(),
            PublicKeyKind::Sm2 => "SM2".to_owned(),
            PublicKeyKind::Other(name) => name.clone(),
        }
    }
}
