//! New nonces (RFC 8555 section 7.2): the door adds one to the answer.

use crate::acme::answer::Answer;
use http::{Method, StatusCode};

/// 200 for HEAD, 204 for GET.
pub fn get(method: &Method) -> Answer {
    Answer::empty(if *method == Method::HEAD { StatusCode::OK } else { StatusCode::NO_CONTENT })
}
