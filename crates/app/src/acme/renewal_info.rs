//! When a certificate should be renewed (RFC 9773).

use super::caller::not_built;
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::service::App;
use chancery_domain::time::Timestamp;

/// The suggested window.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RenewalWindow {
    /// Its beginning.
    pub start: Timestamp,
    /// Its end.
    pub end: Timestamp,
    /// When to ask again, in seconds.
    pub retry_after_seconds: i64,
}

/// The window of the certificate with this ARI identifier (RFC 9773 section 4.1). Anyone may ask.
///
/// # Errors
/// [`crate::Code::AcmeMalformed`] for a malformed identifier, `AcmeNotFound` for an unknown one.
pub async fn renewal_info(_app: &App, _ctx: &Ctx, _certificate_id: &str) -> Result<RenewalWindow, Failure> {
    Err(not_built())
}
