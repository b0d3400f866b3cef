//! Keys and signatures as hardware modules give them (PKCS#11), brought into the forms of X.509.

use super::PrivateKeyError;
use crate::asn1::{oid, tag, writer};
use chancery_domain::key::KeyAlgorithm;

/// `SubjectPublicKeyInfo` of an elliptic-curve key from the point that a module gives: uncompressed, bare or wrapped in
/// an OCTET STRING (PKCS#11 v2.40 section 2.3.3 wants it wrapped, some modules give it bare).
///
/// # Errors
/// [`PrivateKeyError::Malformed`] when it is no such point, or the algorithm is not on a curve of NIST.
pub fn ec_public_key(algorithm: KeyAlgorithm, point: &[u8]) -> Result<Vec<u8>, PrivateKeyError> {
    let (curve, length) = match algorithm {
        KeyAlgorithm::P256 => (oid::CURVE_P256, 65),
        KeyAlgorithm::P384 => (oid::CURVE_P384, 97),
        KeyAlgorithm::Rsa2048 | KeyAlgorithm::Rsa3072 | KeyAlgorithm::Rsa4096 | KeyAlgorithm::Sm2 => {
            return Err(PrivateKeyError::Malformed);
        }
    };
    // The length tells which: a bare point begins with 4 too, and of 256 one goes on like a length.
    let bare = match point {
        [tag::OCTET_STRING, size, rest @ ..] if rest.len() == length && usize::from(*size) == length => rest,
        all => all,
    };
    if bare.len() != length || bare.first() != Some(&4) {
        return Err(PrivateKeyError::Malformed);
    }
    let identifier = writer::sequence(&[&writer::oid(oid::EC_PUBLIC_KEY), &writer::oid(curve)]);
    Ok(writer::sequence(&[&identifier, &writer::bit_string(bare)]))
}

/// `SubjectPublicKeyInfo` of an RSA key from its numbers, big endian.
pub fn rsa_public_key(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
    let numbers =
        writer::sequence(&[&writer::unsigned_integer(modulus), &writer::unsigned_integer(exponent)]);
    let identifier = writer::sequence(&[&writer::oid(oid::RSA_ENCRYPTION), &writer::null()]);
    writer::sequence(&[&identifier, &writer::bit_string(&numbers)])
}

/// An ECDSA signature in DER (RFC 3279 section 2.2.3) from a module's: both numbers one after the other, equally long.
///
/// # Errors
/// [`PrivateKeyError::Malformed`] when it cannot be halved.
pub fn ecdsa_signature(raw: &[u8]) -> Result<Vec<u8>, PrivateKeyError> {
    if raw.is_empty() || !raw.len().is_multiple_of(2) {
        return Err(PrivateKeyError::Malformed);
    }
    let (r, s) = raw.split_at(raw.len() / 2);
    Ok(writer::sequence(&[&writer::unsigned_integer(r), &writer::unsigned_integer(s)]))
}

/// The curve's identifier in DER, as modules want it when a key is made; nothing for RSA and SM2.
pub fn curve_parameters(algorithm: KeyAlgorithm) -> Option<Vec<u8>> {
    match algorithm {
        KeyAlgorithm::P256 => Some(writer::oid(oid::CURVE_P256)),
        KeyAlgorithm::P384 => Some(writer::oid(oid::CURVE_P384)),
        KeyAlgorithm::Rsa2048 | KeyAlgorithm::Rsa3072 | KeyAlgorithm::Rsa4096 | KeyAlgorithm::Sm2 => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::private_key::PrivateKey;
    use crate::public_key::{PublicKey, PublicKeyKind};

    #[test]
    fn points_bare_and_wrapped_become_the_same_key() {
        for algorithm in [KeyAlgorithm::P256, KeyAlgorithm::P384] {
            let key = PrivateKey::generate(algorithm).unwrap();
            let facts = PublicKey::from_spki(key.public_key_spki()).unwrap();
            let wrapped = writer::octet_string(facts.key_bits());
            for point in [facts.key_bits(), &wrapped] {
                assert_eq!(ec_public_key(algorithm, point).unwrap(), key.public_key_spki());
            }
            assert!(ec_public_key(algorithm, &wrapped[..wrapped.len() - 1]).is_err());
            assert!(ec_public_key(algorithm, &[]).is_err());
        }
    }

    #[test]
    fn a_bare_point_that_looks_wrapped_is_bare() {
        for (algorithm, length) in [(KeyAlgorithm::P256, 65_u8), (KeyAlgorithm::P384, 97)] {
            let mut point = vec![1; usize::from(length)];
            (point[0], point[1]) = (4, length - 2);
            let spki = ec_public_key(algorithm, &point).unwrap();
            assert!(spki.ends_with(&point));
            assert_eq!(ec_public_key(algorithm, &writer::octet_string(&point)).unwrap(), spki);
        }
    }

    #[test]
    fn rsa_numbers_become_the_key() {
        let key = PrivateKey::generate(KeyAlgorithm::Rsa2048).unwrap();
        let facts = PublicKey::from_spki(key.public_key_spki()).unwrap();
        let PublicKeyKind::Rsa { modulus, exponent } = facts.kind() else { panic!("not RSA") };
        assert_eq!(rsa_public_key(modulus, exponent), key.public_key_spki());
    }

    #[test]
    fn raw_signatures_become_two_integers() {
        assert_eq!(ecdsa_signature(&[0, 1, 0x80, 2]).unwrap(), [0x30, 8, 2, 1, 1, 2, 3, 0, 0x80, 2]);
        assert!(ecdsa_signature(&[1, 2, 3]).is_err());
        assert!(ecdsa_signature(&[]).is_err());
    }
}
