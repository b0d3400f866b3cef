//! The published test vectors V1 to V7 and the tolerances, run through the whole of reading and checking.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::{Presented, Signed};
use crate::tencent::fault::{Fault, code};
use crate::tencent::params::pairs::Pairs;
use aws_lc_rs::{digest, hmac};
use chancery_domain::time::Timestamp;
use http::{HeaderMap, HeaderName, HeaderValue, Method};

const ID: &str = "AKIDEXAMPLE00000000000000000000000000";
const KEY: &[u8] = b"SecretKeyExample0000000000000000";
const NOW: Timestamp = Timestamp(1_700_000_000);
const WINDOW: i64 = 300;
const BODY: &[u8] = br#"{"Limit": 2, "SearchKey": "\u4f8b a&b", "CertificateStatus": [0, 1]}"#;
const QUERY: &str = "Limit=2&SearchKey=%E4%BE%8B+a%26b&CertificateStatus.0=0&CertificateStatus.1=1";
const V1_PARAMETERS: &str = "Action=DescribeCertificates&CertificateStatus.0=0&CertificateStatus.1=1\
    &Language=en-US&Limit=2&Nonce=12345&Region=ap-guangzhou&RequestClient=SDK_PYTHON_TEST\
    &SearchKey=%E4%BE%8B+a%26b&SecretId=AKIDEXAMPLE00000000000000000000000000\
    &Timestamp=1700000000&Version=2019-12-05";

/// A request under test; fields may be changed before it is judged.
struct Case {
    method: Method,
    query: &'static str,
    headers: HeaderMap,
    body: &'static [u8],
    form: Option<String>,
    accepted: Vec<String>,
    now: Timestamp,
}

impl Case {
    fn tc3(signed_headers: &str, service: &str, signature: &str) -> Self {
        let mut headers = HeaderMap::new();
        let authorization = format!(
            "TC3-HMAC-SHA256 Credential={ID}/2023-11-14/{service}/tc3_request, \
             SignedHeaders={signed_headers}, Signature={signature}"
        );
        for (name, value) in [
            ("host", "ssl.example.com"),
            ("content-type", "application/json"),
            ("x-tc-action", "DescribeCertificates"),
            ("x-tc-timestamp", "1700000000"),
            ("authorization", authorization.as_str()),
        ] {
            headers.insert(HeaderName::from_static(name), HeaderValue::from_str(value).unwrap());
        }
        Case {
            method: Method::POST,
            query: "",
            headers,
            body: BODY,
            form: None,
            accepted: Vec::new(),
            now: NOW,
        }
    }

    fn v1(method: Method, more: &str) -> Self {
        let mut case = Case::tc3("content-type;host", "ssl", &"0".repeat(64));
        case.headers.remove("authorization");
        case.headers.remove("x-tc-action");
        case.method = method;
        case.body = b"";
        case.form = Some(format!("{V1_PARAMETERS}{more}"));
        case
    }

    fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.insert(HeaderName::from_static(name), HeaderValue::from_str(value).unwrap());
        self
    }

    fn judge(&self, key: &[u8]) -> Result<(), Fault> {
        let form = self.form.as_deref().map(|text| Pairs::parse(text, 100).unwrap());
        let signed = Signed {
            method: &self.method,
            query: self.query,
            headers: &self.headers,
            authority: None,
            body: self.body,
        };
        let presented = Presented::read(&signed, form.as_ref())?;
        assert_eq!(presented.secret_id(), ID);
        presented.check_clock(self.now, WINDOW)?;
        presented.verify(&signed, form.as_ref(), &self.accepted, key)
    }

    fn code(&self) -> &'static str {
        self.judge(KEY).map_or_else(|fault| fault.code, |()| "")
    }
}

fn v1_post() -> Case {
    Case::tc3("content-type;host", "ssl", "e614cbd86e7c6a8db90c6fcaaaec882df4f05ff4dc25a0299043c6b7cd0e8325")
}

