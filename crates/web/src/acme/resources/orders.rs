//! An account's list of orders (RFC 8555 section 7.1.2.1), in pages.

use crate::acme::answer::Answer;
use crate::acme::door::Visit;
use crate::acme::problem::WireProblem;
use crate::acme::resources::as_get;
use chancery_app::acme;
use chancery_domain::acme::{AcmeAccountId, AcmeOrderId};
use http::StatusCode;
use serde::Serialize;

#[derive(Serialize)]
struct List {
    orders: Vec<String>,
}

/// A page, with a link to the next one.
///
/// # Errors
/// Those of the message and of the use-case; 403 for another account's list.
pub async fn post(visit: &Visit<'_>, body: &[u8], id: &AcmeAccountId) -> Result<Answer, WireProblem> {
    let (caller, message) = visit.believe_account(body).await?;
    as_get(&message.payload)?;
    if caller.account != *id {
        return Err(WireProblem::unauthorized("kid: this is another account's URL"));
    }
    let after = match visit.head.uri.query() {
        None => None,
        Some(query) => {
            let after = query.strip_prefix("after=").and_then(|text| text.parse::<AcmeOrderId>().ok());
            Some(after.ok_or_else(WireProblem::not_found)?)
        }
    };
    let server = visit.server;
    let page = acme::orders(&server.app, &visit.ctx, &caller, after.as_ref(), None).await;
    let page = page.map_err(|failure| visit.refuse_account(&caller, failure))?;
    let orders = page.orders.iter().map(|order| server.urls.order(order)).collect();
    let answer = Answer::json(StatusCode::OK, &List { orders });
    Ok(match &page.next {
        Some(next) => answer.link(&server.urls.orders(id, Some(next)), "next"),
        None => answer,
    })
}
