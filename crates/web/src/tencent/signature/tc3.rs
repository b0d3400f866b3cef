//! TC3-HMAC-SHA256: the canonical request, the string to sign and the check, with the tolerances that the
//! official clients need.

use super::authorization::{Authorization, malformed};
use super::{Signed, no_token, secret_id, timestamp};
use crate::tencent::fault::{Fault, code};
use aws_lc_rs::{digest, hmac};
use chancery_domain::time::Timestamp;
use http::HeaderMap;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// What a client sends as `X-TC-Content-SHA256`, and signs instead of the body's hash, to skip hashing.
const UNSIGNED_PAYLOAD: &str = "UNSIGNED-PAYLOAD";

/// A TC3 signature as presented.
#[derive(Debug)]
pub struct Tc3 {
    /// The key said to have signed.
    pub secret_id: String,
    /// The client's clock.
    pub timestamp: Timestamp,
    /// The signature's 32 bytes.
    pub signature: Vec<u8>,
    date: String,
    service: String,
    signed_headers: String,
}

impl Tc3 {
    /// Reads `Authorization`, `X-TC-Timestamp` and `X-TC-Token`.
    ///
    /// # Errors
    /// See [`super::Presented::read`].
    pub fn read(headers: &HeaderMap) -> Result<Self, Fault> {
        let header = single(headers, "authorization")?
            .ok_or_else(|| malformed("the header is missing, so the request is not signed"))?;
        let parsed = Authorization::parse(header)?;
        parsed.header_names()?;
        let secret_id = secret_id(parsed.secret_id)?;
        let stamp = single(headers, "x-tc-timestamp")?.ok_or_else(|| {
            Fault::new(
                code::MISSING_PARAMETER,
                "X-TC-Timestamp: the header is missing; send the seconds since 1970 that were signed.",
            )
        })?;
        let timestamp = timestamp("X-TC-Timestamp", stamp.trim())?;
        if parsed.date != timestamp.utc_date() {
            return Err(malformed("the date in Credential is not the UTC date of X-TC-Timestamp"));
        }
        no_token(single(headers, "x-tc-token")?.unwrap_or_default())?;
        Ok(Tc3 {
            secret_id,
            timestamp,
            signature: parsed.signature.to_vec(),
            date: parsed.date.to_owned(),
            service: parsed.service.to_owned(),
            signed_headers: parsed.signed_headers.to_owned(),
        })
    }

