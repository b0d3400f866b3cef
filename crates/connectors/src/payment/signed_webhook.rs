//! Signed webhooks: `t=SECONDS,v1=HEX` with HMAC-SHA256 over `SECONDS.BODY`, so that any processor can be put behind
//! with a few lines of glue (C1).
//!
//! The body is JSON: `{"id": "...", "type": "payment.succeeded", "account": "100000000001", "amount_cents": 1000,
//! "currency": "USD"}`. Other types are taken note of and change nothing; other members are left alone.

use aws_lc_rs::hmac;
use chancery_app::ports::{GatewayError, PaymentGateway, PaymentReport, ReportKind};
use chancery_domain::ids::AccountId;
use chancery_domain::money::Cents;
use chancery_domain::time::Timestamp;
use chancery_pki::digest::sha256_hex;
use serde::Deserialize;
use std::fmt;

/// The one type of report that adds to a balance.
const PAID: &str = "payment.succeeded";
/// The currency of every amount (A1).
const CURRENCY: &str = "USD";
/// Octets of a secret at least: 128 bits even if it is written in hexadecimal.
const SECRET_BYTES_MIN: usize = 32;
/// Signatures in one header that are looked at: a processor signs with two secrets while one is changed.
const SIGNATURES_MAX: usize = 4;

/// The secrets are too few or too short.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum SecretError {
    /// There is none.
    #[error("there is no secret in it; write one on each line")]
    None,
    /// One can be guessed.
    #[error("a secret has {SECRET_BYTES_MIN} characters at least; `openssl rand -hex 32` makes a good one")]
    TooShort,
}

/// Reads reports that were signed with one of a few secrets.
pub struct SignedWebhook {
    keys: Vec<hmac::Key>,
    window_seconds: i64,
}

impl SignedWebhook {
    /// `secrets` has one secret on each line; more than one while they are changed. `window_seconds` is how far the
    /// time of a signature may be from the clock.
    ///
    /// # Errors
    /// [`SecretError`].
    pub fn new(secrets: &str, window_seconds: i64) -> Result<Self, SecretError> {
        let lines = || secrets.lines().map(str::trim).filter(|line| !line.is_empty());
        if lines().any(|line| line.len() < SECRET_BYTES_MIN) {
            return Err(SecretError::TooShort);
        }
        let keys: Vec<_> = lines().map(|line| hmac::Key::new(hmac::HMAC_SHA256, line.as_bytes())).collect();
        if keys.is_empty() { Err(SecretError::None) } else { Ok(SignedWebhook { keys, window_seconds }) }
    }

    /// The time that was signed, when one of the signatures is good.
    fn believed(&self, header: &str, body: &[u8]) -> Option<i64> {
        let mut time = None;
        let mut signatures = Vec::new();
        for part in header.split(',') {
            match part.trim().split_once('=')? {
                ("t", text) if time.is_none() && text.bytes().all(|b| b.is_ascii_digit()) => {
                    time = Some(text)
                }
                ("v1", text) if signatures.len() < SIGNATURES_MAX => signatures.push(hex::decode(text).ok()?),
                // A second time, or too many signatures.
                ("t" | "v1", _) => return None,
                // Schemes that we do not know are left alone.
                _ => {}
            }
        }
        let time = time?;
        let mut signed = time.as_bytes().to_vec();
        signed.push(b'.');
        signed.extend_from_slice(body);
        // The comparison takes as long for a wrong signature as for a good one.
        let good =
            |signature: &Vec<u8>| self.keys.iter().any(|key| hmac::verify(key, &signed, signature).is_ok());
        signatures.iter().any(good).then(|| time.parse().ok()).flatten()
    }
}

impl PaymentGateway for SignedWebhook {
    fn read(
        &self,
        signature: Option<&str>,
        body: &[u8],
        now: Timestamp,
    ) -> Result<PaymentReport, GatewayError> {
        let header = signature.ok_or(GatewayError::NotSigned)?;
        let signed_at = Timestamp(self.believed(header, body).ok_or(GatewayError::NotSigned)?);
        if now.0.saturating_sub(signed_at.0).saturating_abs() > self.window_seconds {
            return Err(GatewayError::OutOfTime);
        }
        report(body)
    }
}

impl fmt::Debug for SignedWebhook {
    /// Without the secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignedWebhook").field("window_seconds", &self.window_seconds).finish_non_exhaustive()
    }
}

/// What every report has.
#[derive(Deserialize)]
struct Head {
    id: String,
    #[serde(rename = "type")]
    kind: String,
}

/// What a report of a payment has besides.
#[derive(Deserialize)]
struct Paid {
    account: String,
    amount_cents: i64,
    currency: String,
}