fn vectors() -> Vec<(&'static str, Case)> {
    let mut v2 = Case::tc3(
        "content-type;host",
        "ssl",
        "a10dcc45a5912847d919048b32812a574482644f4400d2956b4e38f7f90309e7",
    )
    .with("content-type", "application/x-www-form-urlencoded");
    v2.method = Method::GET;
    v2.query = QUERY;
    v2.body = b"";
    vec![
        ("V1", v1_post()),
        ("V2", v2),
        (
            "V3",
            Case::v1(
                Method::POST,
                "&SignatureMethod=HmacSHA256&Signature=2QXjp2lq6BT5LgUVOKxNiAxm4pwbcvecZSePT%2FJJrtk%3D",
            ),
        ),
        ("V4", Case::v1(Method::GET, "&SignatureMethod=HmacSHA1&Signature=ERzgG8q1rZ3IsypYF6PgrqZKokg%3D")),
        (
            "V5",
            Case::tc3(
                "content-type;host;x-tc-action",
                "ssl",
                "a5f41cfd81d0da61e3f1f732bd4e113bfdce137ab34362bf8a513dda5fac0954",
            ),
        ),
        (
            "V6",
            Case::tc3(
                "content-type;host",
                "ssl",
                "dd0bd5fc3aff7eaf0082eba831e1c81ce4fb2d5eb091841495c7e8fa9affb06a",
            )
            .with("x-tc-content-sha256", "UNSIGNED-PAYLOAD"),
        ),
        (
            "V7",
            Case::tc3(
                "content-type;host",
                "127",
                "5b484d627ceaa36983d0e5c0740fadb5f5958d9a01b112db511a73410bcb9a0f",
            )
            .with("host", "127.0.0.1:8080"),
        ),
    ]
}

#[test]
fn vectors_1_to_7_are_accepted_and_only_with_their_key() {
    for (name, case) in vectors() {
        assert_eq!(case.judge(KEY), Ok(()), "{name}");
        let fault = case.judge(b"SecretKeyExample0000000000000001").unwrap_err();
        assert_eq!(fault.code, code::SIGNATURE_FAILURE, "{name}");
    }
}

#[test]
fn anything_changed_after_signing_is_refused() {
    let mut body = v1_post();
    body.body = br#"{"Limit": 3, "SearchKey": "\u4f8b a&b", "CertificateStatus": [0, 1]}"#;
    let mut query = v1_post();
    query.query = "a=1";
    let mut method = v1_post();
    method.method = Method::GET;
    let host = v1_post().with("host", "ssl.example.org");
    let kind = v1_post().with("content-type", "text/plain");
    let stamp = v1_post().with("x-tc-timestamp", "1700000001");
    let unsigned = v1_post().with("x-tc-content-sha256", "UNSIGNED-PAYLOAD");
    for (what, case) in [
        ("body", body),
        ("query", query),
        ("method", method),
        ("host", host),
        ("content type", kind),
        ("timestamp", stamp),
        ("payload marker", unsigned),
    ] {
        assert_eq!(case.code(), code::SIGNATURE_FAILURE, "{what}");
    }
    let action = vectors().remove(4).1.with("x-tc-action", "DeleteCertificate");
    assert_eq!(action.code(), code::SIGNATURE_FAILURE);
    for changed in ["&Limit=2&", "&Nonce=12345&"] {
        let mut case = vectors().remove(2).1;
        case.form = case.form.map(|form| form.replace(changed, &changed.replace('2', "3")));
        assert_eq!(case.code(), code::SIGNATURE_FAILURE, "{changed}");
    }
}

/// Signs like a client that puts `host` into the canonical request, `service` into the scope and `kind` as
/// content type, independently of the code under test.
fn sign(host: &str, service: &str, kind: &str) -> String {
    let sha = |bytes: &[u8]| hex::encode(digest::digest(&digest::SHA256, bytes));
    let mac = |key: &[u8], text: &str| {
        hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), text.as_bytes()).as_ref().to_vec()
    };
    let canonical =
        format!("POST\n/\n\ncontent-type:{kind}\nhost:{host}\n\ncontent-type;host\n{}", sha(BODY));
    let text = format!(
        "TC3-HMAC-SHA256\n1700000000\n2023-11-14/{service}/tc3_request\n{}",
        sha(canonical.as_bytes())
    );
    let date = mac(&[b"TC3", KEY].concat(), "2023-11-14");
    hex::encode(mac(&mac(&mac(&date, service), "tc3_request"), &text))
}

