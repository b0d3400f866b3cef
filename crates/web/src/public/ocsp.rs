//! OCSP over HTTP (RFC 6960 appendix A, RFC 5019 section 5): POST with the request as body, GET with the request in
//! base64 below `/ocsp/`. An issuer's id may stand in between: `/ocsp/ISSUER`, `/ocsp/ISSUER/BASE64`.
//!
//! Relying parties ask often and answers are signed in advance, so this is served beside the router and its layers: a
//! kept answer costs one look into memory and no allocation for its bytes or headers.

use crate::server::{Direct, is_below};
use axum::body::Body;
use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use bytes::Bytes;
use chancery_app::App;
use chancery_app::ctx::{Ctx, Entropy};
use chancery_app::ports::Clock;
use chancery_app::revocation::{Document, OcspAnswer, answer_ocsp, kept_answer};
use chancery_domain::actor::{Actor, Role};
use chancery_domain::ids::RequestId;
use chancery_pki::ocsp::ErrorStatus;
use futures_util::future::BoxFuture;
use http::header::{
    ALLOW, CACHE_CONTROL, CONTENT_TYPE, ETAG, EXPIRES, HeaderMap, HeaderName, HeaderValue, IF_NONE_MATCH,
    LAST_MODIFIED,
};
use http::{Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use metrics::Counter;
use percent_encoding::percent_decode_str;
use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

/// Where answers are given.
const ROOT: &str = "/ocsp";

/// The media type of answers.
const RESPONSE: HeaderValue = HeaderValue::from_static("application/ocsp-response");

/// Standard base64, with or without padding: clients differ.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The responder as listeners serve it.
pub struct Ocsp {
    app: App,
    clock: Arc<dyn Clock>,
    entropy: Entropy,
    body_time_max: Duration,
    kept: Counter,
    fresh: Counter,
    refused: Counter,
}

impl Direct for Ocsp {
    fn serves(&self, path: &str) -> bool {
        is_below(ROOT, path)
    }

    fn respond(&self, request: Request<Body>) -> BoxFuture<'_, Response<Body>> {
        Box::pin(self.answered(request))
    }
}

impl Ocsp {
    /// A responder; a request's body may take `body_time_max` to arrive.
    pub fn new(app: App, clock: Arc<dyn Clock>, entropy: Entropy, body_time_max: Duration) -> Self {
        let counter = |outcome: &'static str| metrics::counter!("chancery_ocsp_total", "outcome" => outcome);
        Ocsp {
            app,
            clock,
            entropy,
            body_time_max,
            kept: counter("kept"),
            fresh: counter("fresh"),
            refused: counter("refused"),
        }
    }

    async fn answered(&self, request: Request<Body>) -> Response<Body> {
        match *request.method() {
            Method::POST => match self.body(request.into_body()).await {
                Ok(der) => self.answer(&der, None).await,
                Err(status) => plain(status),
            },
            Method::GET | Method::HEAD => {
                let path = request.uri().path().strip_prefix(ROOT).unwrap_or_default();
                // In base64 a request is longer by a third, and by more where it is percent-encoded.
                let der = if path.len() > self.app.policy.ocsp.request_bytes_max.saturating_mul(4) {
                    None
                } else {
                    from_path(path)
                };
                match der {
                    Some(der) => self.answer(&der, Some(request.headers())).await,
                    None => self.refuse(ErrorStatus::MalformedRequest),
                }
            }
            _ => {
                let mut response = plain(StatusCode::METHOD_NOT_ALLOWED);
                response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD, POST"));
                response
            }
        }
    }

    async fn body(&self, body: Body) -> Result<Bytes, StatusCode> {
        let whole = Limited::new(body, self.app.policy.ocsp.request_bytes_max).collect();
        match tokio::time::timeout(self.body_time_max, whole).await {
            Ok(Ok(whole)) => Ok(whole.to_bytes()),
            Ok(Err(error)) if error.is::<LengthLimitError>() => Err(StatusCode::PAYLOAD_TOO_LARGE),
            Ok(Err(_)) => Err(StatusCode::BAD_REQUEST),
            Err(_) => Err(StatusCode::REQUEST_TIMEOUT),
        }
    }

