//! The CSR of an order (RFC 8555 section 7.4).

use super::order;
use crate::acme::answer::Answer;
use crate::acme::door::Visit;
use crate::acme::jose::base64url;
use crate::acme::payloads::{self, FinalizePayload};
use crate::acme::problem::WireProblem;
use chancery_app::acme;
use chancery_domain::acme::{AcmeOrderId, ProblemType};

/// The order, usually with its certificate.
///
/// # Errors
/// Those of the message and of the use-case; `badCSR` when the text is not base64url.
pub async fn post(visit: &Visit<'_>, body: &[u8], id: &AcmeOrderId) -> Result<Answer, WireProblem> {
    let (caller, message) = visit.believe_account(body).await?;
    let payload: FinalizePayload<'_> = payloads::read(&message.payload)?;
    let csr = base64url::decode(&payload.csr).ok_or_else(|| {
        WireProblem::new(
            ProblemType::BadCsr,
            "csr: must be base64url without padding of the CSR's DER, not PEM",
        )
    })?;
    let server = visit.server;
    let done = acme::finalize(&server.app, &visit.ctx, &caller, id, csr).await;
    let done = done.map_err(|failure| visit.refuse_account(&caller, failure))?;
    Ok(order::answer(visit, &done).at(&server.urls.order(id)))
}