fn report(body: &[u8]) -> Result<PaymentReport, GatewayError> {
    let malformed = |error: serde_json::Error| GatewayError::Malformed(error.to_string());
    let refuse = |text: &str| Err(GatewayError::Malformed(text.to_owned()));
    let content_sha256 = sha256_hex(body);
    let head: Head = serde_json::from_slice(body).map_err(malformed)?;
    if head.kind != PAID {
        let kind = ReportKind::Other(head.kind);
        return Ok(PaymentReport { id: head.id, account: AccountId::HOUSE, kind, content_sha256 });
    }
    let paid: Paid = serde_json::from_slice(body).map_err(malformed)?;
    if paid.currency != CURRENCY {
        return refuse("currency: balances are kept in USD");
    }
    if paid.amount_cents <= 0 {
        return refuse("amount_cents: must be a whole number of 1 or more");
    }
    let Ok(account) = paid.account.parse::<i64>() else { return refuse("account: write its number as text") };
    let kind = ReportKind::Paid(Cents(paid.amount_cents));
    Ok(PaymentReport { id: head.id, account: AccountId(account), kind, content_sha256 })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const SECRET: &str = "0123456789abcdef0123456789abcdef";
    const NEXT: &str = "fedcba9876543210fedcba9876543210";
    const NOW: Timestamp = Timestamp(1_800_000_000);
    const BODY: &[u8] = br#"{"id":"evt_1","type":"payment.succeeded","account":"100000000001",
        "amount_cents":2500,"currency":"USD","processor":"any"}"#;

    fn mac(secret: &str, at: i64, body: &[u8]) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
        hex::encode(hmac::sign(&key, &[at.to_string().as_bytes(), b".", body].concat()))
    }

    fn gateway() -> SignedWebhook {
        SignedWebhook::new(SECRET, 300).unwrap()
    }

    // C1: the gateway believes nothing that is not signed, and nothing old.
    #[test]
    fn only_what_is_signed_in_time_is_believed() {
        let good = mac(SECRET, NOW.0, BODY);
        let zeros = "0".repeat(64);
        let table = [
            (format!("t={},v1={good}", NOW.0), Ok(())),
            (format!("t={}, v1={zeros}, v1={good}, v0=x", NOW.0), Ok(())),
            (format!("t={},v1={zeros}", NOW.0), Err(GatewayError::NotSigned)),
            (format!("t={},v1={good}", NOW.0 + 1), Err(GatewayError::NotSigned)),
            (format!("t={0},t={0},v1={good}", NOW.0), Err(GatewayError::NotSigned)),
            (format!("v1={good}"), Err(GatewayError::NotSigned)),
            (format!("t={}", NOW.0), Err(GatewayError::NotSigned)),
            ("t=-1,v1=zz".to_owned(), Err(GatewayError::NotSigned)),
            (String::new(), Err(GatewayError::NotSigned)),
            (format!("t={},v1={}", NOW.0 - 300, mac(SECRET, NOW.0 - 300, BODY)), Ok(())),
            (
                format!("t={},v1={}", NOW.0 - 301, mac(SECRET, NOW.0 - 301, BODY)),
                Err(GatewayError::OutOfTime),
            ),
            (
                format!("t={},v1={}", NOW.0 + 301, mac(SECRET, NOW.0 + 301, BODY)),
                Err(GatewayError::OutOfTime),
            ),
            (format!("t={},v1={}", NOW.0, mac(NEXT, NOW.0, BODY)), Err(GatewayError::NotSigned)),
        ];
        for (header, expected) in table {
            let got = gateway().read(Some(&header), BODY, NOW).map(drop);
            assert_eq!(got, expected, "{header}");
        }
        assert_eq!(gateway().read(None, BODY, NOW), Err(GatewayError::NotSigned));
        let header = format!("t={},v1={}", NOW.0, mac(NEXT, NOW.0, BODY));
        let both = SignedWebhook::new(&format!("{SECRET}\n\n {NEXT}\n"), 300).unwrap();
        assert_eq!(both.read(Some(&header), BODY, NOW).unwrap().id, "evt_1");
    }

    #[test]
    fn a_report_is_read_whole_or_refused() {
        let read = |body: &str| {
            let header = format!("t={},v1={}", NOW.0, mac(SECRET, NOW.0, body.as_bytes()));
            gateway().read(Some(&header), body.as_bytes(), NOW)
        };
        let good = read(std::str::from_utf8(BODY).unwrap()).unwrap();
        assert_eq!((good.kind, good.account), (ReportKind::Paid(Cents(2_500)), AccountId::FIRST));
        let other = read(r#"{"id":"evt_2","type":"payment.disputed"}"#).unwrap();
        assert_eq!(other.kind, ReportKind::Other("payment.disputed".into()));
        for bad in [
            "",
            "[]",
            r#"{"id":"e","type":"payment.succeeded"}"#,
            r#"{"id":"e","type":"payment.succeeded","account":"100000000001","amount_cents":0,"currency":"USD"}"#,
            r#"{"id":"e","type":"payment.succeeded","account":"100000000001","amount_cents":1.5,"currency":"USD"}"#,
            r#"{"id":"e","type":"payment.succeeded","account":"100000000001","amount_cents":-1,"currency":"USD"}"#,
            r#"{"id":"e","type":"payment.succeeded","account":"100000000001","amount_cents":1,"currency":"EUR"}"#,
            r#"{"id":"e","type":"payment.succeeded","account":"me","amount_cents":1,"currency":"USD"}"#,
            r#"{"id":"e","id":"f","type":"payment.succeeded","account":"1","amount_cents":1,"currency":"USD"}"#,
        ] {
            assert!(matches!(read(bad), Err(GatewayError::Malformed(_))), "{bad}");
        }
    }

    #[test]
    fn secrets_that_can_be_guessed_are_refused_and_none_is_shown() {
        assert_eq!(SignedWebhook::new(" \n", 300).unwrap_err(), SecretError::None);
        assert_eq!(SignedWebhook::new("short", 300).unwrap_err(), SecretError::TooShort);
        assert!(!format!("{:?}", gateway()).contains(SECRET));
    }
}
