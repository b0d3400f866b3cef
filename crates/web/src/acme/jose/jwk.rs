//! Account keys as JSON Web Keys (RFC 7517, RFC 7518 section 6, RFC 8037 section 2), checked whole before use, and
//! their thumbprints (RFC 7638).

use super::algorithm::Algorithm;
use super::base64url;
use super::strict_json::present;
use aws_lc_rs::encoding::{AsDer as _, PublicKeyX509Der};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ECDSA_P521_SHA512_FIXED, ED25519, ParsedPublicKey,
    RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, VerificationAlgorithm,
};
use chancery_pki::digest::sha256;
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::fmt;

/// Why a key is not accepted as an account key.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum KeyError {
    /// A kind or curve that cannot sign here.
    #[error("jwk: kty and crv must be RSA, EC with P-256, P-384 or P-521, or OKP with Ed25519")]
    Kind,
    /// A member that its kind needs is missing.
    #[error("jwk: the member {0} is missing")]
    Missing(&'static str),
    /// A member of the wrong length, with leading zeros, or not base64url.
    #[error("jwk: {0} is not base64url of the right length (RFC 7518 section 6)")]
    Value(&'static str),
    /// Not a point on the curve, or not a usable key.
    #[error("jwk: the values are no valid public key of that kind")]
    Invalid,
    /// RSA of the wrong size.
    #[error("jwk: RSA keys must have 2048 to 8192 bits; this one has {0}")]
    RsaBits(usize),
    /// An even or tiny RSA exponent.
    #[error("jwk: the RSA exponent must be an odd number of at least 3 and at most 64 bits")]
    RsaExponent,
    /// The private half was sent along.
    #[error(
        "jwk: the private key was sent; it is no longer private. Make a new key and send only its public half"
    )]
    Private,
}

/// A public key as it stands in a message; nothing is checked yet. Members that do not matter are ignored.
#[derive(Clone, PartialEq, Eq, Deserialize)]
pub struct Jwk {
    kty: String,
    #[serde(default, deserialize_with = "present")]
    crv: Option<String>,
    #[serde(default, deserialize_with = "present")]
    x: Option<String>,
    #[serde(default, deserialize_with = "present")]
    y: Option<String>,
    #[serde(default, deserialize_with = "present")]
    n: Option<String>,
    #[serde(default, deserialize_with = "present")]
    e: Option<String>,
    #[serde(default, rename = "d", deserialize_with = "seen")]
    has_private: bool,
}

fn seen<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    IgnoredAny::deserialize(deserializer).map(|_| true)
}

impl fmt::Debug for Jwk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Jwk({})", self.kty)
    }
}

/// Octets of an RSA modulus at most (8192 bits).
const RSA_OCTETS_MAX: usize = 1_024;

/// An account's public key, ready to verify.
#[derive(Clone)]
pub struct AccountKey {
    algorithm: Algorithm,
    parsed: ParsedPublicKey,
    canonical: String,
    thumbprint: String,
}

impl fmt::Debug for AccountKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AccountKey({} {})", self.algorithm.name(), self.thumbprint)
    }
}

impl PartialEq for AccountKey {
    fn eq(&self, other: &Self) -> bool {
        self.canonical == other.canonical
    }
}

impl AccountKey {
    /// Checks a JWK and makes it ready.
    ///
    /// # Errors
    /// [`KeyError`] names the member and the rule.
    pub fn from_jwk(jwk: &Jwk) -> Result<Self, KeyError> {
        if jwk.has_private {
            return Err(KeyError::Private);
        }
        let curve = jwk.crv.as_deref();
        let (algorithm, parsed, canonical) = match (jwk.kty.as_str(), curve) {
            ("EC", Some(crv @ "P-256")) => jwk.curve(Algorithm::Es256, crv, &ECDSA_P256_SHA256_FIXED, 32)?,
            ("EC", Some(crv @ "P-384")) => jwk.curve(Algorithm::Es384, crv, &ECDSA_P384_SHA384_FIXED, 48)?,
            ("EC", Some(crv @ "P-521")) => jwk.curve(Algorithm::Es512, crv, &ECDSA_P521_SHA512_FIXED, 66)?,
            ("OKP", Some("Ed25519")) => jwk.edwards()?,
            ("RSA", _) => jwk.rsa()?,
            _ => return Err(KeyError::Kind),
        };
        let thumbprint = base64url::encode(&sha256(canonical.as_bytes()));
        Ok(AccountKey { algorithm, parsed, canonical, thumbprint })
    }

