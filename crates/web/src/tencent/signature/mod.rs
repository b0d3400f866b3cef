//! Request signing of the cloud API: reading what a request presents, and checking it against the key.
//!
//! Two schemes are in use by the official clients: TC3-HMAC-SHA256 (headers) and v1 (parameters). A request is
//! first read into a [`Presented`] signature, the caller looks the key up, then [`Presented::verify`] judges.

mod authorization;
pub mod host;
pub mod make;
pub mod tc3;
pub mod v1;
#[cfg(test)]
mod vectors;

use super::fault::{Fault, code};
use crate::tencent::params::pairs::Pairs;
use chancery_domain::time::Timestamp;
use http::{HeaderMap, Method};

/// The parts of a request that signatures cover, as they came over the wire.
#[derive(Clone, Copy, Debug)]
pub struct Signed<'a> {
    /// `GET` or `POST`.
    pub method: &'a Method,
    /// The raw query string, not decoded.
    pub query: &'a str,
    /// All header fields.
    pub headers: &'a HeaderMap,
    /// The authority of the request target, where HTTP/2 puts the host name.
    pub authority: Option<&'a str>,
    /// The raw body; empty for GET.
    pub body: &'a [u8],
}

/// A signature as presented, read but not yet believed.
#[derive(Debug)]
pub enum Presented {
    /// TC3-HMAC-SHA256.
    Tc3(tc3::Tc3),
    /// HmacSHA1 or HmacSHA256 over the parameters.
    V1(v1::V1),
}

impl Presented {
    /// Reads the signature of a request: TC3 where there is an `Authorization` header or an action header,
    /// else v1 from the form parameters.
    ///
    /// # Errors
    /// A [`Fault`] with `AuthFailure.InvalidAuthorization`, `AuthFailure.InvalidSecretId`,
    /// `AuthFailure.TokenFailure`, `MissingParameter` or `InvalidParameter`.
    pub fn read(signed: &Signed<'_>, form: Option<&Pairs>) -> Result<Self, Fault> {
        match form {
            Some(pairs) if !is_tc3(signed.headers) => v1::V1::read(pairs).map(Presented::V1),
            _ => tc3::Tc3::read(signed.headers).map(Presented::Tc3),
        }
    }

    /// The key id that is said to have signed.
    pub fn secret_id(&self) -> &str {
        match self {
            Presented::Tc3(p) => &p.secret_id,
            Presented::V1(p) => &p.secret_id,
        }
    }

    /// The moment of signing, as the client says.
    pub fn timestamp(&self) -> Timestamp {
        match self {
            Presented::Tc3(p) => p.timestamp,
            Presented::V1(p) => p.timestamp,
        }
    }

    /// The signature's bytes, for recognising a request that is sent again.
    pub fn signature(&self) -> &[u8] {
        match self {
            Presented::Tc3(p) => &p.signature,
            Presented::V1(p) => &p.signature,
        }
    }

    /// Refuses a signature made more than `window_seconds` before or after `now`.
    ///
    /// # Errors
    /// `AuthFailure.SignatureExpire`.
    pub fn check_clock(&self, now: Timestamp, window_seconds: i64) -> Result<(), Fault> {
        let off = now.seconds_since(self.timestamp());
        if off.unsigned_abs() <= window_seconds.unsigned_abs() {
            return Ok(());
        }
        let side = if off > 0 { "old" } else { "ahead" };
        Err(Fault::new(
            code::SIGNATURE_EXPIRE,
            format!(
                "Timestamp: the request was signed {} seconds {side} of the service's clock ({}); at most \
                 {window_seconds} are allowed. Set the client's clock and sign again.",
                off.unsigned_abs(),
                now.rfc3339()
            ),
        ))
    }

    /// Compares the presented signature with the one `secret_key` makes, in constant time, for each spelling
    /// of the host name that clients are known to sign.
    ///
    /// # Errors
    /// `AuthFailure.SignatureFailure`, or `AuthFailure.InvalidAuthorization` where a signed header is absent.
    pub fn verify(
        &self,
        signed: &Signed<'_>,
        form: Option<&Pairs>,
        accepted_hosts: &[String],
        secret_key: &[u8],
    ) -> Result<(), Fault> {
        let hosts = host::spellings(signed, accepted_hosts)?;
        let genuine = match self {
            Presented::Tc3(p) => p.verify(signed, &hosts, secret_key)?,
            Presented::V1(p) => form.is_some_and(|pairs| p.verify(signed.method, pairs, &hosts, secret_key)),
        };
        if genuine {
            return Ok(());
        }
        Err(Fault::new(
            code::SIGNATURE_FAILURE,
            "Signature: it is not the one this SecretId's key makes for this request. Check the SecretKey, and \
             that no proxy changes the Host header or the body (the service can be given further host names).",
        ))
    }
}

/// Whether the request uses the header scheme.
pub fn is_tc3(headers: &HeaderMap) -> bool {
    headers.contains_key(http::header::AUTHORIZATION) || headers.contains_key("x-tc-action")
}

/// Reads a decimal count of seconds since the epoch.
fn timestamp(name: &str, text: &str) -> Result<Timestamp, Fault> {
    let digits = !text.is_empty() && text.len() <= 12 && text.bytes().all(|b| b.is_ascii_digit());
    let seconds = if digits { text.parse().ok() } else { None };
    seconds.map(Timestamp).ok_or_else(|| {
        Fault::new(
            code::INVALID_PARAMETER,
            format!("{name}: must be the seconds since 1970 in decimal digits, e.g. 1700000000."),
        )
    })
}

/// Refuses key ids that cannot be any of ours: up to 128 letters, digits, `-` and `_`.
fn secret_id(text: &str) -> Result<String, Fault> {
    let plausible = (1..=128).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    if plausible {
        return Ok(text.to_owned());
    }
    Err(Fault::new(
        code::INVALID_SECRET_ID,
        "SecretId: must be up to 128 letters, digits, '-' or '_'. Use the id that `chancery key create` printed.",
    ))
}

/// The service issues no temporary keys, so a session token cannot be right (an empty one is none).
fn no_token(token: &str) -> Result<(), Fault> {
    if token.is_empty() {
        return Ok(());
    }
    Err(Fault::new(
        code::TOKEN_FAILURE,
        "Token: this service issues no temporary keys. Sign with a SecretId and SecretKey and send no token.",
    ))
}
