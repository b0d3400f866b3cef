//! Verifies X.509 signatures (RFC 4055, RFC 5480) under a public key, and refuses the hash functions that are broken.

use crate::asn1::{Asn1Error, Element, oid, tag};
use crate::public_key::{PublicKey, PublicKeyKind};
use crate::sm2;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, ECDSA_P256_SHA384_ASN1, ECDSA_P256_SHA512_ASN1, ECDSA_P384_SHA256_ASN1,
    ECDSA_P384_SHA384_ASN1, ECDSA_P384_SHA512_ASN1, ECDSA_P521_SHA512_ASN1, RSA_PKCS1_2048_8192_SHA256,
    RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512, UnparsedPublicKey, VerificationAlgorithm,
};

/// Why a signature is not accepted.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum SignatureError {
    /// SHA-1 or MD5.
    #[error("the signature uses {0}, which is broken; sign with SHA-256 or better")]
    BrokenHash(&'static str),
    /// An algorithm that this program does not know.
    #[error(
        "the signature algorithm {0} is not supported; use RSA or ECDSA with SHA-256, SHA-384 or SHA-512, or SM2 with SM3"
    )]
    Unsupported(String),
    /// The signature was made with another kind of key than the one given.
    #[error("the signature algorithm {0} does not fit the public key")]
    OtherKeyKind(&'static str),
    /// The key did not make this signature.
    #[error("the signature does not match the public key and the signed data")]
    Invalid,
    /// The algorithm identifier or the signature field is not well formed.
    #[error("the signature fields are malformed: {0}")]
    Malformed(#[from] Asn1Error),
}

/// The hash and key family of a signature algorithm, read from its `AlgorithmIdentifier`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SignatureAlgorithm {
    /// RSA PKCS#1 v1.5 or ECDSA with a sound hash, by its standard name.
    Known {
        /// The name, as OpenSSL prints it.
        name: &'static str,
        /// RSA rather than ECDSA.
        is_rsa: bool,
        /// Bits of the hash: 256, 384 or 512.
        hash_bits: u16,
    },
    /// SM2 with SM3 (GM/T 0015), under the default identity.
    Sm2,
    /// With a broken hash.
    Broken {
        /// The name, as OpenSSL prints it.
        name: &'static str,
        /// SHA-1 or MD5.
        hash: &'static str,
    },
    /// Anything else, by name or number.
    Other(String),
}

impl SignatureAlgorithm {
    /// Reads an `AlgorithmIdentifier`.
    ///
    /// # Errors
    /// [`Asn1Error`] when it is not one.
    pub fn read(element: &Element<'_>) -> Result<Self, Asn1Error> {
        if element.tag != tag::SEQUENCE {
            return Err(Asn1Error::Unexpected { expected: tag::SEQUENCE, found: element.tag });
        }
        let mut fields = element.reader();
        let identifier = fields.expect(tag::OID)?.oid()?;
        let known = |name, is_rsa, hash_bits| Self::Known { name, is_rsa, hash_bits };
        Ok(match identifier {
            i if i == oid::SHA256_WITH_RSA => known("sha256WithRSAEncryption", true, 256),
            i if i == oid::SHA384_WITH_RSA => known("sha384WithRSAEncryption", true, 384),
            i if i == oid::SHA512_WITH_RSA => known("sha512WithRSAEncryption", true, 512),
            i if i == oid::ECDSA_WITH_SHA256 => known("ecdsa-with-SHA256", false, 256),
            i if i == oid::ECDSA_WITH_SHA384 => known("ecdsa-with-SHA384", false, 384),
            i if i == oid::ECDSA_WITH_SHA512 => known("ecdsa-with-SHA512", false, 512),
            i if i == oid::SHA1_WITH_RSA => Self::Broken { name: "sha1WithRSAEncryption", hash: "SHA-1" },
            i if i == oid::ECDSA_WITH_SHA1 => Self::Broken { name: "ecdsa-with-SHA1", hash: "SHA-1" },
            i if i == oid::MD5_WITH_RSA => Self::Broken { name: "md5WithRSAEncryption", hash: "MD5" },
            i if i == oid::RSA_PSS => Self::Other("rsassaPss".to_owned()),
            i if i == oid::ED25519 => Self::Other("ED25519".to_owned()),
            i if i == oid::SM2_WITH_SM3 => Self::Sm2,
            other => Self::Other(other.to_string()),
        })
    }

    /// The name, as OpenSSL prints it, or the number.
    pub fn name(&self) -> &str {
        match self {
            Self::Known { name, .. } | Self::Broken { name, .. } => name,
            Self::Sm2 => "SM2-with-SM3",
            Self::Other(name) => name,
        }
    }
}

/// Checks that `signature` over `message` was made with the private half of `key`.
///
/// # Errors
/// [`SignatureError`] says why not.
pub fn verify(
    algorithm: &SignatureAlgorithm,
    key: &PublicKey,
    message: &[u8],
    signature: &[u8],
) -> Result<(), SignatureError> {
    let (name, is_rsa, hash_bits) = match algorithm {
        SignatureAlgorithm::Known { name, is_rsa, hash_bits } => (*name, *is_rsa, *hash_bits),
        SignatureAlgorithm::Sm2 => {
            return match key.kind() {
                PublicKeyKind::Sm2 if sm2::is_signed(key.key_bits(), message, signature) => Ok(()),
                PublicKeyKind::Sm2 => Err(SignatureError::Invalid),
                _ => Err(SignatureError::OtherKeyKind("SM2-with-SM3")),
            };
        }
        SignatureAlgorithm::Broken { hash, .. } => return Err(SignatureError::BrokenHash(hash)),
        SignatureAlgorithm::Other(name) => return Err(SignatureError::Unsupported(name.clone())),
    };
    let verifier: &'static dyn VerificationAlgorithm = match (key.kind(), is_rsa, hash_bits) {
        (PublicKeyKind::Rsa { .. }, true, 256) => &RSA_PKCS1_2048_8192_SHA256,
        (PublicKeyKind::Rsa { .. }, true, 384) => &RSA_PKCS1_2048_8192_SHA384,
        (PublicKeyKind::Rsa { .. }, true, 512) => &RSA_PKCS1_2048_8192_SHA512,
        (PublicKeyKind::P256, false, 256) => &ECDSA_P256_SHA256_ASN1,
        (PublicKeyKind::P256, false, 384) => &ECDSA_P256_SHA384_ASN1,
        (PublicKeyKind::P256, false, 512) => &ECDSA_P256_SHA512_ASN1,
        (PublicKeyKind::P384, false, 256) => &ECDSA_P384_SHA256_ASN1,
        (PublicKeyKind::P384, false, 384) => &ECDSA_P384_SHA384_ASN1,
        (PublicKeyKind::P384, false, 512) => &ECDSA_P384_SHA512_ASN1,
        (PublicKeyKind::P521, false, 512) => &ECDSA_P521_SHA512_ASN1,
        _ => return Err(SignatureError::OtherKeyKind(name)),
    };
    UnparsedPublicKey::new(verifier, key.key_bits())
        .verify(message, signature)
        .map_err(|_| SignatureError::Invalid)
}
