//! Reads private keys from PEM and DER in the forms that other programs write.

use super::Signer;
use super::sm2_key;
use super::{PrivateKey, PrivateKeyError, SigningKey, encrypted};
use crate::asn1::{Reader, oid, tag, writer};
use crate::pem_text;
use crate::public_key::PublicKey;
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P384_SHA384_ASN1_SIGNING, EcdsaKeyPair, KeyPair, RsaKeyPair,
};
use chancery_domain::key::KeyAlgorithm;
use der::oid::ObjectIdentifier;
use zeroize::Zeroizing;

pub(super) fn pem(text: &str, password: Option<&str>) -> Result<PrivateKey, PrivateKeyError> {
    // `openssl ecparam -genkey` writes the curve in a block of its own before the key.
    let blocks = pem_text::read(text)?;
    let mut keys =
        blocks.iter().filter(|block| block.label != "EC PARAMETERS" && block.label != "SM2 PARAMETERS");
    let block = keys.next().ok_or(PrivateKeyError::Malformed)?;
    if let Some(second) = keys.next() {
        return Err(PrivateKeyError::TooMany { line: second.line });
    }
    match block.label.as_str() {
        pem_text::PRIVATE_KEY => pkcs8(&block.der),
        pem_text::ENCRYPTED_PRIVATE_KEY => {
            let password = password.filter(|p| !p.is_empty()).ok_or(PrivateKeyError::PasswordNeeded)?;
            let plain = encrypted::decrypt(&block.der, password)?;
            // A wrong password that happens to end in good padding gives noise.
            if Reader::only(&plain, tag::SEQUENCE).is_err() {
                return Err(PrivateKeyError::WrongPassword);
            }
            pkcs8(&plain)
        }
        "RSA PRIVATE KEY" => pkcs1(&block.der),
        // OpenSSL writes the second label for SM2 keys in the same form.
        "EC PRIVATE KEY" | "SM2 PRIVATE KEY" => sec1(&block.der),
        other => Err(PrivateKeyError::NotAKey { line: block.line, found: other.to_owned() }),
    }
}

pub(super) fn pkcs8(der: &[u8]) -> Result<PrivateKey, PrivateKeyError> {
    let (algorithm, curve) = pkcs8_algorithm(der).ok_or(PrivateKeyError::Malformed)?;
    if algorithm == oid::RSA_ENCRYPTION {
        rsa(RsaKeyPair::from_pkcs8(der).map_err(|_| rsa_rejected(der))?)
    } else if algorithm == oid::EC_PUBLIC_KEY {
        ecc(curve.ok_or(PrivateKeyError::Malformed)?, der)
    } else if algorithm == oid::ED25519 {
        Err(PrivateKeyError::Unsupported("Ed25519".to_owned()))
    } else {
        Err(PrivateKeyError::Unsupported(format!("algorithm {algorithm}")))
    }
}

/// Algorithm and, for elliptic curves, the named curve of a PKCS#8 structure.
fn pkcs8_algorithm(der: &[u8]) -> Option<(ObjectIdentifier, Option<ObjectIdentifier>)> {
    let mut fields = Reader::only(der, tag::SEQUENCE).ok()?.reader();
    fields.expect(tag::INTEGER).ok()?;
    let mut algorithm = fields.expect(tag::SEQUENCE).ok()?.reader();
    let identifier = algorithm.expect(tag::OID).ok()?.oid().ok()?;
    let curve = algorithm.next_element().ok().and_then(|parameters| parameters.oid().ok());
    Some((identifier, curve))
}

fn pkcs1(der: &[u8]) -> Result<PrivateKey, PrivateKeyError> {
    rsa(RsaKeyPair::from_der(der).map_err(|_| rsa_rejected(der))?)
}

