//! An issued certificate with its chain (RFC 8555 section 7.4.2).

use super::as_get;
use crate::acme::answer::{Answer, PEM_CHAIN};
use crate::acme::door::Visit;
use crate::acme::problem::WireProblem;
use chancery_app::acme;
use chancery_domain::ids::CertificateId;
use http::header::ACCEPT;
use http::{HeaderMap, StatusCode};

/// The chain in PEM, with links to the other chains.
///
/// # Errors
/// Those of the message and of the use-case; 406 when the client takes only other forms.
pub async fn post(
    visit: &Visit<'_>,
    body: &[u8],
    id: &CertificateId,
    chain: usize,
) -> Result<Answer, WireProblem> {
    let (caller, message) = visit.believe_account(body).await?;
    as_get(&message.payload)?;
    check_accept(&visit.head.headers)?;
    let server = visit.server;
    let found = acme::certificate(&server.app, &visit.ctx, &caller, id, chain).await;
    let found = found.map_err(|failure| visit.refuse_account(&caller, failure))?;
    let mut answer = Answer::document(StatusCode::OK, PEM_CHAIN, found.pem.into_bytes());
    for other in (0..=found.alternates).filter(|other| *other != chain) {
        answer = answer.link(&server.urls.certificate(id, other), "alternate");
    }
    Ok(answer)
}

/// RFC 9110 section 12.5.1, as far as one form on offer needs it.
///
/// # Errors
/// 406.
pub fn check_accept(headers: &HeaderMap) -> Result<(), WireProblem> {
    let mut asked = headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok()).peekable();
    if asked.peek().is_none() {
        return Ok(());
    }
    let kinds = asked.flat_map(|value| value.split(','));
    let mut names = kinds.filter_map(|kind| {
        let mut parts = kind.split(';').map(str::trim);
        let name = parts.next()?;
        let refused = parts.any(|part| matches!(part, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"));
        (!refused && !name.is_empty()).then_some(name)
    });
    if names.any(|name| matches!(name.to_ascii_lowercase().as_str(), PEM_CHAIN | "application/*" | "*/*")) {
        return Ok(());
    }
    let text = format!("Accept: certificates are given as {PEM_CHAIN}");
    Err(WireProblem::malformed(text).status(StatusCode::NOT_ACCEPTABLE))
}
