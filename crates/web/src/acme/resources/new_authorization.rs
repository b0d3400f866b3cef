//! Authorizations ahead of any order (RFC 8555 section 7.4.1).

use super::new_order::{profile, text};
use crate::acme::answer::Answer;
use crate::acme::door::Visit;
use crate::acme::payloads::{self, NewAuthorizationPayload};
use crate::acme::problem::WireProblem;
use crate::acme::view;
use chancery_app::acme;
use http::StatusCode;

/// 201 with the authorization; its challenges are those of the directory's profile.
///
/// # Errors
/// Those of the message and of the use-case.
pub async fn post(visit: &Visit<'_>, body: &[u8], directory: &Option<String>) -> Result<Answer, WireProblem> {
    let (caller, message) = visit.believe_account(body).await?;
    let payload: NewAuthorizationPayload = payloads::read(&message.payload)?;
    let profile = profile(visit, directory, None)?;
    let server = visit.server;
    let identifier = text(payload.identifier);
    let made = acme::new_authorization(&server.app, &visit.ctx, &caller, identifier, Some(profile)).await;
    let made = made.map_err(|failure| visit.refuse_account(&caller, failure))?;
    let view = view::authorization(server, &made, visit.ctx.now);
    Ok(Answer::json(StatusCode::CREATED, &view).at(&server.urls.authorization(&made.id)))
}
