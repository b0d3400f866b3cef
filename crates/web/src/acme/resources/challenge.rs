//! A challenge: read, or answered by the client (RFC 8555 section 7.5.1).

use super::authorization::is_looking;
use crate::acme::answer::Answer;
use crate::acme::door::Visit;
use crate::acme::payloads::{self, ResponsePayload};
use crate::acme::problem::WireProblem;
use crate::acme::view;
use chancery_app::{Code, acme};
use chancery_domain::acme::{AuthorizationId, AuthorizationStatus, ChallengeType};
use http::StatusCode;

/// The challenge after what was asked for, with links to its authorization.
///
/// # Errors
/// Those of the message and of the use-cases.
pub async fn post(
    visit: &Visit<'_>,
    body: &[u8],
    id: &AuthorizationId,
    kind: ChallengeType,
) -> Result<Answer, WireProblem> {
    let (caller, message) = visit.believe_account(body).await?;
    let server = visit.server;
    let found = if message.payload.is_empty() {
        acme::authorization(&server.app, &visit.ctx, &caller, id).await
    } else {
        let ResponsePayload {} = payloads::read(&message.payload)?;
        match acme::answer_challenge(&server.app, &visit.ctx, &caller, id, kind).await {
            // Clients answer challenges of authorizations that were valid already; there is nothing left to do then.
            Err(failure) if failure.code == Code::AcmeMalformed => {
                match acme::authorization(&server.app, &visit.ctx, &caller, id).await {
                    Ok(found) if found.status(visit.ctx.now) == AuthorizationStatus::Valid => Ok(found),
                    _ => Err(failure),
                }
            }
            other => other,
        }
    };
    let found = found.map_err(|failure| visit.refuse_account(&caller, failure))?;
    let challenge = found.challenge(kind).ok_or_else(WireProblem::not_found)?;
    let wait = is_looking(&found, visit.ctx.now).then_some(server.app.policy.acme_wire.poll_seconds);
    Ok(Answer::json(StatusCode::OK, &view::challenge(server, &found, challenge))
        .link(&server.urls.authorization(id), "up")
        .again_after(wait))
}
