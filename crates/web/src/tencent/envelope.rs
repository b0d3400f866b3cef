//! The answer's envelope: always HTTP 200, always exactly `application/json`, compact, `RequestId` last.
//!
//! Any other status makes the official SDKs report a network error; with a charset in the content type the Python
//! SDK reads an error as an empty success.

use super::fault::{Fault, code};
use axum::body::Body;
use axum::response::Response;
use chancery_domain::ids::RequestId;
use http::HeaderValue;
use http::header::CONTENT_TYPE;
use serde::Serialize;

/// The language a caller asks for (`X-TC-Language`, `Language`).
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Language {
    /// `en-US`, also for anything else.
    #[default]
    English,
    /// `zh-CN`. Texts are English until translations exist.
    Chinese,
}

impl Language {
    /// Reads the header or parameter.
    pub fn read(text: Option<&str>) -> Self {
        match text {
            Some("zh-CN") => Language::Chinese,
            _ => Language::English,
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Envelope<T> {
    response: T,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Success<'a, T> {
    #[serde(flatten)]
    fields: &'a T,
    request_id: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Refusal<'a> {
    error: Error<'a>,
    request_id: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Error<'a> {
    code: &'a str,
    message: &'a str,
}

/// `{"Response":{...fields...,"RequestId":"..."}}`.
///
/// # Errors
/// `InternalError` when the fields cannot be written as JSON, which no answer's type allows.
pub fn success<T: Serialize>(fields: &T, request_id: &RequestId) -> Result<String, Fault> {
    serde_json::to_string(&Envelope { response: Success { fields, request_id: &request_id.0 } })
        .map_err(|_| Fault::new(code::INTERNAL_ERROR, "The answer could not be written."))
}

/// `{"Response":{"Error":{"Code":"...","Message":"..."},"RequestId":"..."}}`.
pub fn refusal(fault: &Fault, request_id: &RequestId, _language: Language) -> String {
    let error = Error { code: fault.code, message: &fault.message };
    let envelope = Envelope { response: Refusal { error, request_id: &request_id.0 } };
    // Two texts always serialize; the fallback is what a client can still parse.
    serde_json::to_string(&envelope).unwrap_or_else(|_| {
        r#"{"Response":{"Error":{"Code":"InternalError","Message":""},"RequestId":""}}"#.into()
    })
}

/// The HTTP answer around a body made by [`success`] or [`refusal`].
pub fn http(body: String) -> Response {
    let mut response = Response::new(Body::from(body));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    #[derive(Serialize)]
    #[serde(rename_all = "PascalCase")]
    struct Fields {
        certificate_id: &'static str,
        nothing: Option<u8>,
    }

    #[derive(Serialize)]
    struct Empty {}

    #[test]
    fn answers_are_compact_with_the_request_id_last() {
        let id = RequestId("r-1".into());
        assert_eq!(
            success(&Fields { certificate_id: "e79vbLDZ", nothing: None }, &id).unwrap(),
            r#"{"Response":{"CertificateId":"e79vbLDZ","Nothing":null,"RequestId":"r-1"}}"#
        );
        assert_eq!(success(&Empty {}, &id).unwrap(), r#"{"Response":{"RequestId":"r-1"}}"#);
        let fault = Fault::new(code::INVALID_ACTION, "say \"so\"");
        assert_eq!(
            refusal(&fault, &id, Language::English),
            r#"{"Response":{"Error":{"Code":"InvalidAction","Message":"say \"so\""},"RequestId":"r-1"}}"#
        );
    }

    #[test]
    fn the_content_type_has_no_charset_and_the_status_is_200() {
        let response = http(String::new());
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()[CONTENT_TYPE], "application/json");
    }
}
