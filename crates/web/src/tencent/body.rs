//! Reads a request's body within the size limit of its kind, and all large bodies within a common room, so that no
//! number of callers can fill the memory.

use super::fault::{Fault, code};
use crate::settings::{BodyLimits, TimeLimits};
use axum::body::{Body, Bytes, HttpBody};
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::request::Parts;
use http::{HeaderMap, Method};
use http_body_util::BodyExt;
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

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

/// The room that large bodies share, counted in KiB.
#[derive(Clone)]
pub struct Room(Arc<Semaphore>);

impl Room {
    /// A room of `limits.large_bytes_together`.
    pub fn new(limits: &BodyLimits) -> Self {
        Room(Arc::new(Semaphore::new((limits.large_bytes_together >> 10).clamp(1, Semaphore::MAX_PERMITS))))
    }

    /// Waits for a place of `bytes`; never asks for more than the whole room.
    async fn place(&self, bytes: usize, limits: &BodyLimits) -> Option<OwnedSemaphorePermit> {
        let whole = (limits.large_bytes_together >> 10).max(1);
        let kibibytes = u32::try_from(bytes.div_ceil(1 << 10).min(whole)).unwrap_or(u32::MAX);
        // The room is never closed, so there is a place in the end.
        self.0.clone().acquire_many_owned(kibibytes).await.ok()
    }
}

/// A body with its place in the room, which is free again when this is dropped.
#[derive(Debug)]
pub struct Whole {
    /// The body.
    pub bytes: Bytes,
    _place: Option<OwnedSemaphorePermit>,
}

/// Reads the body whole. An oversize body is read on for a while and thrown away, because a client that is still
/// sending does not read the answer.
///
/// # Errors
/// `RequestSizeLimitExceeded`, or `InvalidParameter` when the body breaks off or comes too slowly.
pub async fn read(
    form: Form,
    head: &Parts,
    body: Body,
    room: &Room,
    limits: &BodyLimits,
    times: &TimeLimits,
) -> Result<Whole, Fault> {
    if form == Form::Query {
        return if head.uri.query().unwrap_or_default().len() > limits.get_bytes_max {
            Err(form.too_large(limits))
        } else {
            Ok(Whole { bytes: Bytes::new(), _place: None })
        };
    }
    let announced = head
        .headers
        .get(CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok())
        .and_then(|text| text.parse::<usize>().ok())
        .or_else(|| body.size_hint().exact().and_then(|size| usize::try_from(size).ok()));
    if announced.is_some_and(|size| size > limits.drain_bytes_max) {
        return Err(form.too_large(limits));
    }
    let reading = async {
        let needed = announced.unwrap_or(usize::MAX).min(form.bytes_max(limits));
        let place = if needed > limits.small_bytes_max { room.place(needed, limits).await } else { None };
        Ok(Whole { bytes: collect(form, body, announced, limits).await?, _place: place })
    };
    match tokio::time::timeout(times.body, reading).await {
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
        small_bytes_max: 2,
        large_bytes_together: 1,
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
            let (path, body) =
                if form == Form::Query { (format!("/?{text}"), "") } else { ("/".into(), text.as_str()) };
            let (head, ()) = http::Request::get(path).body(()).unwrap().into_parts();
            let room = Room::new(&LIMITS);
            let read = read(form, &head, Body::from(body.to_owned()), &room, &LIMITS, &times).await;
            match read {
                Ok(whole) => {
                    assert!(fits, "{form:?} {size}");
                    assert_eq!(whole.bytes.len(), if form == Form::Query { 0 } else { size });
                }
                Err(fault) => {
                    assert!(!fits, "{form:?} {size}");
                    assert_eq!(fault.code, code::REQUEST_SIZE_LIMIT_EXCEEDED);
                }
            }
        }
    }

    #[tokio::test]
    async fn a_full_room_makes_large_bodies_wait_but_not_small_ones() {
        let times = TimeLimits { body: std::time::Duration::from_millis(50), ..TimeLimits::default() };
        let (head, ()) = http::Request::post("/").body(()).unwrap().into_parts();
        let room = Room::new(&LIMITS);
        let send = |text: &'static str| read(Form::Json, &head, Body::from(text), &room, &LIMITS, &times);
        let held = send("{   }").await.unwrap();
        assert!(send("{   }").await.unwrap_err().message.contains("did not arrive"));
        assert!(send("{}").await.is_ok());
        drop(held);
        assert!(send("{   }").await.is_ok());
    }
}