#[test]
fn every_known_client_habit_is_accepted() {
    // (Host header sent, host signed, service in the scope, content type signed)
    for (sent, signed, service, kind) in [
        ("127.0.0.1:18080", "127.0.0.1:18080", "ssl", "application/json"), // Python, Go, tccli
        ("127.0.0.1:18080", "127.0.0.1", "127", "application/json"),       // Node
        ("localhost:18080", "localhost", "localhost:18080", "application/json"), // Node
        ("localhost:18080", "localhost:18080", "localhost:18080", "application/json; charset=utf-8"), // Java
        ("http://127.0.0.1:18080", "http://127.0.0.1:18080", "ssl", "application/json"), // tccli, full URL
        ("127.0.0.1:18080/ssl", "127.0.0.1:18080/ssl", "ssl", "application/json"), // Python, path
        ("127.0.0.1:18080", "127.0.0.1:18080", "a/b:1", "application/json"),
        ("gateway.internal", "ssl.outside.example", "ssl", "application/json"), // rewritten by a proxy
    ] {
        let mut case = Case::tc3("content-type;host", service, &sign(signed, service, kind))
            .with("host", sent)
            .with("content-type", kind);
        case.accepted = vec!["ssl.outside.example".to_owned()];
        assert_eq!(case.judge(KEY), Ok(()), "{sent} {signed} {service}");
    }
    let other = Case::tc3("content-type;host", "ssl", &sign("ssl.other.example", "ssl", "application/json"));
    assert_eq!(other.code(), code::SIGNATURE_FAILURE);
    let wrong = Case::tc3("content-type;host", "cvm", &sign("ssl.example.com", "cvm", "application/json"));
    assert_eq!(wrong.code(), code::INVALID_AUTHORIZATION);
}

#[test]
fn the_clock_window_is_300_seconds_each_way() {
    for (off, expected) in
        [(0, ""), (300, ""), (-300, ""), (301, code::SIGNATURE_EXPIRE), (-301, code::SIGNATURE_EXPIRE)]
    {
        for (name, mut case) in vectors() {
            case.now = NOW.plus_seconds(off);
            assert_eq!(case.code(), expected, "{name} {off}");
        }
    }
}

#[test]
fn each_malformed_variation_has_its_code() {
    let authorization = v1_post().headers["authorization"].to_str().unwrap().to_owned();
    let mut unsigned = v1_post();
    unsigned.headers.remove("authorization");
    let mut timeless = v1_post();
    timeless.headers.remove("x-tc-timestamp");
    let mut hostless = v1_post();
    hostless.headers.remove("host");
    let mut twice = v1_post();
    twice.headers.append("authorization", HeaderValue::from_static("SKIP"));
    let absent = authorization.replace("content-type;host", "content-type;host;x-absent");
    for (what, case, expected) in [
        ("no header", unsigned, code::INVALID_AUTHORIZATION),
        ("skip", v1_post().with("authorization", "SKIP"), code::INVALID_AUTHORIZATION),
        ("two headers", twice, code::INVALID_AUTHORIZATION),
        ("no timestamp", timeless, code::MISSING_PARAMETER),
        ("no host", hostless, code::INVALID_AUTHORIZATION),
        ("timestamp words", v1_post().with("x-tc-timestamp", "now"), code::INVALID_PARAMETER),
        ("timestamp sign", v1_post().with("x-tc-timestamp", "-1"), code::INVALID_PARAMETER),
        ("timestamp long", v1_post().with("x-tc-timestamp", "17000000000000"), code::INVALID_PARAMETER),
        (
            "other date",
            v1_post().with("authorization", &authorization.replace("11-14", "11-15")),
            code::INVALID_AUTHORIZATION,
        ),
        ("absent header", v1_post().with("authorization", &absent), code::INVALID_AUTHORIZATION),
        (
            "key id form",
            v1_post().with("authorization", &authorization.replace(ID, "AK ID")),
            code::INVALID_SECRET_ID,
        ),
        (
            "key id length",
            v1_post().with("authorization", &authorization.replace(ID, &"A".repeat(129))),
            code::INVALID_SECRET_ID,
        ),
        ("token", v1_post().with("x-tc-token", "abc"), code::TOKEN_FAILURE),
        ("empty token", v1_post().with("x-tc-token", ""), ""),
        (
            "v1 method",
            Case::v1(Method::POST, "&SignatureMethod=RSA&Signature=AA"),
            code::INVALID_PARAMETER_VALUE,
        ),
        ("v1 unsigned", Case::v1(Method::POST, "&SignatureMethod=HmacSHA1"), code::MISSING_PARAMETER),
        ("v1 junk", Case::v1(Method::POST, "&Signature=%3F%3F"), code::SIGNATURE_FAILURE),
        ("v1 empty", Case::v1(Method::POST, "&Signature="), code::MISSING_PARAMETER),
        ("v1 token", Case::v1(Method::POST, "&Signature=AA&Token=x"), code::TOKEN_FAILURE),
    ] {
        assert_eq!(case.code(), expected, "{what}");
    }
}
