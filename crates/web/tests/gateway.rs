//! The cloud API's door, asked like a client asks: every way to sign, every way to be wrong, replays, rates,
//! accidents, and nothing secret in the log.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use axum::body::Body;
use chancery_web::settings::{Rate, Settings};
use http::{HeaderValue, Method, Request};
use serde_json::json;
use support::{NOW, Sight, build, hasty, tc3, tc3_at, tc3_get, v1, world};

fn apply(name: &str) -> serde_json::Value {
    json!({"DomainName": name, "DvAuthMethod": "DNS", "CsrEncryptAlgo": "ECC", "CsrKeyParameter": "prime256v1"})
}

fn with(mut request: Request<Body>, name: &'static str, value: &str) -> Request<Body> {
    request.headers_mut().insert(name, HeaderValue::from_str(value).unwrap());
    request
}

fn without(mut request: Request<Body>, name: &str) -> Request<Body> {
    request.headers_mut().remove(name);
    request
}

#[tokio::test]
async fn every_way_to_sign_and_send_reaches_the_action() {
    let world = world().await;
    world.call("ApplyCertificate", apply("shop.org")).await.good();
    let key = &world.key;
    let listed = [("Action", "DescribeCertificates"), ("CertificateStatus.0", "0"), ("SearchKey", "sho")];
    let mut to_path = tc3(key, "DescribeCertificates", r#"{"Limit": "1", "SearchKey": "shop"}"#, NOW);
    *to_path.uri_mut() = "/ssl".parse().unwrap();
    for (what, request) in [
        ("TC3 POST", tc3(key, "DescribeCertificates", r#"{"Limit": 1, "CertificateStatus": [0]}"#, NOW)),
        ("TC3 POST at a path", to_path),
        (
            "TC3 GET",
            tc3_get(key, "DescribeCertificates", "Limit=1&CertificateStatus.0=0&SearchKey=shop.org", NOW),
        ),
        ("v1 POST", v1(key, Method::POST, &listed, true, NOW)),
        ("v1 POST, SHA-1", v1(key, Method::POST, &listed, false, NOW)),
        ("v1 GET", v1(key, Method::GET, &listed, true, NOW)),
        ("v1 GET, SHA-1", v1(key, Method::GET, &listed, false, NOW)),
    ] {
        let answer = world.send(request).await;
        assert_eq!((answer.status, answer.content_type.as_str()), (200, "application/json"), "{what}");
        assert_eq!(answer.response["RequestId"], answer.request_id.as_str(), "{what}");
        let response = answer.good();
        assert_eq!(response["TotalCount"], 1, "{what}");
        assert_eq!(response["Certificates"][0]["Domain"], "shop.org", "{what}");
    }
}

#[tokio::test]
async fn every_refusal_is_an_envelope_with_its_code() {
    let world = world().await;
    let key = &world.key;
    let plain = || tc3(key, "DescribeCertificates", "{}", NOW);
    let body = |text: &str| tc3(key, "DescribeCertificates", text, NOW);
    let mut stranger = key.clone();
    stranger.id = "AKIDnobody".into();
    let mut thief = key.clone();
    thief.secret = "guessed".into();
    let mut put = plain();
    *put.method_mut() = Method::PUT;
    let large = format!("{{\"SearchKey\": \"{}\"}}", "x".repeat(10 << 20));
    let long_query = format!("SearchKey={}", "x".repeat(33_000));
    for (what, request, code, said) in [
        ("method", put, "UnsupportedProtocol", "POST"),
        ("content type", with(plain(), "content-type", "text/xml"), "InvalidParameter", "Content-Type"),
        ("size", body(&large), "RequestSizeLimitExceeded", "10485760"),
        (
            "query size",
            tc3_get(key, "DescribeCertificates", &long_query, NOW),
            "RequestSizeLimitExceeded",
            "32768",
        ),
        ("no action", without(plain(), "x-tc-action"), "MissingParameter", "X-TC-Action"),
        ("no version", without(plain(), "x-tc-version"), "MissingParameter", "X-TC-Version"),
        ("version", with(plain(), "x-tc-version", "2017-03-12"), "NoSuchVersion", "2019-12-05"),
        ("action", tc3(key, "DescribeNothing", "{}", NOW), "InvalidAction", "DescribeNothing"),
        ("case", tc3(key, "describecertificates", "{}", NOW), "InvalidAction", "DescribeCertificates"),
        (
            "not built",
            tc3(key, "DeployCertificateInstance", "{}", NOW),
            "UnsupportedOperation",
            "DeployCertificateInstance",
        ),
        ("unsigned", without(plain(), "authorization"), "AuthFailure.InvalidAuthorization", "not signed"),
        ("skip", with(plain(), "authorization", "SKIP"), "AuthFailure.InvalidAuthorization", "not signed"),
        (
            "unknown key",
            tc3(&stranger, "DescribeCertificates", "{}", NOW),
            "AuthFailure.SecretIdNotFound",
            "AKIDnobody",
        ),
        (
            "wrong key",
            tc3(&thief, "DescribeCertificates", "{}", NOW),
            "AuthFailure.SignatureFailure",
            "SecretKey",
        ),
        (
            "old",
            tc3(key, "DescribeCertificates", "{}", NOW - 301),
            "AuthFailure.SignatureExpire",
            "301 seconds old",
        ),
        ("early", tc3(key, "DescribeCertificates", "{}", NOW + 301), "AuthFailure.SignatureExpire", "ahead"),
        ("bad JSON", body("{"), "InvalidParameter", "not valid JSON"),
        ("not an object", body("[]"), "InvalidParameter", "object"),
        ("twice", body(r#"{"Limit": 1, "Limit": 2}"#), "InvalidParameter", "twice"),
        ("unknown", body(r#"{"Limits": 1}"#), "UnknownParameter", "Limits"),
        ("type", body(r#"{"Limit": "ten"}"#), "InvalidParameter", "Limit"),
        ("negative", body(r#"{"Limit": -1}"#), "InvalidParameter", "Limit"),
        ("word", body(r#"{"FilterSource": "stolen"}"#), "InvalidParameter", "FilterSource"),
        ("missing", tc3(key, "DescribeCertificate", "{}", NOW), "MissingParameter", "CertificateId"),
        (
            "null",
            tc3(key, "DescribeCertificate", r#"{"CertificateId": null}"#, NOW),
            "MissingParameter",
            "CertificateId",
        ),
        (
            "no such id",
            tc3(key, "DescribeCertificate", r#"{"CertificateId": "aaaaaaaa"}"#, NOW),
            "FailedOperation.CertificateNotFound",
            "aaaaaaaa",
        ),
        (
            "no id",
            tc3(key, "DescribeCertificate", r#"{"CertificateId": "../../etc"}"#, NOW),
            "FailedOperation.CertificateNotFound",
            "CertificateId",
        ),
        (
            "v1 method",
            v1(
                key,
                Method::POST,
                &[("Action", "DescribeCertificates"), ("SignatureMethod", "HmacMD5")],
                true,
                NOW,
            ),
            "InvalidParameter",
            "SignatureMethod",
        ),
    ] {
        let answer = world.send(request).await;
        assert_eq!((answer.status, answer.content_type.as_str()), (200, "application/json"), "{what}");
        assert_eq!(answer.code(), code, "{what}: {}", answer.text);
        assert!(answer.message().contains(said), "{what}: {}", answer.text);
        assert_eq!(answer.response["RequestId"], answer.request_id.as_str(), "{what}");
        assert!(!answer.text.contains(&key.secret), "{what}");
    }
}

#[tokio::test]
async fn bad_names_and_wishes_are_refused_and_nothing_is_stored() {
    let world = world().await;
    let long = format!("{}.org", ["a23456789"; 7].join("."));
    let many = format!("{}.org", ["a"; 300].join("."));
    for (name, code) in [
        ("", "InvalidParameter.DomainInvalid"),
        (" shop.org", "InvalidParameter.DomainInvalid"),
        ("sh\u{0}op.org", "InvalidParameter.DomainInvalid"),
        ("shop.org.", "InvalidParameter.DomainInvalid"),
        ("*.*.shop.org", "InvalidParameter.DomainInvalid"),
        ("*.shop.org", "InvalidParameter.DomainInvalid"),
        ("192.0.2.1", "InvalidParameter.DomainInvalid"),
        ("sh\u{43e}p.org", "InvalidParameter.DomainInvalid"),
        ("shop_a.org", "InvalidParameter.DomainInvalid"),
        (many.as_str(), "InvalidParameter.DomainInvalid"),
        (long.as_str(), "InvalidParameterValue.CertificateDomainMaxLengthInvalid"),
        ("mybank.org", "FailedOperation.InvalidParam"),
    ] {
        let answer = world.call("ApplyCertificate", apply(name)).await;
        assert_eq!(answer.code(), code, "{name}: {}", answer.text);
        assert!(answer.message().starts_with("DomainName: "), "{name}: {}", answer.text);
    }
    for (member, value, code) in [
        ("DvAuthMethod", json!("MAIL"), "InvalidParameter"),
        ("DvAuthMethod", json!("DNS_AUTO"), "UnsupportedOperation"),
        ("CsrKeyParameter", json!("P-521"), "InvalidParameter"),
        ("CsrEncryptAlgo", json!("DSA"), "InvalidParameter"),
        ("PackageType", json!("11"), "InvalidParameter.ProductPidInvalid"),
        ("PackageType", json!("x"), "InvalidParameter.ProductPidInvalid"),
        ("PackageId", json!("p-1"), "FailedOperation.PackageNotFound"),
        ("ValidityPeriod", json!("12"), "InvalidParameter.PeriodInvalid"),
        ("ValidityPeriod", json!("long"), "InvalidParameter.PeriodInvalid"),
        ("ContactEmail", json!("nobody"), "InvalidParameterValue.CertificateEmailParseInvalid"),
        ("OldCertificateId", json!("aaaaaaaa"), "FailedOperation.CertificateNotFound"),
        ("CsrKeyPassword", json!("schl\u{fc}ssel"), "InvalidParameter"),
        ("CsrContent", json!("no CSR"), "FailedOperation.CertificateCsrParseFailed"),
        ("CsrId", json!(99), "InvalidParameter.InvalidCSRId"),
        ("Alias", json!("\u{7}"), "InvalidParameter"),
    ] {
        let mut wish = apply("shop.org");
        wish[member] = value.clone();
        let answer = world.call("ApplyCertificate", wish).await;
        assert_eq!(answer.code(), code, "{member} {value}: {}", answer.text);
    }
    let listed = world.call("DescribeCertificates", json!({})).await.good();
    assert_eq!((&listed["TotalCount"], &listed["Certificates"]), (&json!(0), &json!([])));
}

#[tokio::test]
async fn must_never_24_a_replayed_request_gets_the_first_answer_and_runs_once() {
    let world = world().await;
    let request = || tc3(&world.key, "ApplyCertificate", &apply("shop.org").to_string(), NOW);
    let first = world.send(request()).await;
    let id = first.clone().good()["CertificateId"].clone();
    let again = world.send(request()).await;
    assert_eq!(again.text, first.text);
    // Also while the first is still running.
    let twins = || tc3(&world.key, "ApplyCertificate", &apply("shop.net").to_string(), NOW);
    let answers = futures_util::future::join_all((0..8).map(|_| world.send(twins()))).await;
    let ids: std::collections::BTreeSet<String> =
        answers.into_iter().map(|answer| answer.good()["CertificateId"].to_string()).collect();
    assert_eq!(ids.len(), 1);
    let count = world.call("DescribeCertificates", json!({"Limit": 1})).await.good()["TotalCount"].clone();
    assert_eq!(count, 2);
    // The action is not signed by most clients; an equal body for another action is another request.
    let body = json!({"CertificateId": id}).to_string();
    let cancelled = world.send(tc3(&world.key, "CancelCertificateOrder", &body, NOW)).await.good();
    assert_eq!(cancelled["CertificateId"], id);
    let audit = world.send(tc3(&world.key, "CancelAuditCertificate", &body, NOW)).await;
    assert_eq!(audit.code(), "FailedOperation.CertificateNotFoundOrCantCancel");
    // A refusal is an answer like any other.
    let refused = world.send(tc3(&world.key, "CancelAuditCertificate", &body, NOW)).await;
    assert_eq!(refused.text, audit.text);
    // Signed anew it is a new request.
    world.clock.set(NOW + 1);
    let anew = world.call("ApplyCertificate", apply("shop.org")).await.good();
    assert_ne!(anew["CertificateId"], id);
}

#[tokio::test]
async fn must_never_15_another_tenants_things_do_not_exist() {
    let world = world().await;
    let id = world.call("ApplyCertificate", apply("shop.org")).await.good()["CertificateId"].clone();
    let csr = json!({"City": "Jena", "Country": "DE", "Department": "IT", "Domain": "shop.org", "Email": "a@shop.org",
        "EncryptAlgo": "ECC", "Generate": true, "KeyParameter": "prime256v1", "Organization": "Shop",
        "Province": "TH"});
    let csr_id = world.call("CreateCSR", csr).await.good()["Id"].clone();
    let one = json!({"CertificateId": id});
    for (action, parameters, code) in [
        ("DescribeCertificate", one.clone(), "FailedOperation.CertificateNotFound"),
        ("DescribeCertificateDetail", one.clone(), "FailedOperation.CertificateNotFound"),
        ("CheckCertificateDomainVerification", one.clone(), "FailedOperation.CertificateNotFound"),
        ("CompleteCertificate", one.clone(), "FailedOperation.CertificateNotFoundOrAudited"),
        ("CancelCertificateOrder", one.clone(), "FailedOperation.CertificateNotFound"),
        ("CancelAuditCertificate", one.clone(), "FailedOperation.CertificateNotFoundOrCantCancel"),
        ("DeleteCertificate", one.clone(), "FailedOperation.CertificateNotFound"),
        (
            "ModifyCertificateAlias",
            json!({"CertificateId": id, "Alias": "mine"}),
            "FailedOperation.CertificateNotFound",
        ),
        ("DescribeCSR", json!({"CSRId": csr_id}), "InvalidParameter.InvalidCSRId"),
        ("ModifyCSR", json!({"CSRId": csr_id, "Generate": true}), "InvalidParameter.InvalidCSRId"),
        ("BatchDeleteCSR", json!({"CSRIds": [csr_id]}), "InvalidParameter.InvalidCSRId"),
    ] {
        let answer = world.call_as(&world.other, action, parameters).await;
        assert_eq!(answer.code(), code, "{action}: {}", answer.text);
    }
    let other = &world.other;
    let moved =
        world.call_as(other, "ModifyCertificateProject", json!({"CertificateIdList": [id], "ProjectId": 7}));
    assert_eq!(moved.await.good()["FailCertificates"], json!([id]));
    let deleted = world.call_as(other, "DeleteCertificates", json!({"CertificateIds": [id]})).await.good();
    assert_eq!((&deleted["Success"], &deleted["Fail"][0]["CertId"]), (&json!([]), &id));
    for (action, list) in [("DescribeCertificates", "Certificates"), ("DescribeCSRSet", "Set")] {
        assert_eq!(world.call_as(other, action, json!({})).await.good()[list], json!([]), "{action}");
    }
    let logs = world.call_as(other, "DescribeCertificateOperateLogs", json!({})).await.good();
    assert!(!logs.to_string().contains(id.as_str().unwrap()));
    assert_eq!(world.call("DescribeCertificates", json!({})).await.good()["TotalCount"], 1);
}

#[tokio::test]
async fn callers_beyond_their_rate_are_told_to_wait() {
    let mut settings = Settings::default();
    settings.rates.per_key = Rate::new(1, 3);
    let world = build(settings, false).await;
    for _ in 0..3 {
        world.call("DescribePackages", json!({})).await.good();
    }
    assert_eq!(world.call("DescribePackages", json!({})).await.code(), "RequestLimitExceeded");
    // The other key's rate is its own.
    world.call_as(&world.other, "DescribePackages", json!({})).await.good();
}

#[tokio::test]
async fn accidents_are_answered_in_the_envelope() {
    let world = build(hasty(), false).await;
    let id = world.call("ApplyCertificate", apply("shop.org")).await.good()["CertificateId"].clone();
    let look = || {
        let body = json!({"CertificateId": id}).to_string();
        tc3(&world.key, "CheckCertificateDomainVerification", &body, NOW)
    };
    world.eyes.set(Sight::Panic);
    let answer = world.send(look()).await;
    assert_eq!((answer.status, answer.code()), (200, "InternalError"), "{}", answer.text);
    assert_eq!(answer.response["RequestId"], answer.request_id.as_str());
    assert!(!answer.text.contains("as asked by the test"));
    world.eyes.set(Sight::Endless);
    let answer = world.send(look()).await;
    assert_eq!((answer.status, answer.code()), (200, "ServiceUnavailable"), "{}", answer.text);
    world.eyes.set(Sight::Nothing);
    world.send(look()).await.good();
}

#[tokio::test]
async fn the_tag_stub_serves_what_terraform_asks() {
    let world = world().await;
    let id = world.call("ApplyCertificate", apply("shop.org")).await.good()["CertificateId"].clone();
    let name = format!("qcs::ssl::uin/{}:certificate/{}", world.key.account, id.as_str().unwrap());
    let tag = |action: &str, body: serde_json::Value| {
        let request = tc3_at("tag.example.test", "tag", &world.key, action, &body.to_string(), NOW);
        with(request, "x-tc-version", "2018-08-13")
    };
    let put = json!({"Resource": name, "ReplaceTags": [{"TagKey": "team", "TagValue": "web"}]});
    world.send(tag("ModifyResourceTags", put)).await.good();
    let wanted = json!({"ServiceType": "ssl", "ResourcePrefix": "certificate", "ResourceIds": [id], "ResourceRegion": ""});
    let shown = world.send(tag("DescribeResourceTagsByResourceIds", wanted.clone())).await.good();
    assert_eq!(
        shown["Tags"],
        json!([{"TagKey": "team", "TagValue": "web", "ResourceId": id, "ServiceType": "ssl"}])
    );
    let listed = world.call("DescribeCertificates", json!({})).await.good();
    assert_eq!(listed["Certificates"][0]["Tags"], json!([{"TagKey": "team", "TagValue": "web"}]));
    let off = json!({"Resource": name, "DeleteTags": [{"TagKey": "team"}]});
    world.send(tag("ModifyResourceTags", off)).await.good();
    let shown = world.send(tag("DescribeResourceTagsByResourceIds", wanted.clone())).await.good();
    assert_eq!(shown["Tags"], json!([]));
    // Its version belongs to it, and a host or path named after it wants that version.
    let mut at_path = tc3(&world.key, "DescribeCertificates", "{}", NOW);
    *at_path.uri_mut() = "/tag".parse().unwrap();
    assert_eq!(world.send(at_path).await.code(), "NoSuchVersion");
    assert_eq!(world.send(tag("DescribeCertificates", json!({}))).await.code(), "InvalidAction");
}
