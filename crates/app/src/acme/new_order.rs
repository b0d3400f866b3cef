//! Opens an order (RFC 8555 section 7.4).

use super::caller::{Caller, not_built};
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::service::App;
use chancery_domain::acme::AcmeOrder;
use chancery_domain::time::Timestamp;

/// An identifier object as it was sent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct IdentifierText {
    /// `type`.
    pub kind: String,
    /// `value`.
    pub value: String,
}

/// What a client asks for.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct NewOrder {
    /// What is to be certified.
    pub identifiers: Vec<IdentifierText>,
    /// The profile asked for, or else that of the directory; nothing for the first one of the profiles file.
    pub profile: Option<String>,
    /// `notBefore`.
    pub not_before: Option<Timestamp>,
    /// `notAfter`.
    pub not_after: Option<Timestamp>,
    /// The certificate that this one replaces (RFC 9773 section 5).
    pub replaces: Option<String>,
    /// The order renews itself (RFC 8739).
    pub auto_renewal: Option<AutoRenewalRequest>,
}

/// The `auto-renewal` object as it was sent (RFC 8739 section 3.1.1).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AutoRenewalRequest {
    /// `start-date`.
    pub start_date: Option<Timestamp>,
    /// `end-date`.
    pub end_date: Timestamp,
    /// `lifetime` in seconds.
    pub lifetime: i64,
    /// `lifetime-adjust` in seconds; 0 when absent.
    pub lifetime_adjust: i64,
    /// `allow-certificate-get`.
    pub allow_certificate_get: bool,
}

/// Opens an order and its authorizations; valid ones of the same account and identifier are used again.
///
/// # Errors
/// [`crate::Code::AcmeAccountInactive`], `AcmeProfileInvalid`, `AcmeIdentifierUnsupported`,
/// `AcmeIdentifierRejected` (with parts), `AcmeMalformed`, `AcmeAlreadyReplaced`, `RateLimited`.
pub async fn new_order(
    _app: &App,
    _ctx: &Ctx,
    _caller: &Caller,
    _input: NewOrder,
) -> Result<AcmeOrder, Failure> {
    Err(not_built())
}
