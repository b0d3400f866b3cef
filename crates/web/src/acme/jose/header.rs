//! The protected header of a request (RFC 8555 section 6.2).

use super::algorithm::Algorithm;
use super::jwk::Jwk;
use super::jws::JwsError;
use super::strict_json::{self, present, present_object};
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::borrow::Cow;

/// Who says to have signed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Signer {
    /// `kid`: an account, by its URL.
    Account(String),
    /// `jwk`: whoever has the private half of this key.
    Key(Jwk),
}

/// A protected header of which everything was understood that matters.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Header {
    /// The algorithm.
    pub algorithm: Algorithm,
    /// Exactly one of `jwk` and `kid`.
    pub signer: Signer,
    /// The nonce, where one was sent.
    pub nonce: Option<String>,
    /// The URL that the request is meant for.
    pub url: String,
}

#[derive(Deserialize)]
struct Raw<'a> {
    #[serde(borrow)]
    alg: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "present")]
    nonce: Option<Cow<'a, str>>,
    #[serde(borrow)]
    url: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "present")]
    kid: Option<Cow<'a, str>>,
    #[serde(default, deserialize_with = "present_object")]
    jwk: Option<Jwk>,
    #[serde(default, deserialize_with = "present")]
    crit: Option<IgnoredAny>,
    #[serde(default, deserialize_with = "present")]
    b64: Option<IgnoredAny>,
}

impl Header {
    /// Reads the decoded header. Further members are ignored (RFC 7515 section 4), unless they are marked critical.
    ///
    /// # Errors
    /// [`JwsError`] names the member and the rule.
    pub fn parse(bytes: &[u8]) -> Result<Self, JwsError> {
        let raw: Raw<'_> = strict_json::parse(bytes).map_err(JwsError::Header)?;
        // RFC 7515 section 4.1.11: nothing critical is understood here, so everything critical is refused. RFC 7797's
        // `b64` changes what is signed and must be critical wherever it stands.
        if raw.crit.is_some() || raw.b64.is_some() {
            return Err(JwsError::Critical);
        }
        let algorithm = Algorithm::named(&raw.alg).ok_or(JwsError::Algorithm)?;
        let signer = match (raw.kid, raw.jwk) {
            (Some(kid), None) => Signer::Account(kid.into_owned()),
            (None, Some(jwk)) => Signer::Key(jwk),
            (Some(_), Some(_)) => return Err(JwsError::TwoSigners),
            (None, None) => return Err(JwsError::NoSigner),
        };
        Ok(Header { algorithm, signer, nonce: raw.nonce.map(Cow::into_owned), url: raw.url.into_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_read_strictly() {
        let good = r#"{"alg":"ES256","kid":"https://x/1","nonce":"n","url":"https://x/2","typ":"whatever"}"#;
        assert!(Header::parse(good.as_bytes()).is_ok());
        for (text, expected) in [
            (r#"{"alg":"none","kid":"k","url":"u"}"#, JwsError::Algorithm),
            (r#"{"alg":"HS256","kid":"k","url":"u"}"#, JwsError::Algorithm),
            (r#"{"alg":"es256","kid":"k","url":"u"}"#, JwsError::Algorithm),
            (r#"{"alg":"PS256","kid":"k","url":"u"}"#, JwsError::Algorithm),
            (r#"{"alg":"ES256","url":"u"}"#, JwsError::NoSigner),
            (r#"{"alg":"ES256","kid":"k","jwk":{"kty":"EC"},"url":"u"}"#, JwsError::TwoSigners),
            (r#"{"alg":"ES256","kid":"k","url":"u","crit":["exp"]}"#, JwsError::Critical),
            (r#"{"alg":"ES256","kid":"k","url":"u","crit":[]}"#, JwsError::Critical),
            (r#"{"alg":"ES256","kid":"k","url":"u","b64":false}"#, JwsError::Critical),
        ] {
            assert_eq!(Header::parse(text.as_bytes()), Err(expected), "{text}");
        }
        for text in [
            r#"{"alg":"ES256","alg":"ES256","kid":"k","url":"u"}"#,
            r#"{"alg":"ES256","kid":null,"url":"u"}"#,
            r#"{"alg":"ES256","kid":"k","url":"u","x":{"a":1,"a":1}}"#,
            r#"{"alg":"ES256","kid":"k"}"#,
            r#"{"kid":"k","url":"u"}"#,
            r#"["ES256"]"#,
            r#"{"alg":"ES256","jwk":["EC"],"url":"u"}"#,
            "",
        ] {
            assert!(matches!(Header::parse(text.as_bytes()), Err(JwsError::Header(_))), "{text}");
        }
    }
}
