//! Changes the key of an ACME account (RFC 8555 section 7.3.5).

use super::caller::{Caller, not_built};
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::service::App;
use chancery_domain::acme::{AcmeAccount, AcmeAccountId};

/// What came of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum KeyChange {
    /// The account has the new key.
    Done(AcmeAccount),
    /// The new key is another account's (or this one's already): 409 with that account's URL in `Location`.
    Conflict(AcmeAccountId),
}

/// Gives the account a new key. Both signatures were verified by the caller's front end.
///
/// # Errors
/// [`crate::Code::AcmeAccountInactive`], `AcmeKeyRefused`.
pub async fn change_key(
    _app: &App,
    _ctx: &Ctx,
    _caller: &Caller,
    _new_jwk: String,
    _new_thumbprint: String,
    _new_spki_der: Vec<u8>,
) -> Result<KeyChange, Failure> {
    Err(not_built())
}
