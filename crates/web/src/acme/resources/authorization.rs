//! An authorization: read (RFC 8555 section 7.5) or deactivated (7.5.2).

use crate::acme::answer::Answer;
use crate::acme::door::Visit;
use crate::acme::payloads::{self, StatusPayload};
use crate::acme::problem::WireProblem;
use crate::acme::view;
use chancery_app::acme;
use chancery_domain::acme::{Authorization, AuthorizationId, AuthorizationStatus, ChallengeStage};
use chancery_domain::time::Timestamp;
use http::StatusCode;

/// The authorization after what was asked for.
///
/// # Errors
/// Those of the message and of the use-cases.
pub async fn post(visit: &Visit<'_>, body: &[u8], id: &AuthorizationId) -> Result<Answer, WireProblem> {
    let (caller, message) = visit.believe_account(body).await?;
    let server = visit.server;
    let found = if message.payload.is_empty() {
        acme::authorization(&server.app, &visit.ctx, &caller, id).await
    } else {
        let wanted: StatusPayload = payloads::read(&message.payload)?;
        if wanted.status != "deactivated" {
            return Err(WireProblem::malformed("status: only \"deactivated\" can be asked for"));
        }
        acme::deactivate_authorization(&server.app, &visit.ctx, &caller, id).await
    };
    let found = found.map_err(|failure| visit.refuse_account(&caller, failure))?;
    let wait = is_looking(&found, visit.ctx.now).then_some(server.app.policy.acme_wire.poll_seconds);
    let view = view::authorization(server, &found, visit.ctx.now);
    Ok(Answer::json(StatusCode::OK, &view).again_after(wait))
}

/// Whether a challenge is being looked at, so that asking again makes sense (section 7.5.1).
pub fn is_looking(authorization: &Authorization, now: Timestamp) -> bool {
    authorization.status(now) == AuthorizationStatus::Pending
        && authorization.challenges.iter().any(|c| matches!(c.stage, ChallengeStage::Processing { .. }))
}
