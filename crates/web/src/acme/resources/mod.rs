//! The resources of RFC 8555 chapter 7 and of its extensions, one file each.

mod account;
mod authorization;
mod certificate;
mod challenge;
pub mod directory;
mod finalize;
mod key_change;
mod new_account;
mod new_authorization;
pub mod new_nonce;
mod new_order;
mod order;
mod orders;
pub mod renewal_info;
mod revoke_certificate;
pub mod star_certificate;

use super::answer::Answer;
use super::door::Visit;
use super::problem::WireProblem;
use super::route::Route;

/// Takes a message to its resource.
///
/// # Errors
/// The problem that is answered.
pub async fn post(visit: &Visit<'_>, route: Route, body: &[u8]) -> Result<Answer, WireProblem> {
    match route {
        Route::NewAccount => new_account::post(visit, body).await,
        Route::NewOrder(directory) => new_order::post(visit, body, &directory).await,
        Route::NewAuthorization(directory) => new_authorization::post(visit, body, &directory).await,
        Route::RevokeCertificate => revoke_certificate::post(visit, body).await,
        Route::KeyChange => key_change::post(visit, body).await,
        Route::Account(id) => account::post(visit, body, &id).await,
        Route::Orders(id) => orders::post(visit, body, &id).await,
        Route::Order(id) => order::post(visit, body, &id).await,
        Route::Finalize(id) => finalize::post(visit, body, &id).await,
        Route::StarCertificate(id) => {
            let (caller, message) = visit.believe_account(body).await?;
            as_get(&message.payload)?;
            star_certificate::get(visit, &id, Some(&caller)).await
        }
        Route::Authorization(id) => authorization::post(visit, body, &id).await,
        Route::Challenge(id, kind) => challenge::post(visit, body, &id, kind).await,
        Route::Certificate(id, chain) => certificate::post(visit, body, &id, chain).await,
        Route::Directory(_) | Route::NewNonce | Route::RenewalInfo(_) => {
            Err(WireProblem::method(route.allow()))
        }
    }
}

/// RFC 8555 section 6.3: reading is a POST with an empty payload.
fn as_get(payload: &[u8]) -> Result<(), WireProblem> {
    if payload.is_empty() {
        return Ok(());
    }
    Err(WireProblem::malformed(
        "payload: this resource can only be read, with an empty payload (RFC 8555 section 6.3)",
    ))
}
