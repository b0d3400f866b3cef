//! Reads a request's body within the size limit of its kind.

use super::fault::{Fault, code};
use crate::settings::{BodyLimits, TimeLimits};
use axum::body::Bytes;
use axum::body::{Body, HttpBody};
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderMap, Method};
use http_body_util::BodyExt;

/// The kinds of request that the cloud API knows, each with its own size limit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// Parameters in the query string.
    Query,
    /// Parameters in a form body.
    Form,
    /// Parameters in a JSON body.
    Json,
}

impl Form {
    /// The kind of a request, by method and content type.
    ///
    /// # Errors
    /// `UnsupportedProtocol` for other methods than GET and POST; `InvalidParameter` for other content types.
    pub fn of(method: &Method, headers: &HeaderMap) -> Result<Self, Fault> {
        if method == Method::GET {
            return Ok(Form::Query);
        }
        if method != Method::POST {
            return Err(Fault::new(
                code::UNSUPPORTED_PROTOCOL,
                "The method must be GET or POST; send the request as POST with a JSON body.",
            ));
        }
        let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        match kind.as_str() {
            "application/json" => Ok(Form::Json),
            "application/x-www-form-urlencoded" => Ok(Form::Form),
            _ => Err(Fault::new(
                code::INVALID_PARAMETER,
                "Content-Type: must be application/json, or application/x-www-form-urlencoded for form parameters.",
            )),
        }
    }

    fn bytes_max(self, limits: &BodyLimits) -> usize {
        match self {
            Form::Query => limits.get_bytes_max,
            Form::Form => limits.form_bytes_max,
            Form::Json => limits.json_bytes_max,
        }
    }

    fn too_large(self, limits: &BodyLimits) -> Fault {
        let (what, most) = match self {
            Form::Query => ("query string of a GET", limits.get_bytes_max),
            Form::Form => ("form body", limits.form_bytes_max),
            Form::Json => ("JSON body", limits.json_bytes_max),
        };
        Fault::new(
            code::REQUEST_SIZE_LIMIT_EXCEEDED,
            format!("The {what} may have at most {most} bytes; send less, or split the request."),
        )
    }
}

/// Reads the body whole. An oversize body is read on for a while and thrown away, because a client that is still
/// sending does not read the answer.
///
/// # Errors
/// `RequestSizeLimitExceeded`, or `InvalidParameter` when the body breaks off or comes too slowly.
pub async fn read(
    form: Form,
    query: &str,
    headers: &HeaderMap,
    body: Body,
    limits: &BodyLimits,
    times: &TimeLimits,
) -> Result<Bytes, Fault> {
    if form == Form::Query {
        return if query.len() > limits.get_bytes_max {
            Err(form.too_large(limits))
        } else {
            Ok(Bytes::new())
        };
    }
    let announced = headers
        .get(CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok())
        .and_then(|text| text.parse::<usize>().ok())
        .or_else(|| body.size_hint().exact().and_then(|size| usize::try_from(size).ok()));
    if announced.is_some_and(|size| size > limits.drain_bytes_max) {
        return Err(form.too_large(limits));
    }
    match tokio::time::timeout(times.body, collect(form, body, announced, limits)).await {
        Ok(read) => read,
        Err(_) => Err(Fault::new(
            code::INVALID_PARAMETER,
            format!(
                "The request body did not arrive within {} seconds; send it again.",
                times.body.as_secs()
            ),
        )),
    }
}

async fn collect(
    form: Form,
    mut body: Body,
    announced: Option<usize>,
    limits: &BodyLimits,
) -> Result<Bytes, Fault> {
    let most = form.bytes_max(limits);
    let mut bytes = Vec::with_capacity(announced.unwrap_or(0).min(most).min(1 << 16));
    let mut seen = 0_usize;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| {
            Fault::new(code::INVALID_PARAMETER, "The request body broke off; send the request again.")
        })?;
        let Some(data) = frame.data_ref() else { continue };
        seen = seen.saturating_add(data.len());
        if seen > limits.drain_bytes_max {
            return Err(form.too_large(limits));
        }
        if seen <= most {
            bytes.extend_from_slice(data);
        } else {
            bytes = Vec::new();
        }
    }
    if seen > most { Err(form.too_large(limits)) } else { Ok(bytes.into()) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use http::HeaderValue;

    const LIMITS: BodyLimits = BodyLimits {
        get_bytes_max: 4,
        form_bytes_max: 5,
        json_bytes_max: 6,
        drain_bytes_max: 20,
        depth_max: 1,
        values_max: 1,
    };

    #[test]
    fn kinds_follow_method_and_content_type() {
        for (method, kind, expected) in [
            (Method::GET, "", Ok(Form::Query)),
            (Method::GET, "application/x-www-form-urlencoded", Ok(Form::Query)),
            (Method::POST, "application/json", Ok(Form::Json)),
            (Method::POST, "Application/JSON; charset=utf-8", Ok(Form::Json)),
            (Method::POST, "application/x-www-form-urlencoded", Ok(Form::Form)),
            (Method::POST, "multipart/form-data; boundary=x", Err(code::INVALID_PARAMETER)),
            (Method::POST, "", Err(code::INVALID_PARAMETER)),
            (Method::PUT, "application/json", Err(code::UNSUPPORTED_PROTOCOL)),
            (Method::HEAD, "", Err(code::UNSUPPORTED_PROTOCOL)),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(CONTENT_TYPE, HeaderValue::from_str(kind).unwrap());
            assert_eq!(Form::of(&method, &headers).map_err(|fault| fault.code), expected, "{method} {kind}");
        }
    }

    #[tokio::test]
    async fn one_byte_too_many_is_refused() {
        let times = TimeLimits::default();
        for (form, size, fits) in [
            (Form::Query, 4, true),
            (Form::Query, 5, false),
            (Form::Form, 5, true),
            (Form::Form, 6, false),
            (Form::Json, 6, true),
            (Form::Json, 7, false),
            (Form::Json, 30, false),
        ] {
            let text = "x".repeat(size);
            let (query, body) = if form == Form::Query { (text.as_str(), "") } else { ("", text.as_str()) };
            let body = Body::from(body.to_owned());
            let read = read(form, query, &HeaderMap::new(), body, &LIMITS, &times).await;
            match read {
                Ok(bytes) => {
                    assert!(fits, "{form:?} {size}");
                    assert_eq!(bytes.len(), if form == Form::Query { 0 } else { size });
                }
                Err(fault) => {
                    assert!(!fits, "{form:?} {size}");
                    assert_eq!(fault.code, code::REQUEST_SIZE_LIMIT_EXCEEDED);
                }
            }
        }
    }
}
