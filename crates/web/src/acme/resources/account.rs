//! An account: read, changed (RFC 8555 section 7.3.2), deactivated (7.3.6).

use crate::acme::answer::Answer;
use crate::acme::door::Visit;
use crate::acme::payloads::{self, AccountPayload};
use crate::acme::problem::WireProblem;
use crate::acme::view;
use chancery_app::acme::{self, Caller};
use chancery_domain::acme::{AcmeAccount, AcmeAccountId, AcmeAccountStage};
use http::StatusCode;

/// The account after what was asked for.
///
/// # Errors
/// Those of the message and of the use-cases; 403 for another account than the one that signed.
pub async fn post(visit: &Visit<'_>, body: &[u8], id: &AcmeAccountId) -> Result<Answer, WireProblem> {
    let (caller, message) = visit.believe_account(body).await?;
    if caller.account != *id {
        return Err(WireProblem::unauthorized("kid: this is another account's URL"));
    }
    let server = visit.server;
    let refuse = |failure| visit.refuse_account(&caller, failure);
    let account = if message.payload.is_empty() {
        read(visit, &caller).await?
    } else {
        let wanted: AccountPayload = payloads::read(&message.payload)?;
        match (wanted.status.as_deref(), wanted.contact) {
            (Some("deactivated"), _) => {
                let gone =
                    acme::deactivate_account(&server.app, &visit.ctx, &caller).await.map_err(refuse)?;
                server.keys.forget(id);
                gone
            }
            (None | Some("valid"), Some(contacts)) => {
                acme::update_contacts(&server.app, &visit.ctx, &caller, contacts).await.map_err(refuse)?
            }
            (None | Some("valid"), None) => read(visit, &caller).await?,
            (Some(_), _) => {
                return Err(WireProblem::malformed("status: only \"deactivated\" can be asked for"));
            }
        }
    };
    Ok(Answer::json(StatusCode::OK, &view::account(server, &account)).at(&server.urls.account(id)))
}

/// The account, when it is still in use under the key that signed.
async fn read(visit: &Visit<'_>, caller: &Caller) -> Result<AcmeAccount, WireProblem> {
    let found = acme::account(&visit.server.app, &visit.ctx, &caller.account).await;
    let account = found.map_err(|failure| visit.refuse(failure))?;
    match account {
        Some(account)
            if account.stage == AcmeAccountStage::Valid && account.thumbprint == caller.thumbprint =>
        {
            Ok(account)
        }
        _ => {
            visit.server.keys.forget(&caller.account);
            let text = "the account is not in use under this key any more";
            Err(WireProblem::unauthorized(text).status(StatusCode::UNAUTHORIZED))
        }
    }
}
