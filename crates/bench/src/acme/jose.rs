//! The account key of the load client and its signed requests (RFC 8555 section 6.2).

use anyhow::{Result, anyhow};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chancery_pki::digest::sha256;

/// A P-256 account key.
pub struct AccountKey {
    pair: EcdsaKeyPair,
    random: SystemRandom,
    jwk: String,
    /// RFC 7638.
    pub thumbprint: String,
}

impl AccountKey {
    /// Makes a fresh one.
    pub fn generate() -> Result<Self> {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).map_err(|_| anyhow!("no key"))?;
        let point = pair.public_key().as_ref();
        let (x, y) =
            point.get(1..).and_then(|p| p.split_at_checked(32)).ok_or_else(|| anyhow!("no point"))?;
        let jwk = format!(r#"{{"crv":"P-256","kty":"EC","x":"{}","y":"{}"}}"#, encode(x), encode(y));
        let thumbprint = encode(&sha256(jwk.as_bytes()));
        Ok(AccountKey { pair, random: SystemRandom::new(), jwk, thumbprint })
    }

    /// A signed request. Without `kid` it carries the key itself.
    pub fn sign(&self, kid: Option<&str>, nonce: &str, url: &str, payload: &str) -> Result<String> {
        let who = match kid {
            Some(kid) => format!(r#""kid":"{kid}""#),
            None => format!(r#""jwk":{}"#, self.jwk),
        };
        let protected =
            encode(format!(r#"{{"alg":"ES256",{who},"nonce":"{nonce}","url":"{url}"}}"#).as_bytes());
        let payload = encode(payload.as_bytes());
        let signed = format!("{protected}.{payload}");
        let signature =
            self.pair.sign(&self.random, signed.as_bytes()).map_err(|_| anyhow!("no signature"))?;
        Ok(format!(
            r#"{{"protected":"{protected}","payload":"{payload}","signature":"{}"}}"#,
            encode(signature.as_ref())
        ))
    }
}

/// Base64url without padding.
pub fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}
