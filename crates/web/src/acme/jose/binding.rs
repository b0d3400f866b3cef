//! External account bindings (RFC 8555 section 7.3.4): a JWS of its own around the account key, under a MAC key that
//! the service handed out beforehand.

use super::base64url;
use super::jws::Flattened;
use super::strict_json::{self, present};
use aws_lc_rs::hmac;
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::borrow::Cow;

/// Why a binding is not accepted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum BindingError {
    /// Not a flattened JWS with the protected header that section 7.3.4 describes.
    #[error(
        "externalAccountBinding must be a flattened JWS whose protected header has exactly alg, kid and url"
    )]
    Malformed,
    /// `alg` is no MAC of ours.
    #[error("externalAccountBinding: alg must be HS256, HS384 or HS512")]
    Algorithm,
    /// `url` differs from the outer one.
    #[error("externalAccountBinding: url must be that of the outer request")]
    Url,
    /// The payload is not the account key of the outer request.
    #[error("externalAccountBinding: the payload must be the account key that signs the request")]
    OtherKey,
    /// The MAC does not verify.
    #[error("externalAccountBinding: the MAC does not match the key identifier's key")]
    Mac,
}

/// A binding taken apart; its MAC is not checked yet.
pub struct Binding {
    /// Which of the service's MAC keys.
    pub kid: String,
    algorithm: hmac::Algorithm,
    signing_input: Vec<u8>,
    mac: Vec<u8>,
}

#[derive(Deserialize)]
struct BindingHeader<'a> {
    #[serde(borrow)]
    alg: Cow<'a, str>,
    #[serde(borrow)]
    kid: Cow<'a, str>,
    #[serde(borrow)]
    url: Cow<'a, str>,
    #[serde(default, deserialize_with = "present")]
    nonce: Option<IgnoredAny>,
    #[serde(default, deserialize_with = "present")]
    crit: Option<IgnoredAny>,
    #[serde(default, deserialize_with = "present")]
    jwk: Option<IgnoredAny>,
}

impl Binding {
    /// Reads the value of `externalAccountBinding` and compares it with the request that it stands in: `url` is the
    /// outer one's, `same_key` judges the payload.
    ///
    /// # Errors
    /// [`BindingError`], never [`BindingError::Mac`].
    pub fn read(
        flat: &Flattened<'_>,
        url: &str,
        same_key: impl FnOnce(&[u8]) -> bool,
    ) -> Result<Self, BindingError> {
        let decode = |text: &str| base64url::decode(text).ok_or(BindingError::Malformed);
        let (header, payload, mac) =
            (decode(&flat.protected)?, decode(&flat.payload)?, decode(&flat.signature)?);
        let header: BindingHeader<'_> = strict_json::parse(&header).map_err(|_| BindingError::Malformed)?;
        // Section 7.3.4: "The "nonce" field MUST NOT be present"; the key is named by kid alone.
        if header.nonce.is_some() || header.crit.is_some() || header.jwk.is_some() {
            return Err(BindingError::Malformed);
        }
        let algorithm = match header.alg.as_ref() {
            "HS256" => hmac::HMAC_SHA256,
            "HS384" => hmac::HMAC_SHA384,
            "HS512" => hmac::HMAC_SHA512,
            _ => return Err(BindingError::Algorithm),
        };
        if header.url != url {
            return Err(BindingError::Url);
        }
        if !same_key(&payload) {
            return Err(BindingError::OtherKey);
        }
        Ok(Binding { kid: header.kid.into_owned(), algorithm, signing_input: flat.signing_input(), mac })
    }

    /// Checks the MAC, in time that does not depend on it.
    ///
    /// # Errors
    /// [`BindingError::Mac`].
    pub fn verify(&self, key: &[u8]) -> Result<(), BindingError> {
        let key = hmac::Key::new(self.algorithm, key);
        hmac::verify(&key, &self.signing_input, &self.mac).map_err(|_| BindingError::Mac)
    }
}
