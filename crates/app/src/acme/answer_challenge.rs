//! The client says that the response to a challenge is there (RFC 8555 section 7.5.1).

use super::caller::{Caller, not_built};
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::service::App;
use chancery_domain::acme::{Authorization, AuthorizationId, ChallengeType};

/// Looks for the response at once; the returned authorization tells by its stage what came of it. A look that takes
/// longer than the policy's time goes on as a stored task, and the challenge is `processing` meanwhile.
///
/// # Errors
/// [`crate::Code::AcmeNotFound`], `AcmeMalformed` when the authorization is no longer pending.
pub async fn answer_challenge(
    _app: &App,
    _ctx: &Ctx,
    _caller: &Caller,
    _authorization: &AuthorizationId,
    _kind: ChallengeType,
) -> Result<Authorization, Failure> {
    Err(not_built())
}