    /// Reads the canonical form that [`Self::canonical`] gave.
    ///
    /// # Errors
    /// [`KeyError`] when it was not that.
    pub fn from_canonical(text: &str) -> Result<Self, KeyError> {
        let jwk: Jwk = serde_json::from_str(text).map_err(|_| KeyError::Invalid)?;
        Self::from_jwk(&jwk)
    }

    /// The algorithm that the key signs with; each kind of key has one.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The required members in the order of RFC 7638 section 3.2, without blanks.
    pub fn canonical(&self) -> &str {
        &self.canonical
    }

    /// RFC 7638 section 3: base64url of SHA-256 over [`Self::canonical`].
    pub fn thumbprint(&self) -> &str {
        &self.thumbprint
    }

    /// The key as a `SubjectPublicKeyInfo` (RFC 5280 section 4.1.2.7), to be compared with keys of certificates.
    ///
    /// # Errors
    /// [`KeyError::Invalid`] when the library cannot write it.
    pub fn spki_der(&self) -> Result<Vec<u8>, KeyError> {
        let der: PublicKeyX509Der<'_> = self.parsed.as_der().map_err(|_| KeyError::Invalid)?;
        Ok(der.as_ref().to_vec())
    }

    /// Whether the private half made this signature.
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        self.parsed.verify_sig(message, signature).is_ok()
    }
}

type Checked = (Algorithm, ParsedPublicKey, String);

impl Jwk {
    fn curve(
        &self,
        algorithm: Algorithm,
        crv: &str,
        verifier: &'static dyn VerificationAlgorithm,
        octets: usize,
    ) -> Result<Checked, KeyError> {
        let x = member(self.x.as_deref(), "x")?;
        let y = member(self.y.as_deref(), "y")?;
        let mut point = Vec::with_capacity(2 * octets + 1);
        point.push(4);
        // RFC 7518 section 6.2.1.2: the full size of a coordinate, leading zeros included.
        for (name, text) in [("x", x), ("y", y)] {
            let value = base64url::decode(text).filter(|value| value.len() == octets);
            point.extend(value.ok_or(KeyError::Value(name))?);
        }
        // The library checks that the point is on the curve and not its neutral element.
        let parsed = ParsedPublicKey::new(verifier, &point).map_err(|_| KeyError::Invalid)?;
        Ok((algorithm, parsed, format!(r#"{{"crv":"{crv}","kty":"EC","x":"{x}","y":"{y}"}}"#)))
    }

    fn edwards(&self) -> Result<Checked, KeyError> {
        let x = member(self.x.as_deref(), "x")?;
        let value = base64url::decode(x).filter(|value| value.len() == 32).ok_or(KeyError::Value("x"))?;
        let parsed = ParsedPublicKey::new(&ED25519, &value).map_err(|_| KeyError::Invalid)?;
        Ok((Algorithm::EdDsa, parsed, format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#)))
    }

    fn rsa(&self) -> Result<Checked, KeyError> {
        let n = member(self.n.as_deref(), "n")?;
        let e = member(self.e.as_deref(), "e")?;
        let modulus = number(n, "n", RSA_OCTETS_MAX)?;
        let exponent = number(e, "e", 8)?;
        let high = modulus.first().map_or(0, |byte| byte.leading_zeros() as usize);
        let bits = modulus.len() * 8 - high;
        if bits < 2_048 {
            return Err(KeyError::RsaBits(bits));
        }
        if exponent.last().is_none_or(|byte| byte & 1 == 0) || exponent == [1] {
            return Err(KeyError::RsaExponent);
        }
        let parsed = RsaPublicKeyComponents { n: &modulus, e: &exponent }
            .to_parsed_public_key(&RSA_PKCS1_2048_8192_SHA256)
            .map_err(|_| KeyError::Invalid)?;
        Ok((Algorithm::Rs256, parsed, format!(r#"{{"e":"{e}","kty":"RSA","n":"{n}"}}"#)))
    }
}

fn member<'a>(value: Option<&'a str>, name: &'static str) -> Result<&'a str, KeyError> {
    value.ok_or(KeyError::Missing(name))
}

/// A Base64urlUInt (RFC 7518 section 2): no leading zero octets, so that a key has one thumbprint.
fn number(text: &str, name: &'static str, octets_max: usize) -> Result<Vec<u8>, KeyError> {
    // Four characters for three octets: a longer text need not be decoded to be refused.
    let fits = text.len() <= octets_max.div_ceil(3) * 4;
    let value = if fits { base64url::decode(text) } else { None };
    value
        .filter(|value| value.len() <= octets_max && value.first().is_some_and(|first| *first != 0))
        .ok_or(KeyError::Value(name))
}
