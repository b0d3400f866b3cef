//! Keys on the token: found by their label, made when there is none.

use super::LinkError;
use chancery_domain::key::KeyAlgorithm;
use chancery_pki::private_key::module_form::{curve_parameters, ec_public_key, rsa_public_key};
use chancery_pki::public_key::PublicKey;
use cryptoki::mechanism::Mechanism;
use cryptoki::object::{Attribute, AttributeType, ObjectClass, ObjectHandle};
use cryptoki::session::Session;

/// The public exponent of RSA keys made here: 65537.
const EXPONENT: [u8; 3] = [1, 0, 1];

/// The public half of the key under `label`: of the one that is there, or of a new one.
pub(super) fn make(session: &Session, label: &str, algorithm: KeyAlgorithm) -> Result<Vec<u8>, LinkError> {
    let wanted = |class| [Attribute::Class(class), Attribute::Label(label.as_bytes().to_vec())];
    let handle = match session.find_objects(&wanted(ObjectClass::PUBLIC_KEY))?.first() {
        // Made before a crash, or by the module's own tools.
        Some(handle) => *handle,
        None => generate(session, label, algorithm)?,
    };
    let spki = public_half(session, handle, algorithm)?;
    let found = PublicKey::from_spki(&spki).ok().and_then(|key| key.algorithm());
    if found == Some(algorithm) { Ok(spki) } else { Err(LinkError::OtherKind(label.to_owned())) }
}

/// Every private key under a label.
pub(super) fn private_keys(session: &Session, label: &str) -> Result<Vec<ObjectHandle>, LinkError> {
    Ok(session.find_objects(&[
        Attribute::Class(ObjectClass::PRIVATE_KEY),
        Attribute::Label(label.as_bytes().to_vec()),
    ])?)
}

/// Makes a pair that never leaves the token and returns the public half's handle.
fn generate(session: &Session, label: &str, algorithm: KeyAlgorithm) -> Result<ObjectHandle, LinkError> {
    // Modules have no standard mechanism for SM2 (PKCS#11 v3.1).
    if algorithm == KeyAlgorithm::Sm2 {
        return Err(LinkError::OtherKind(label.to_owned()));
    }
    let name = label.as_bytes().to_vec();
    let mut public = vec![
        Attribute::Token(true),
        Attribute::Private(false),
        Attribute::Verify(true),
        Attribute::Label(name.clone()),
        Attribute::Id(name.clone()),
    ];
    let private = [
        Attribute::Token(true),
        Attribute::Private(true),
        Attribute::Sensitive(true),
        Attribute::Extractable(false),
        Attribute::Sign(true),
        Attribute::Label(name.clone()),
        Attribute::Id(name),
    ];
    let mechanism = match curve_parameters(algorithm) {
        Some(curve) => {
            public.push(Attribute::EcParams(curve));
            Mechanism::EccKeyPairGen
        }
        None => {
            public.push(Attribute::ModulusBits(modulus_bits(algorithm).into()));
            public.push(Attribute::PublicExponent(EXPONENT.to_vec()));
            Mechanism::RsaPkcsKeyPairGen
        }
    };
    let (public, _) = session.generate_key_pair(&mechanism, &public, &private)?;
    Ok(public)
}

fn modulus_bits(algorithm: KeyAlgorithm) -> u64 {
    match algorithm {
        KeyAlgorithm::Rsa2048 => 2_048,
        KeyAlgorithm::Rsa3072 => 3_072,
        KeyAlgorithm::Rsa4096 => 4_096,
        // Curves have no modulus.
        KeyAlgorithm::P256 | KeyAlgorithm::P384 | KeyAlgorithm::Sm2 => 0,
    }
}

/// A public key object as `SubjectPublicKeyInfo`.
fn public_half(
    session: &Session,
    handle: ObjectHandle,
    algorithm: KeyAlgorithm,
) -> Result<Vec<u8>, LinkError> {
    let (mut point, mut modulus, mut exponent) = (None, None, None);
    let wanted = match curve_parameters(algorithm) {
        Some(_) => vec![AttributeType::EcPoint],
        None => vec![AttributeType::Modulus, AttributeType::PublicExponent],
    };
    for attribute in session.get_attributes(handle, &wanted)? {
        match attribute {
            Attribute::EcPoint(bytes) => point = Some(bytes),
            Attribute::Modulus(bytes) => modulus = Some(bytes),
            Attribute::PublicExponent(bytes) => exponent = Some(bytes),
            _ => {}
        }
    }
    let unreadable = || LinkError::Module("its public key cannot be read or is of another kind".to_owned());
    match (point, modulus, exponent) {
        (Some(point), _, _) => ec_public_key(algorithm, &point).map_err(|_| unreadable()),
        (None, Some(modulus), Some(exponent)) => Ok(rsa_public_key(&modulus, &exponent)),
        _ => Err(unreadable()),
    }
}