/// Names the size when a readable RSA key was refused for it.
fn rsa_rejected(der: &[u8]) -> PrivateKeyError {
    let modulus_bits = || {
        let pkcs1 = match pkcs8_algorithm(der) {
            Some(_) => {
                let mut fields = Reader::only(der, tag::SEQUENCE).ok()?.reader();
                fields.expect(tag::INTEGER).ok()?;
                fields.expect(tag::SEQUENCE).ok()?;
                fields.expect(tag::OCTET_STRING).ok()?.content
            }
            None => der,
        };
        let mut numbers = Reader::only(pkcs1, tag::SEQUENCE).ok()?.reader();
        numbers.expect(tag::INTEGER).ok()?;
        let modulus = numbers.expect(tag::INTEGER).ok()?.unsigned_integer().ok()?;
        Some(modulus.len() * 8 - usize::try_from(modulus.first()?.leading_zeros()).ok()?)
    };
    match modulus_bits() {
        Some(bits) if ![2048, 3072, 4096].contains(&bits) => {
            PrivateKeyError::Unsupported(format!("RSA {bits}"))
        }
        _ => PrivateKeyError::Malformed,
    }
}

fn rsa(pair: RsaKeyPair) -> Result<PrivateKey, PrivateKeyError> {
    let spki: PublicKeyX509Der<'_> = pair.public_key().as_der().map_err(|_| PrivateKeyError::Malformed)?;
    let public = PublicKey::from_spki(spki.as_ref()).map_err(|_| PrivateKeyError::Malformed)?;
    let algorithm = public.algorithm().ok_or_else(|| PrivateKeyError::Unsupported(public.description()))?;
    let der: Pkcs8V1Der<'_> = pair.as_der().map_err(|_| PrivateKeyError::Malformed)?;
    Ok(PrivateKey {
        der: Zeroizing::new(der.as_ref().to_vec()),
        algorithm,
        public_spki: spki.as_ref().to_vec(),
    })
}

fn ecc(curve: ObjectIdentifier, der: &[u8]) -> Result<PrivateKey, PrivateKeyError> {
    let (algorithm, signing) = match curve {
        c if c == oid::CURVE_P256 => (KeyAlgorithm::P256, &ECDSA_P256_SHA256_ASN1_SIGNING),
        c if c == oid::CURVE_P384 => (KeyAlgorithm::P384, &ECDSA_P384_SHA384_ASN1_SIGNING),
        c if c == oid::CURVE_P521 => return Err(PrivateKeyError::Unsupported("ECC secp521r1".to_owned())),
        c if c == oid::CURVE_SECP256K1 => {
            return Err(PrivateKeyError::Unsupported("ECC secp256k1".to_owned()));
        }
        c if c == oid::CURVE_SM2 => {
            let (der, public_spki) = sm2_key::from_pkcs8(der)?;
            return Ok(PrivateKey { der, algorithm: KeyAlgorithm::Sm2, public_spki });
        }
        other => return Err(PrivateKeyError::Unsupported(format!("ECC on curve {other}"))),
    };
    let pair = EcdsaKeyPair::from_pkcs8(signing, der).map_err(|_| PrivateKeyError::Malformed)?;
    let der = pair.to_pkcs8v1().map_err(|_| PrivateKeyError::Malformed)?;
    let key = SigningKey::from_pkcs8(algorithm, der.as_ref())?;
    Ok(PrivateKey {
        der: Zeroizing::new(der.as_ref().to_vec()),
        algorithm,
        public_spki: key.public_key_spki()?,
    })
}

/// SEC1 `ECPrivateKey` (RFC 5915), which names its curve in field `[0]`: wrapped into PKCS#8 and read as that.
fn sec1(der: &[u8]) -> Result<PrivateKey, PrivateKeyError> {
    let curve = || {
        let mut fields = Reader::only(der, tag::SEQUENCE).ok()?.reader();
        fields.expect(tag::INTEGER).ok()?;
        fields.expect(tag::OCTET_STRING).ok()?;
        fields.optional(tag::context(0)).ok()??.reader().expect(tag::OID).ok()?.oid().ok()
    };
    let curve = curve().ok_or(PrivateKeyError::Malformed)?;
    let algorithm = writer::sequence(&[&writer::oid(oid::EC_PUBLIC_KEY), &writer::oid(curve)]);
    let key = Zeroizing::new(writer::octet_string(der));
    let wrapped = Zeroizing::new(writer::sequence(&[&writer::unsigned_integer(&[]), &algorithm, &key]));
    ecc(curve, &wrapped)
}
