//! New accounts (RFC 8555 section 7.3), and finding the account of a key (7.3.1).

use crate::acme::answer::Answer;
use crate::acme::believe::Wanted;
use crate::acme::door::Visit;
use crate::acme::jose::binding::{Binding, BindingError};
use crate::acme::jose::jwk::Jwk;
use crate::acme::jose::{AccountKey, jws::Flattened, strict_json};
use crate::acme::key_cache::Known;
use crate::acme::payloads::{self, NewAccountPayload};
use crate::acme::problem::WireProblem;
use crate::acme::view;
use chancery_app::Code;
use chancery_app::acme::{self, NewAccount};
use http::StatusCode;

/// 201 with a new account, 200 with the one that the key has already.
///
/// # Errors
/// Those of the message, of the binding, and of the use-case.
pub async fn post(visit: &Visit<'_>, body: &[u8]) -> Result<Answer, WireProblem> {
    let message = visit.believe(body, Wanted::Key).await?;
    let payload: NewAccountPayload<'_> = payloads::read(&message.payload)?;
    let eab_kid = match &payload.external_account_binding {
        Some(flat) => Some(bound(visit, flat, &message.url, &message.key).await?),
        None => None,
    };
    let spki_der = visit.sound(&message.key)?;
    let server = visit.server;
    let terms = &server.app.settings.terms_of_service;
    let wanted = NewAccount {
        jwk: message.key.canonical().to_owned(),
        thumbprint: message.key.thumbprint().to_owned(),
        spki_der,
        contacts: payload.contact,
        // Without terms there is nothing to disagree with.
        terms_agreed: payload.terms_of_service_agreed || terms.is_none(),
        only_existing: payload.only_return_existing,
        eab_kid,
    };
    let made = acme::new_account(&server.app, &visit.ctx, wanted).await;
    let (account, created) = made.map_err(|failure| {
        let unagreed = failure.code == Code::AcmeTermsNotAgreed;
        let terms = terms.clone().filter(|_| unagreed);
        visit.refuse(failure).terms(terms)
    })?;
    server.keys.put(account.id.clone(), Known { key: message.key.clone(), tenant: account.tenant });
    let status = if created { StatusCode::CREATED } else { StatusCode::OK };
    let mut answer =
        Answer::json(status, &view::account(server, &account)).at(&server.urls.account(&account.id));
    if let Some(terms) = terms {
        answer = answer.link(terms, "terms-of-service");
    }
    Ok(answer)
}

/// Checks an external account binding (section 7.3.4) and returns its key identifier.
async fn bound(
    visit: &Visit<'_>,
    flat: &Flattened<'_>,
    url: &str,
    key: &AccountKey,
) -> Result<String, WireProblem> {
    let same_key = |payload: &[u8]| {
        strict_json::parse::<Jwk>(payload)
            .ok()
            .and_then(|jwk| AccountKey::from_jwk(&jwk).ok())
            .is_some_and(|inner| inner == *key)
    };
    let binding = Binding::read(flat, url, same_key).map_err(refused)?;
    let found = acme::eab_key(&visit.server.app, &visit.ctx, &binding.kid).await;
    // An unknown identifier and a wrong MAC are answered alike.
    let known = found.map_err(|failure| visit.refuse(failure))?;
    match known {
        Some(known) => binding.verify(&known.hmac).map_err(refused)?,
        None => return Err(refused(BindingError::Mac)),
    }
    Ok(binding.kid)
}

fn refused(error: BindingError) -> WireProblem {
    match error {
        BindingError::Mac => WireProblem::unauthorized(error.to_string()),
        BindingError::Algorithm | BindingError::Malformed | BindingError::OtherKey | BindingError::Url => {
            WireProblem::malformed(error.to_string())
        }
    }
}