    /// `conditions` are the headers of a GET, whose answer caches may keep.
    async fn answer(&self, der: &[u8], conditions: Option<&HeaderMap>) -> Response<Body> {
        let now = self.clock.now();
        if let Some(document) = kept_answer(&self.app, der, now) {
            self.kept.increment(1);
            return served(&document, conditions);
        }
        let ctx = Ctx {
            actor: Actor { role: Role::System, source: None },
            now,
            request_id: RequestId::from_chance(self.entropy.bytes()),
            entropy: self.entropy.clone(),
        };
        match answer_ocsp(&self.app, &ctx, der).await {
            OcspAnswer::Kept(document) => {
                self.fresh.increment(1);
                served(&document, conditions)
            }
            OcspAnswer::Fresh(bytes) => {
                self.fresh.increment(1);
                unkept(bytes.into())
            }
            OcspAnswer::Refused(status) => self.refuse(status),
        }
    }

    fn refuse(&self, status: ErrorStatus) -> Response<Body> {
        self.refused.increment(1);
        unkept(Bytes::from_static(status.der()))
    }
}

/// The request in a path: percent-decoded, then base64, which may hold slashes of its own.
fn from_path(path: &str) -> Option<Vec<u8>> {
    let text = path.strip_prefix('/')?;
    let text = if text.contains('%') {
        Cow::Owned(percent_decode_str(text).decode_utf8().ok()?.into_owned())
    } else {
        Cow::Borrowed(text)
    };
    let request = |text: &str| BASE64.decode(text).ok().filter(|der| der.first() == Some(&0x30));
    // A request begins with "M"; issuers' ids are not base64 of a sequence.
    request(&text).or_else(|| request(text.split_once('/')?.1))
}

/// A kept document; the headers that let caches keep it go with answers to GET only (RFC 5019 section 6.2).
fn served(document: &Arc<Document>, conditions: Option<&HeaderMap>) -> Response<Body> {
    let Some(conditions) = conditions else { return ok(document.body.clone()) };
    let mut response = if unchanged(document, conditions) {
        plain(StatusCode::NOT_MODIFIED)
    } else {
        ok(document.body.clone())
    };
    caching(document, response.headers_mut());
    response
}

/// Whether the client has these very bytes (RFC 9110 section 13.1.2).
pub(super) fn unchanged(document: &Document, conditions: &HeaderMap) -> bool {
    conditions.get_all(IF_NONE_MATCH).iter().any(|value| {
        value.as_bytes().split(|byte| *byte == b',').any(|tag| {
            let tag = tag.trim_ascii();
            tag == b"*" || tag.strip_prefix(b"W/").unwrap_or(tag) == document.etag
        })
    })
}

/// Tells caches what they may do; the values were made with the document.
pub(super) fn caching(document: &Document, headers: &mut HeaderMap) {
    let mut insert = |name: HeaderName, value: &Bytes| {
        if let Ok(value) = HeaderValue::from_maybe_shared(value.clone()) {
            headers.insert(name, value);
        }
    };
    insert(ETAG, &document.etag);
    insert(LAST_MODIFIED, &document.last_modified);
    insert(EXPIRES, &document.expires);
    insert(CACHE_CONTROL, &document.cache_control);
}

fn ok(body: Bytes) -> Response<Body> {
    let mut response = Response::new(Body::from(body));
    response.headers_mut().insert(CONTENT_TYPE, RESPONSE);
    response
}

/// For this request alone.
fn unkept(body: Bytes) -> Response<Body> {
    let mut response = ok(body);
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn plain(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn requests_are_found_in_paths() {
        let der = [0x30, 3, 0xff, 0xef, 0xfe];
        let text = BASE64.encode(der);
        assert_eq!(text, "MAP/7/4=");
        for path in
            ["/MAP/7/4=", "/MAP%2F7%2F4%3D", "/MAP/7/4", "/trustasia-ecc/MAP/7/4=", "/root/MAP%2f7/4%3d"]
        {
            assert_eq!(from_path(path).as_deref(), Some(der.as_slice()), "{path}");
        }
        for path in ["", "/", "/root", "/root/", "/%ff%ff", "/AAAA", "/M", "MAP/7/4="] {
            assert_eq!(from_path(path), None, "{path}");
        }
    }

    #[test]
    fn the_responders_paths_are_its_own() {
        for (path, served) in [
            ("/ocsp", true),
            ("/ocsp/", true),
            ("/ocsp/MA", true),
            ("/ocspx", false),
            ("/", false),
            ("/crl/root.crl", false),
        ] {
            assert_eq!(is_below(ROOT, path), served, "{path}");
        }
    }
}
