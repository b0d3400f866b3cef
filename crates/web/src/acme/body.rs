//! Reads the body of a request within its size and time.

use super::problem::WireProblem;
use crate::settings::TimeLimits;
use axum::body::{Body, HttpBody};
use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};
use http_body_util::BodyExt;

/// The media type of every POST (RFC 8555 section 6.2).
const JOSE_JSON: &str = "application/jose+json";

/// How many times the size of a body is taken in and thrown away after a body that is too large.
const REST: usize = 8;

/// The whole body, of at most `bytes_max` octets.
///
/// # Errors
/// 415 for another media type (RFC 8555 section 6.2), 413 for a longer body, 400 for one that breaks off, 408 for one
/// that does not come.
pub async fn read(
    headers: &HeaderMap,
    body: Body,
    bytes_max: usize,
    times: &TimeLimits,
) -> Result<Vec<u8>, WireProblem> {
    let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if !kind.eq_ignore_ascii_case(JOSE_JSON) {
        let text = "Content-Type: must be application/jose+json (RFC 8555 section 6.2)";
        return Err(WireProblem::malformed(text).status(StatusCode::UNSUPPORTED_MEDIA_TYPE));
    }
    let announced = body.size_hint().lower();
    if usize::try_from(announced).is_ok_and(|size| size > bytes_max) {
        // Only a bounded rest is waited for: whoever goes on sending is cut off.
        let _ = tokio::time::timeout(times.body, discard(body, bytes_max * REST)).await;
        return Err(too_large(bytes_max));
    }
    let reading = collect(body, bytes_max);
    match tokio::time::timeout(times.body, reading).await {
        Ok(read) => read,
        Err(_) => {
            let text = format!("the body did not arrive within {} seconds", times.body.as_secs());
            Err(WireProblem::malformed(text).status(StatusCode::REQUEST_TIMEOUT))
        }
    }
}

async fn collect(mut body: Body, bytes_max: usize) -> Result<Vec<u8>, WireProblem> {
    let expected = usize::try_from(body.size_hint().lower()).unwrap_or(0);
    let mut bytes = Vec::with_capacity(expected.min(bytes_max));
    while let Some(frame) = body.frame().await {
        let frame =
            frame.map_err(|_| WireProblem::malformed("the body broke off; send the request again"))?;
        let Some(data) = frame.data_ref() else { continue };
        if bytes.len() + data.len() > bytes_max {
            discard(body, bytes_max * REST).await;
            return Err(too_large(bytes_max));
        }
        bytes.extend_from_slice(data);
    }
    Ok(bytes)
}

/// Takes in what is still being sent, so that the caller comes to read the answer instead of a broken connection.
async fn discard(mut body: Body, bytes_max: usize) {
    let mut seen = 0;
    while let Some(Ok(frame)) = body.frame().await {
        seen += frame.data_ref().map_or(0, |data| data.len());
        if seen > bytes_max {
            return;
        }
    }
}

fn too_large(bytes_max: usize) -> WireProblem {
    WireProblem::malformed(format!("the body may have at most {bytes_max} bytes"))
        .status(StatusCode::PAYLOAD_TOO_LARGE)
}
