//! An answer before it is HTTP: status, body, and the headers that RFC 8555 gives a meaning.

use axum::body::Body;
use axum::response::Response;
use http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, CACHE_CONTROL};
use http::header::{ALLOW, CONTENT_TYPE, LINK, LOCATION, RETRY_AFTER};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde::Serialize;

/// `Replay-Nonce` (RFC 8555 section 6.5.1).
const REPLAY_NONCE: HeaderName = HeaderName::from_static("replay-nonce");

/// The media type of certificate chains (RFC 8555 section 9.1).
pub const PEM_CHAIN: &str = "application/pem-certificate-chain";

/// The media type of problem documents (RFC 7807 section 3).
pub const PROBLEM_JSON: &str = "application/problem+json";

/// What is answered.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The body's media type; nothing when there is no body.
    pub kind: Option<&'static str>,
    /// The body.
    pub body: Vec<u8>,
    /// Further headers.
    pub headers: HeaderMap,
    /// The problem's type, for the log; empty for successes.
    pub code: &'static str,
    /// Caches may keep the answer; others are `no-store`.
    pub cacheable: bool,
}

impl Answer {
    /// An answer without a body.
    pub fn empty(status: StatusCode) -> Self {
        Answer { status, kind: None, body: Vec::new(), headers: HeaderMap::new(), code: "", cacheable: false }
    }

    /// A JSON document.
    pub fn json(status: StatusCode, value: &impl Serialize) -> Self {
        match serde_json::to_vec(value) {
            Ok(body) => Answer::document(status, "application/json", body),
            // Strings and numbers always have a JSON form; an empty answer is what is left to say.
            Err(_) => Answer::empty(StatusCode::INTERNAL_SERVER_ERROR),
        }
    }

    /// A document of another kind.
    pub fn document(status: StatusCode, kind: &'static str, body: Vec<u8>) -> Self {
        Answer { kind: Some(kind), body, ..Answer::empty(status) }
    }

    /// Adds a header; a value that no header can carry is left out.
    #[must_use]
    pub fn with(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.append(name, value);
        }
        self
    }

    /// Adds `Location`.
    #[must_use]
    pub fn at(self, url: &str) -> Self {
        self.with(LOCATION, url)
    }

    /// Adds a `Link` (RFC 8288).
    #[must_use]
    pub fn link(self, url: &str, relation: &str) -> Self {
        self.with(LINK, &format!("<{url}>;rel=\"{relation}\""))
    }

    /// Adds `Allow`.
    #[must_use]
    pub fn allow(self, methods: &str) -> Self {
        self.with(ALLOW, methods)
    }

    /// Adds `Retry-After` in whole seconds: some clients do not read dates there.
    #[must_use]
    pub fn again_after(self, seconds: Option<i64>) -> Self {
        match seconds {
            Some(seconds) => self.with(RETRY_AFTER, &seconds.max(0).to_string()),
            None => self,
        }
    }

    /// The HTTP form. `index` is the directory's URL, which every answer but the directory itself points to (RFC 8555
    /// section 7.1); `nonce` a new one, where the request gets one.
    pub fn into_response(self, index: Option<&str>, nonce: Option<String>) -> Response {
        let this = match index {
            Some(index) => self.link(index, "index"),
            None => self,
        };
        let mut response = Response::new(Body::from(this.body));
        *response.status_mut() = this.status;
        let headers = response.headers_mut();
        *headers = this.headers;
        if let Some(kind) = this.kind {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
        }
        if let Some(nonce) = nonce.and_then(|nonce| HeaderValue::try_from(nonce).ok()) {
            headers.insert(REPLAY_NONCE, nonce);
        }
        if !this.cacheable {
            headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        }
        // RFC 8555 section 6.1: browsers may run clients.
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        headers.insert(
            ACCESS_CONTROL_EXPOSE_HEADERS,
            HeaderValue::from_static("Link, Location, Replay-Nonce, Retry-After"),
        );
        response
    }
}
