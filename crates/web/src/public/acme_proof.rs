//! `/.well-known/acme-challenge/TOKEN`: answers to the http-01 challenges of upstream authorities (RFC 8555 section
//! 8.3). Names whose certificates an upstream issues lead their port 80 here.

use super::Facts;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};

/// The key authorization, if one is published.
pub async fn answer(State(facts): State<Facts>, Path(token): Path<String>) -> Response {
    match (facts.acme_proof)(token).await {
        Some(content) => {
            let headers = [(CONTENT_TYPE, "application/octet-stream"), (CACHE_CONTROL, "no-store")];
            (headers, content).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
