//! The root certificate for clients to trust.

use super::Facts;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_TYPE};

/// `/ca/root.pem` (RFC 8555 section 9.1 names the media type for PEM chains).
pub async fn pem(State(facts): State<Facts>) -> Response {
    let headers = [(CONTENT_TYPE, "application/pem-certificate-chain"), (CACHE_CONTROL, "max-age=3600")];
    (headers, facts.root_pem.to_string()).into_response()
}
