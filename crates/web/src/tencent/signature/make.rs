//! The signer's side of TC3-HMAC-SHA256, for our own command line and benchmarks; the official SDKs do the same.

use aws_lc_rs::{digest, hmac};
use chancery_domain::time::Timestamp;
use zeroize::Zeroizing;

/// The headers that every official client signs.
const SIGNED_HEADERS: &str = "content-type;host";

/// The `Authorization` header of a JSON POST to `/` of the service `ssl`. `host` is the `Host` header as sent.
pub fn authorization(secret_id: &str, secret_key: &[u8], host: &str, body: &[u8], now: Timestamp) -> String {
    let payload = sha256_hex(body);
    let canonical =
        format!("POST\n/\n\ncontent-type:application/json\nhost:{host}\n\n{SIGNED_HEADERS}\n{payload}");
    let date = now.utc_date();
    let scope = format!("{date}/ssl/tc3_request");
    let text = format!("TC3-HMAC-SHA256\n{}\n{scope}\n{}", now.0, sha256_hex(canonical.as_bytes()));
    let mut start = Zeroizing::new(b"TC3".to_vec());
    start.extend_from_slice(secret_key);
    let date_key = keyed(&start, date.as_bytes());
    let service_key = keyed(date_key.as_ref(), b"ssl");
    let signing_key = keyed(service_key.as_ref(), b"tc3_request");
    let signature = hex::encode(keyed(signing_key.as_ref(), text.as_bytes()));
    format!(
        "TC3-HMAC-SHA256 Credential={secret_id}/{scope}, SignedHeaders={SIGNED_HEADERS}, Signature={signature}"
    )
}

fn sha256_hex(bytes: &[u8]) -> String {
    hex::encode(digest::digest(&digest::SHA256, bytes))
}

fn keyed(key: &[u8], text: &[u8]) -> hmac::Tag {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_vector_is_signed_as_the_official_sdk_signs_it() {
        let body = br#"{"Limit": 2, "SearchKey": "\u4f8b a&b", "CertificateStatus": [0, 1]}"#;
        let header = authorization(
            "AKIDEXAMPLE00000000000000000000000000",
            b"SecretKeyExample0000000000000000",
            "ssl.example.com",
            body,
            Timestamp(1_700_000_000),
        );
        assert!(
            header.ends_with("Signature=e614cbd86e7c6a8db90c6fcaaaec882df4f05ff4dc25a0299043c6b7cd0e8325")
        );
    }
}
