//! An order: read (RFC 8555 section 7.4), or cancelled when it renews itself (RFC 8739 section 3.1.2).

use crate::acme::answer::Answer;
use crate::acme::door::Visit;
use crate::acme::payloads::{self, StatusPayload};
use crate::acme::problem::WireProblem;
use crate::acme::view;
use chancery_app::acme;
use chancery_domain::acme::{AcmeOrder, AcmeOrderId, OrderStatus, ProblemType};
use http::StatusCode;

/// The order after what was asked for.
///
/// # Errors
/// Those of the message and of the use-cases.
pub async fn post(visit: &Visit<'_>, body: &[u8], id: &AcmeOrderId) -> Result<Answer, WireProblem> {
    let (caller, message) = visit.believe_account(body).await?;
    let server = visit.server;
    let found = if message.payload.is_empty() {
        acme::order(&server.app, &visit.ctx, &caller, id).await
    } else {
        let wanted: StatusPayload = payloads::read(&message.payload)?;
        if wanted.status != "canceled" {
            let text = "status: only \"canceled\" can be asked for";
            return Err(WireProblem::new(ProblemType::AutoRenewalCancellationInvalid, text));
        }
        acme::cancel_order(&server.app, &visit.ctx, &caller, id).await
    };
    let order = found.map_err(|failure| visit.refuse_account(&caller, failure))?;
    Ok(answer(visit, &order))
}

/// 200 with the order; while it is being issued with the time after which to look again.
pub fn answer(visit: &Visit<'_>, order: &AcmeOrder) -> Answer {
    let wait = (order.status(visit.ctx.now) == OrderStatus::Processing)
        .then_some(visit.server.app.policy.acme_wire.poll_seconds);
    Answer::json(StatusCode::OK, &view::order(visit.server, order, visit.ctx.now)).again_after(wait)
}
