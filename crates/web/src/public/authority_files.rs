//! Certificates and revocation lists of the authority, under the addresses that certificates name (RFC 5280 sections
//! 4.2.1.13 and 4.2.2.1: one DER object, over HTTP).

use super::Facts;
use crate::edge::Arrival;
use axum::Extension;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};

/// `/ca/ID.cer` (RFC 2585 section 4.1 names the media type).
pub async fn certificate(State(facts): State<Facts>, Path(file): Path<String>) -> Response {
    match file.strip_suffix(".cer").and_then(|id| (facts.authority_certificate)(id)) {
        Some(der) => {
            let headers = [(CONTENT_TYPE, "application/pkix-cert"), (CACHE_CONTROL, "max-age=86400")];
            (headers, der).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// `/crl/ID.crl` (RFC 2585 section 4.2).
pub async fn revocation_list(
    State(facts): State<Facts>,
    Extension(arrival): Extension<Arrival>,
    Path(file): Path<String>,
) -> Response {
    let Some(id) = file.strip_suffix(".crl") else { return StatusCode::NOT_FOUND.into_response() };
    match (facts.revocation_list)(id, arrival.now) {
        Ok(Some(der)) => {
            let headers = [(CONTENT_TYPE, "application/pkix-crl"), (CACHE_CONTROL, "max-age=3600")];
            (headers, der.to_vec()).into_response()
        }
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => {
            tracing::error!(request_id = %arrival.request_id, %error, "a revocation list could not be made");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}
