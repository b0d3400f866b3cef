//! The v1 signatures HmacSHA1 and HmacSHA256, over the sorted parameters; still reachable in every SDK.

use super::{no_token, secret_id, timestamp};
use crate::tencent::fault::{Fault, code};
use crate::tencent::params::pairs::Pairs;
use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chancery_domain::time::Timestamp;
use http::Method;
use subtle::ConstantTimeEq;

/// A v1 signature as presented.
#[derive(Debug)]
pub struct V1 {
    /// The key said to have signed.
    pub secret_id: String,
    /// The client's clock.
    pub timestamp: Timestamp,
    /// The signature's bytes, decoded.
    pub signature: Vec<u8>,
    algorithm: hmac::Algorithm,
}

impl V1 {
    /// Reads `SecretId`, `Timestamp`, `Nonce`, `SignatureMethod`, `Signature` and `Token`.
    ///
    /// # Errors
    /// See [`super::Presented::read`].
    pub fn read(pairs: &Pairs) -> Result<Self, Fault> {
        let algorithm = match pairs.get("SignatureMethod") {
            // Without a method it is HmacSHA1, as the oldest clients expect.
            None | Some("" | "HmacSHA1") => hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
            Some("HmacSHA256") => hmac::HMAC_SHA256,
            Some(_) => {
                return Err(Fault::new(
                    code::INVALID_PARAMETER_VALUE,
                    "SignatureMethod: must be HmacSHA1 or HmacSHA256, or send the TC3-HMAC-SHA256 headers.",
                ));
            }
        };
        let required =
            |name: &str| pairs.get(name).filter(|value| !value.is_empty()).ok_or_else(|| missing(name));
        let signature = required("Signature")?;
        let secret_id = secret_id(required("SecretId")?)?;
        let timestamp = timestamp("Timestamp", required("Timestamp")?)?;
        let nonce = required("Nonce")?;
        if nonce.len() > 20 || !nonce.bytes().all(|b| b.is_ascii_digit()) {
            return Err(Fault::new(
                code::INVALID_PARAMETER,
                "Nonce: must be a random whole number of up to 20 digits.",
            ));
        }
        no_token(pairs.get("Token").unwrap_or_default())?;
        // A signature that is not base64, or has another length, is simply not the right one.
        let signature = STANDARD.decode(signature).unwrap_or_default();
        Ok(V1 { secret_id, timestamp, signature, algorithm })
    }

    /// Whether the key makes this signature for one of the host spellings.
    pub fn verify(&self, method: &Method, pairs: &Pairs, hosts: &[String], secret_key: &[u8]) -> bool {
        let key = hmac::Key::new(self.algorithm, secret_key);
        let listed = sorted(pairs);
        hosts.iter().any(|host| {
            let text = format!("{method}{host}/?{listed}");
            bool::from(hmac::sign(&key, text.as_bytes()).as_ref().ct_eq(&self.signature))
        })
    }
}

/// `key=value&...`, sorted by the bytes of the key, values not encoded, without `Signature`. Byte order puts
/// `CertificateStatus.10` before `CertificateStatus.2`, as the clients do.
fn sorted(pairs: &Pairs) -> String {
    let mut listed: Vec<(&str, &str)> = pairs.iter().filter(|(name, _)| *name != "Signature").collect();
    listed.sort_unstable();
    let mut text = String::new();
    for (name, value) in listed {
        if !text.is_empty() {
            text.push('&');
        }
        text.push_str(name);
        text.push('=');
        text.push_str(value);
    }
    text
}

fn missing(name: &str) -> Fault {
    Fault::new(
        code::MISSING_PARAMETER,
        format!("{name}: the parameter is missing; sign the request with the SDK or with the TC3 headers."),
    )
}
