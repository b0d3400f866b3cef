//! Fuzzes the reading and checking of request signatures (TC3 and both v1 forms) with whole requests as text: a first
//! line `METHOD QUERY`, header lines, an empty line, the body. No request makes it panic or is an internal error, and
//! none verifies against a key that its maker does not know.

#![no_main]

use chancery_domain::time::Timestamp;
use chancery_web::settings::BodyLimits;
use chancery_web::tencent::body::Form;
use chancery_web::tencent::fault::{Fault, code};
use chancery_web::tencent::params::pairs::Pairs;
use chancery_web::tencent::request::Call;
use chancery_web::tencent::signature::tc3::Tc3;
use chancery_web::tencent::signature::v1::V1;
use chancery_web::tencent::signature::{Presented, Signed, host};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use libfuzzer_sys::fuzz_target;

/// The moment at which the seeds were signed, the service's window, and a key that no seed was signed with.
const NOW: Timestamp = Timestamp(1_700_000_000);
const WINDOW_SECONDS: i64 = 300;
const UNKNOWN_KEY: &[u8] = b"no seed is signed with this key";

fuzz_target!(|data: &[u8]| {
    let mut lines = data.splitn(2, |byte| *byte == b'\n');
    let first = lines.next().unwrap_or_default();
    let mut rest = lines.next().unwrap_or_default();
    let (method, query) = match std::str::from_utf8(first).unwrap_or_default().split_once(' ') {
        Some(("GET", query)) => (Method::GET, query),
        Some((_, query)) => (Method::POST, query),
        None => (Method::POST, ""),
    };
    let mut headers = HeaderMap::new();
    while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
        let line = &rest[..end];
        rest = &rest[end + 1..];
        if line.is_empty() {
            break;
        }
        let mut parts = line.splitn(2, |byte| *byte == b':');
        let name = HeaderName::from_bytes(parts.next().unwrap_or_default());
        let value = HeaderValue::from_bytes(parts.next().unwrap_or_default().trim_ascii());
        if let (Ok(name), Ok(value)) = (name, value) {
            headers.append(name, value);
        }
    }
    let limits = BodyLimits::default();
    let authority = headers.get("authority").and_then(|value| value.to_str().ok());
    let signed = Signed { method: &method, query, headers: &headers, authority, body: rest };

    settle(Tc3::read(&headers));
    let _ = host::name(&signed);
    settle(host::spellings(&signed, &["ssl.example.com".to_owned()]));
    if let Some(pairs) =
        std::str::from_utf8(rest).ok().and_then(|text| settle(Pairs::parse(text, limits.values_max)))
    {
        settle(V1::read(&pairs));
    }
    // As the gateway does it.
    let Some(form) = settle(Form::of(&method, &headers)) else { return };
    let Some(call) = settle(Call::read(form, signed, &limits)) else { return };
    let Some(presented) = settle(Presented::read(&call.signed, call.pairs.as_ref())) else { return };
    let _ = (presented.secret_id(), presented.signature());
    settle(presented.check_clock(NOW, WINDOW_SECONDS));
    let accepted = ["ssl.example.com".to_owned()];
    let verified = presented.verify(&call.signed, call.pairs.as_ref(), &accepted, UNKNOWN_KEY);
    assert!(verified.is_err(), "a signature verified without its key");
    settle(verified);
    settle(call.parameters(&limits));
});

/// What was read; a fault must be the caller's, with a text.
fn settle<T>(outcome: Result<T, Fault>) -> Option<T> {
    match outcome {
        Ok(value) => Some(value),
        Err(fault) => {
            assert_ne!(fault.code, code::INTERNAL_ERROR);
            assert!(!fault.message.is_empty());
            None
        }
    }
}
