//! The flattened JSON serialization of a JWS (RFC 7515 section 7.2.2), as RFC 8555 section 6.2 restricts it.

use super::algorithm::Algorithm;
use super::header::Header;
use super::jwk::AccountKey;
use super::strict_json::StrictJsonError;
use super::{base64url, strict_json};
use serde::Deserialize;
use std::borrow::Cow;

/// Why a message is not an acceptable JWS.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum JwsError {
    /// The body is not `{"protected", "payload", "signature"}`.
    #[error("the body must be a flattened JWS with exactly protected, payload and signature: {0}")]
    Body(StrictJsonError),
    /// One of the three is not base64url.
    #[error("{0} must be base64url without padding (RFC 7515 section 2)")]
    Encoding(&'static str),
    /// The protected header is not acceptable JSON.
    #[error("the protected header is malformed: {0}")]
    Header(StrictJsonError),
    /// `alg` is none of ours.
    #[error("alg must be one of ES256, ES384, ES512, RS256, EdDSA")]
    Algorithm,
    /// `crit`, or `b64`.
    #[error("the protected header has critical extensions (crit, b64); none is supported")]
    Critical,
    /// Both `jwk` and `kid`.
    #[error("the protected header must have jwk or kid, not both")]
    TwoSigners,
    /// Neither `jwk` nor `kid`.
    #[error("the protected header must have jwk or kid")]
    NoSigner,
    /// The signature does not verify.
    #[error("the signature does not match the key and the signed data")]
    Signature,
    /// The algorithm is for another kind of key.
    #[error("alg {0} does not fit the key")]
    OtherKey(&'static str),
}

/// A message taken apart; its signature is not checked yet.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Jws {
    /// The protected header.
    pub header: Header,
    /// What was sent, decoded.
    pub payload: Vec<u8>,
    /// The bytes that are signed: `BASE64URL(protected) || '.' || BASE64URL(payload)`.
    signing_input: Vec<u8>,
    signature: Vec<u8>,
}

/// The three texts of a flattened JWS.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Flattened<'a> {
    /// The header, encoded.
    #[serde(borrow)]
    pub protected: Cow<'a, str>,
    /// The payload, encoded.
    #[serde(borrow)]
    pub payload: Cow<'a, str>,
    /// The signature, encoded.
    #[serde(borrow)]
    pub signature: Cow<'a, str>,
}

impl Flattened<'_> {
    /// Reads a body. Unprotected headers (`header`), several signatures (`signatures`) and anything else are refused.
    ///
    /// # Errors
    /// [`JwsError::Body`].
    pub fn parse(body: &[u8]) -> Result<Flattened<'_>, JwsError> {
        strict_json::parse(body).map_err(JwsError::Body)
    }

    /// The bytes that are signed (RFC 7515 section 5.1).
    pub fn signing_input(&self) -> Vec<u8> {
        let mut input = Vec::with_capacity(self.protected.len() + 1 + self.payload.len());
        input.extend_from_slice(self.protected.as_bytes());
        input.push(b'.');
        input.extend_from_slice(self.payload.as_bytes());
        input
    }
}

impl Jws {
    /// Reads a body.
    ///
    /// # Errors
    /// [`JwsError`] says which part is wrong and what the rule is.
    pub fn parse(body: &[u8]) -> Result<Self, JwsError> {
        let flat = Flattened::parse(body)?;
        let header = base64url::decode(&flat.protected).ok_or(JwsError::Encoding("protected"))?;
        let payload = base64url::decode(&flat.payload).ok_or(JwsError::Encoding("payload"))?;
        let signature = base64url::decode(&flat.signature).ok_or(JwsError::Encoding("signature"))?;
        let header = Header::parse(&header)?;
        Ok(Jws { header, payload, signing_input: flat.signing_input(), signature })
    }

    /// Checks the signature under a key.
    ///
    /// # Errors
    /// [`JwsError::OtherKey`] or [`JwsError::Signature`].
    pub fn verify(&self, key: &AccountKey) -> Result<(), JwsError> {
        let algorithm: Algorithm = self.header.algorithm;
        if key.algorithm() != algorithm {
            return Err(JwsError::OtherKey(algorithm.name()));
        }
        if key.verifies(&self.signing_input, &self.signature) { Ok(()) } else { Err(JwsError::Signature) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_body_has_exactly_three_members() {
        let protected = base64url::encode(br#"{"alg":"ES256","kid":"k","url":"u"}"#);
        let good = format!(r#"{{"protected":"{protected}","payload":"","signature":"AQ"}}"#);
        assert!(Jws::parse(good.as_bytes()).is_ok());
        for bad in [
            format!(r#"{{"protected":"{protected}","payload":""}}"#),
            format!(r#"{{"protected":"{protected}","payload":"","signature":"AQ","header":{{}}}}"#),
            format!(r#"{{"payload":"","signatures":[{{"protected":"{protected}","signature":"AQ"}}]}}"#),
            format!(r#"{{"protected":"{protected}","payload":"","payload":"e30","signature":"AQ"}}"#),
            format!(r#"{{"protected":"{protected}","payload":null,"signature":"AQ"}}"#),
            format!("{protected}..AQ"),
            format!("[{good}]"),
            format!("{good}{good}"),
            String::new(),
        ] {
            assert!(matches!(Jws::parse(bad.as_bytes()), Err(JwsError::Body(_))), "{bad}");
        }
        for (part, text) in [
            ("protected", format!(r#"{{"protected":"{protected}=","payload":"","signature":"AQ"}}"#)),
            ("payload", format!(r#"{{"protected":"{protected}","payload":"e30=","signature":"AQ"}}"#)),
            ("signature", format!(r#"{{"protected":"{protected}","payload":"","signature":"AR"}}"#)),
        ] {
            assert_eq!(Jws::parse(text.as_bytes()), Err(JwsError::Encoding(part)), "{text}");
        }
    }
}