    /// Whether the key makes this signature for one of the host spellings.
    ///
    /// # Errors
    /// `AuthFailure.InvalidAuthorization` when a signed header is absent or repeated, or the scope names
    /// another service than the host.
    pub fn verify(&self, signed: &Signed<'_>, hosts: &[String], secret_key: &[u8]) -> Result<bool, Fault> {
        self.check_service(hosts)?;
        let signing = self.signing_key(secret_key);
        let payload = payload_hash(signed);
        let mut genuine = false;
        for host in hosts {
            for case in [Case::ActionLowered, Case::AllLowered, Case::AsSent] {
                let canonical = self.canonical_request(signed, host, case, &payload)?;
                let expected = hmac::sign(&signing, self.string_to_sign(&canonical).as_bytes());
                genuine |= bool::from(expected.as_ref().ct_eq(&self.signature));
                if genuine {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// The scope's service is whatever the client took it for (Node and Java: the text before the endpoint's
    /// first dot), but a host name that begins with a service's name settles it.
    fn check_service(&self, hosts: &[String]) -> Result<(), Fault> {
        for service in ["ssl", "tag"] {
            let named = hosts
                .first()
                .and_then(|host| host.strip_prefix(service))
                .is_some_and(|rest| rest.starts_with('.'));
            if named && self.service != service {
                return Err(malformed("the service in Credential is not the one the host name begins with"));
            }
        }
        Ok(())
    }

    fn signing_key(&self, secret_key: &[u8]) -> hmac::Key {
        let mut start = Zeroizing::new(Vec::with_capacity(4 + secret_key.len()));
        start.extend_from_slice(b"TC3");
        start.extend_from_slice(secret_key);
        [self.date.as_str(), self.service.as_str(), "tc3_request"]
            .iter()
            .fold(hmac_key(&start), |key, part| hmac_key(hmac::sign(&key, part.as_bytes()).as_ref()))
    }

    fn canonical_request(
        &self,
        signed: &Signed<'_>,
        host: &str,
        case: Case,
        payload: &str,
    ) -> Result<Vec<u8>, Fault> {
        let mut text = Vec::with_capacity(256 + signed.query.len());
        text.extend_from_slice(signed.method.as_str().as_bytes());
        // The path is always "/": clients given an endpoint with a path send the path and sign "/".
        text.extend_from_slice(b"\n/\n");
        text.extend_from_slice(signed.query.as_bytes());
        text.push(b'\n');
        for name in self.signed_headers.split(';') {
            let value = if name == "host" { host.as_bytes() } else { header_bytes(signed.headers, name)? };
            text.extend_from_slice(name.as_bytes());
            text.push(b':');
            case.write(name, value.trim_ascii(), &mut text);
            text.push(b'\n');
        }
        text.push(b'\n');
        text.extend_from_slice(self.signed_headers.as_bytes());
        text.push(b'\n');
        text.extend_from_slice(payload.as_bytes());
        Ok(text)
    }

    fn string_to_sign(&self, canonical: &[u8]) -> String {
        format!(
            "TC3-HMAC-SHA256\n{}\n{}/{}/tc3_request\n{}",
            self.timestamp.0,
            self.date,
            self.service,
            sha256_hex(canonical)
        )
    }
}

/// Clients differ in what they lower-case: the SDKs sign values that are lower-case anyway, hand-written ones
/// lower the action (`x-tc-action:describecertificates`), the published rule lowers every value.
#[derive(Clone, Copy)]
enum Case {
    ActionLowered,
    AllLowered,
    AsSent,
}

impl Case {
    fn write(self, name: &str, value: &[u8], text: &mut Vec<u8>) {
        let lower = match self {
            Case::ActionLowered => name == "x-tc-action",
            Case::AllLowered => true,
            Case::AsSent => false,
        };
        if lower {
            text.extend(value.iter().map(u8::to_ascii_lowercase));
        } else {
            text.extend_from_slice(value);
        }
    }
}

fn payload_hash(signed: &Signed<'_>) -> String {
    let unsigned = signed
        .headers
        .get("x-tc-content-sha256")
        .is_some_and(|value| value.as_bytes().trim_ascii() == UNSIGNED_PAYLOAD.as_bytes());
    sha256_hex(if unsigned { UNSIGNED_PAYLOAD.as_bytes() } else { signed.body })
}

fn sha256_hex(bytes: &[u8]) -> String {
    hex::encode(digest::digest(&digest::SHA256, bytes))
}

fn hmac_key(bytes: &[u8]) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA256, bytes)
}

fn header_bytes<'a>(headers: &'a HeaderMap, name: &str) -> Result<&'a [u8], Fault> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (Some(value), None) => Ok(value.as_bytes()),
        (None, _) => Err(malformed("SignedHeaders names a header that the request does not have")),
        (Some(_), Some(_)) => Err(malformed("a signed header stands in the request twice")),
    }
}

/// The one value of a header as text; nothing when absent.
fn single<'a>(headers: &'a HeaderMap, name: &str) -> Result<Option<&'a str>, Fault> {
    let mut values = headers.get_all(name).iter();
    let Some(value) = values.next() else { return Ok(None) };
    match (value.to_str(), values.next()) {
        (Ok(text), None) => Ok(Some(text)),
        _ => Err(malformed("a header of the signature stands there twice or is not plain text")),
    }
}
