//! The public addresses: health, readiness, metrics and the authority's files, each answer with its request id.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use axum::Router;
use axum::body::Body;
use chancery_app::ports::Clock;
use chancery_app::revocation::Document;
use chancery_domain::revocation::ListPart;
use chancery_domain::time::Timestamp;
use chancery_web::edge::{Edge, plain_accident};
use chancery_web::public::{Facts, router};
use http::Request;
use http_body_util::BodyExt;
use std::sync::Arc;
use std::time::Duration;
use support::entropy;
use tower::ServiceExt;

struct Fixed;

impl Clock for Fixed {
    fn now(&self) -> Timestamp {
        Timestamp(support::NOW)
    }
}

fn service(ready: Result<(), &'static str>) -> Router {
    let facts = Facts {
        root_pem: "-----BEGIN CERTIFICATE-----\n".into(),
        authority_certificate: Arc::new(|id| (id == "trustasia-ecc").then(|| vec![0x30])),
        revocation_list: Arc::new(|id, part, now| {
            let list = |text: &str| {
                let (next, due) = (now.plus_seconds(600), now.plus_seconds(300));
                Ok(Some(Arc::new(Document::new(text.as_bytes().to_vec(), now, next, due, 60))))
            };
            let answer = match (id.as_str(), part) {
                ("trustasia-ecc", ListPart::Whole) => list("01"),
                ("trustasia-ecc", ListPart::Shard(7)) => list("07"),
                ("broken", _) => Err("the key is away".to_owned()),
                _ => Ok(None),
            };
            Box::pin(async move { answer })
        }),
        acme_proof: Arc::new(|token| {
            Box::pin(async move { (token == "known").then(|| "known.thumbprint".to_owned()) })
        }),
        ready: Arc::new(move || Box::pin(async move { ready.map_err(str::to_owned) })),
        metrics: Arc::new(|| "chancery_requests_total 1\n".to_owned()),
    };
    let edge = Edge {
        clock: Arc::new(Fixed),
        entropy: entropy(),
        request_time_max: Duration::from_secs(5),
        accident: plain_accident,
    };
    router(facts, edge)
}

async fn get(service: Router, path: &str) -> (u16, String, String) {
    let response = service.oneshot(Request::get(path).body(Body::empty()).unwrap()).await.unwrap();
    assert_eq!(response.headers()["x-request-id"].len(), 36, "{path}");
    let kind =
        response.headers().get("content-type").map(|v| v.to_str().unwrap().to_owned()).unwrap_or_default();
    let status = response.status().as_u16();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    (status, kind, String::from_utf8_lossy(&body).into_owned())
}

#[tokio::test]
async fn each_address_answers_with_its_kind() {
    for (path, status, kind, body) in [
        ("/healthz", 200, "text/plain; charset=utf-8", "ok\n"),
        ("/readyz", 200, "text/plain; charset=utf-8", "ready\n"),
        ("/metrics", 200, "text/plain; version=0.0.4; charset=utf-8", "chancery_requests_total 1\n"),
        ("/ca/root.pem", 200, "application/pem-certificate-chain", "-----BEGIN CERTIFICATE-----\n"),
        ("/ca/trustasia-ecc.cer", 200, "application/pkix-cert", "0"),
        ("/.well-known/acme-challenge/known", 200, "application/octet-stream", "known.thumbprint"),
        ("/crl/trustasia-ecc.crl", 200, "application/pkix-crl", "01"),
        ("/crl/trustasia-ecc/7.crl", 200, "application/pkix-crl", "07"),
    ] {
        assert_eq!(get(service(Ok(())), path).await, (status, kind.into(), body.into()), "{path}");
    }
    for path in [
        "/ca/nobody.cer",
        "/ca/trustasia-ecc",
        "/ca/..%2Froot.pem",
        "/.well-known/acme-challenge/unknown",
        "/crl/nobody.crl",
        "/crl/trustasia-ecc/8.crl",
        "/crl/trustasia-ecc/07.crl",
        "/crl/trustasia-ecc/-1.crl",
        "/crl/trustasia-ecc/7",
    ] {
        assert_eq!(get(service(Ok(())), path).await.0, 404, "{path}");
    }
}

#[tokio::test]
async fn what_is_wrong_inside_is_not_told_outside() {
    let (status, _, body) = get(service(Err("postgres://user:password@host is away")), "/readyz").await;
    assert_eq!((status, body.as_str()), (503, "not ready\n"));
    let (status, _, body) = get(service(Ok(())), "/crl/broken.crl").await;
    assert_eq!(status / 100, 5);
    assert!(!body.contains("the key is away"));
}
