//! Another key for an account (RFC 8555 section 7.3.5): the old key signs a message that the new key signed.

use crate::acme::answer::Answer;
use crate::acme::door::Visit;
use crate::acme::jose::{AccountKey, Jws, Signer};
use crate::acme::key_cache::Known;
use crate::acme::payloads::{self, KeyChangePayload};
use crate::acme::problem::WireProblem;
use crate::acme::view;
use chancery_app::acme::{self, KeyChange};
use http::StatusCode;
use std::sync::Arc;

/// 200 with the account, or 409 with the URL of the account that has the new key.
///
/// # Errors
/// Those of both messages and of the use-case.
pub async fn post(visit: &Visit<'_>, body: &[u8]) -> Result<Answer, WireProblem> {
    let (caller, message) = visit.believe_account(body).await?;
    let inner = Jws::parse(&message.payload).map_err(inside)?;
    let Signer::Key(jwk) = &inner.header.signer else {
        return Err(WireProblem::malformed("the inner message must carry the new key as jwk"));
    };
    if inner.header.nonce.is_some() {
        return Err(WireProblem::malformed("the inner message must have no nonce"));
    }
    if inner.header.url != message.url {
        return Err(WireProblem::malformed("the inner message must have the url of the outer one"));
    }
    let new_key = AccountKey::from_jwk(jwk)?;
    inner.verify(&new_key).map_err(inside)?;
    let payload: KeyChangePayload<'_> = payloads::read(&inner.payload)?;
    let server = visit.server;
    if payload.account != server.urls.account(&caller.account) {
        return Err(WireProblem::malformed("account: must be the URL of the account that signs"));
    }
    let old_key = AccountKey::from_jwk(&payload.old_key)?;
    if old_key != *message.key {
        return Err(WireProblem::malformed("oldKey: must be the key that signs the outer message"));
    }
    let (canonical, thumbprint) = (new_key.canonical().to_owned(), new_key.thumbprint().to_owned());
    let spki = visit.sound(&new_key)?;
    let changed = acme::change_key(&server.app, &visit.ctx, &caller, canonical, thumbprint, spki).await;
    match changed.map_err(|failure| visit.refuse_account(&caller, failure))? {
        KeyChange::Done(account) => {
            let known = Known { key: Arc::new(new_key), tenant: account.tenant };
            server.keys.put(account.id.clone(), known);
            Ok(Answer::json(StatusCode::OK, &view::account(server, &account)))
        }
        KeyChange::Conflict(other) => {
            let problem = WireProblem::malformed("the new key is an account's already");
            Err(problem.status(StatusCode::CONFLICT).at(server.urls.account(&other)))
        }
    }
}

fn inside(error: crate::acme::jose::JwsError) -> WireProblem {
    let mut problem = WireProblem::from(error);
    problem.problem.detail = format!("the inner message: {}", problem.problem.detail);
    problem
}
