//! Certificates and revocation lists of the authority, under the addresses that certificates name (RFC 5280 sections
//! 4.2.1.13 and 4.2.2.1: one DER object, over HTTP).

use super::Facts;
use super::ocsp::{caching, unchanged};
use crate::edge::Arrival;
use axum::Extension;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use chancery_domain::revocation::ListPart;
use http::StatusCode;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderMap, HeaderValue};

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

/// `/crl/ID.crl`: the whole list of an issuer (RFC 2585 section 4.2).
pub async fn whole_list(
    State(facts): State<Facts>,
    Extension(arrival): Extension<Arrival>,
    Path(file): Path<String>,
    conditions: HeaderMap,
) -> Response {
    match file.strip_suffix(".crl") {
        Some(id) => list(&facts, &arrival, id, ListPart::Whole, &conditions).await,
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// `/crl/ID/PART.crl`: a part of it.
pub async fn part_of_list(
    State(facts): State<Facts>,
    Extension(arrival): Extension<Arrival>,
    Path((id, file)): Path<(String, String)>,
    conditions: HeaderMap,
) -> Response {
    // One part has one address: no signs, no leading zeros.
    let shard = file.strip_suffix(".crl").and_then(|text| {
        let shard: i64 = text.parse().ok()?;
        (shard >= 0 && shard.to_string() == text).then_some(shard)
    });
    match shard {
        Some(shard) => list(&facts, &arrival, &id, ListPart::Shard(shard), &conditions).await,
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn list(
    facts: &Facts,
    arrival: &Arrival,
    issuer: &str,
    part: ListPart,
    conditions: &HeaderMap,
) -> Response {
    match (facts.revocation_list)(issuer.to_owned(), part, arrival.now).await {
        Ok(Some(document)) => {
            let mut response = if unchanged(&document, conditions) {
                StatusCode::NOT_MODIFIED.into_response()
            } else {
                let mut response = Response::new(Body::from(document.body.clone()));
                response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/pkix-crl"));
                response
            };
            caching(&document, response.headers_mut());
            response
        }
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => {
            tracing::error!(request_id = %arrival.request_id, error, "a revocation list could not be made");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}
