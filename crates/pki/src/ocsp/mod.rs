//! OCSP (RFC 6960, its lightweight profile RFC 5019, nonces RFC 9654): requests read, answers written and read.

mod delegate;
mod read;
mod request;
mod response;

pub use delegate::responder_certificate_tbs;
pub use read::{AnswerError, AnswerFacts, AnsweredStatus, SingleFacts};
pub use request::{CertId, HashAlgorithm, Request, RequestError};
pub use response::{Answer, ErrorStatus, Identity, Single, Status, answer};
