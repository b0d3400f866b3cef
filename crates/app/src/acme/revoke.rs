//! Revokes a certificate on request of its account, of one who controls its names, or of its key (RFC 8555 section 7.6).

use super::caller::{Caller, not_built};
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::service::App;

/// In whose name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum RevokeBy {
    /// An account: the one that it was issued to, or one with valid authorizations for all its identifiers.
    Account(Caller),
    /// The holder of the certificate's own key, which signed the request.
    Key {
        /// The key's SubjectPublicKeyInfo in DER.
        spki_der: Vec<u8>,
    },
}

/// Revokes the certificate. `reason` is the code as it was sent; nothing means unspecified.
///
/// # Errors
/// [`crate::Code::AcmeNotFound`] for one that was not issued here, `AcmeRevocationUnauthorized`, `AcmeReasonInvalid`,
/// `AlreadyRevoked`, `AcmeRenewalRevocation`.
pub async fn revoke(
    _app: &App,
    _ctx: &Ctx,
    _by: RevokeBy,
    _certificate_der: &[u8],
    _reason: Option<i64>,
) -> Result<(), Failure> {
    Err(not_built())
}
