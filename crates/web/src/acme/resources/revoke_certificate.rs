//! Revocation by account, by authorization or by the certificate's key (RFC 8555 section 7.6).

use crate::acme::answer::Answer;
use crate::acme::believe::{By, Wanted};
use crate::acme::door::Visit;
use crate::acme::jose::base64url;
use crate::acme::payloads::{self, RevokePayload};
use crate::acme::problem::WireProblem;
use chancery_app::acme::{self, RevokeBy};
use http::StatusCode;

/// 200 without a body.
///
/// # Errors
/// Those of the message and of the use-case.
pub async fn post(visit: &Visit<'_>, body: &[u8]) -> Result<Answer, WireProblem> {
    let message = visit.believe(body, Wanted::Either).await?;
    let payload: RevokePayload<'_> = payloads::read(&message.payload)?;
    let certificate = base64url::decode(&payload.certificate).ok_or_else(|| {
        WireProblem::malformed("certificate: must be base64url without padding of the certificate's DER")
    })?;
    let by = match &message.by {
        By::Account(caller) => RevokeBy::Account(caller.clone()),
        By::Key => RevokeBy::Key { spki_der: message.key.spki_der()? },
    };
    let done = acme::revoke(&visit.server.app, &visit.ctx, by, &certificate, payload.reason).await;
    done.map_err(|failure| match &message.by {
        By::Account(caller) => visit.refuse_account(caller, failure),
        By::Key => visit.refuse(failure),
    })?;
    Ok(Answer::empty(StatusCode::OK))
}
