//! A private key parsed once and used for many signatures: the CA's hot path.

use super::PrivateKeyError;
use super::sm2_key::Sm2Signer;
use crate::asn1::{oid, writer};
use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P384_SHA384_ASN1_SIGNING, EcdsaKeyPair, KeyPair, RSA_PKCS1_SHA256,
    RsaKeyPair,
};
use chancery_domain::key::KeyAlgorithm;
use std::fmt;

/// A key ready for signing; usable from several threads at once.
pub struct SigningKey {
    pair: Pair,
    algorithm: KeyAlgorithm,
    random: SystemRandom,
}

enum Pair {
    Rsa(RsaKeyPair),
    Ecdsa(EcdsaKeyPair),
    Sm2(Sm2Signer),
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({}, ***)", self.algorithm)
    }
}

/// Whatever signs for an authority: a key in memory, or one inside a hardware module.
pub trait Signer: Send + Sync + fmt::Debug {
    /// Kind and size.
    fn algorithm(&self) -> KeyAlgorithm;

    /// The public half as DER `SubjectPublicKeyInfo`.
    ///
    /// # Errors
    /// [`PrivateKeyError::Malformed`] when it cannot be written.
    fn public_key_spki(&self) -> Result<Vec<u8>, PrivateKeyError>;

    /// Signs: RSA PKCS#1 v1.5 with SHA-256; ECDSA (DER) with SHA-256 on P-256 and SHA-384 on P-384; SM2 (DER) with SM3. May
    /// block while a module works.
    ///
    /// # Errors
    /// [`PrivateKeyError::Signing`] when the library or module fails.
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, PrivateKeyError>;

    /// The DER `AlgorithmIdentifier` of the signatures made here. RFC 4055 section 5 wants NULL parameters for RSA,
    /// RFC 5758 section 3.2 none for ECDSA; SM2 has none either (GM/T 0015).
    fn signature_algorithm(&self) -> Vec<u8> {
        match self.algorithm() {
            KeyAlgorithm::Rsa2048 | KeyAlgorithm::Rsa3072 | KeyAlgorithm::Rsa4096 => {
                writer::sequence(&[&writer::oid(oid::SHA256_WITH_RSA), &writer::null()])
            }
            KeyAlgorithm::P256 => writer::sequence(&[&writer::oid(oid::ECDSA_WITH_SHA256)]),
            KeyAlgorithm::P384 => writer::sequence(&[&writer::oid(oid::ECDSA_WITH_SHA384)]),
            KeyAlgorithm::Sm2 => writer::sequence(&[&writer::oid(oid::SM2_WITH_SM3)]),
        }
    }
}

impl SigningKey {
    pub(super) fn from_pkcs8(algorithm: KeyAlgorithm, der: &[u8]) -> Result<Self, PrivateKeyError> {
        let malformed = |_| PrivateKeyError::Malformed;
        let pair = match algorithm {
            KeyAlgorithm::Rsa2048 | KeyAlgorithm::Rsa3072 | KeyAlgorithm::Rsa4096 => {
                Pair::Rsa(RsaKeyPair::from_pkcs8(der).map_err(malformed)?)
            }
            KeyAlgorithm::P256 => Pair::Ecdsa(
                EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, der).map_err(malformed)?,
            ),
            KeyAlgorithm::P384 => Pair::Ecdsa(
                EcdsaKeyPair::from_pkcs8(&ECDSA_P384_SHA384_ASN1_SIGNING, der).map_err(malformed)?,
            ),
            KeyAlgorithm::Sm2 => Pair::Sm2(Sm2Signer::from_pkcs8(der)?),
        };
        Ok(Self { pair, algorithm, random: SystemRandom::new() })
    }
}

impl Signer for SigningKey {
    fn algorithm(&self) -> KeyAlgorithm {
        self.algorithm
    }

    fn public_key_spki(&self) -> Result<Vec<u8>, PrivateKeyError> {
        let der: Result<PublicKeyX509Der<'_>, _> = match &self.pair {
            Pair::Rsa(pair) => pair.public_key().as_der(),
            Pair::Ecdsa(pair) => pair.public_key().as_der(),
            Pair::Sm2(signer) => return Ok(signer.public_key_spki()),
        };
        der.map(|der| der.as_ref().to_vec()).map_err(|_| PrivateKeyError::Malformed)
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, PrivateKeyError> {
        match &self.pair {
            Pair::Rsa(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &self.random, message, &mut signature)
                    .map_err(|_| PrivateKeyError::Signing)?;
                Ok(signature)
            }
            Pair::Ecdsa(pair) => pair
                .sign(&self.random, message)
                .map(|signature| signature.as_ref().to_vec())
                .map_err(|_| PrivateKeyError::Signing),
            Pair::Sm2(signer) => signer.sign(message),
        }
    }
}
