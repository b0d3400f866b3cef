//! Opens an authorization ahead of any order (RFC 8555 section 7.4.1).

use super::caller::{Caller, not_built};
use super::new_order::IdentifierText;
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::service::App;
use chancery_domain::acme::Authorization;

/// Opens an authorization under a profile's rules, or returns a valid one of the same identifier.
///
/// # Errors
/// As [`super::new_order`]; wildcards are refused (`AcmeMalformed`).
pub async fn new_authorization(
    _app: &App,
    _ctx: &Ctx,
    _caller: &Caller,
    _identifier: IdentifierText,
    _profile: Option<String>,
) -> Result<Authorization, Failure> {
    Err(not_built())
}
