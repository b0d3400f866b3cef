//! The directory (RFC 8555 section 7.1.1).

use crate::acme::answer::Answer;
use crate::acme::door::Visit;
use crate::acme::problem::WireProblem;
use http::StatusCode;
use http::header::CACHE_CONTROL;

/// The directory of this name. Clients may keep it for a while.
///
/// # Errors
/// 404 when there is none.
pub fn get(visit: &Visit<'_>, name: &Option<String>) -> Result<Answer, WireProblem> {
    let directory = visit.server.directories.get(name).ok_or_else(WireProblem::not_found)?;
    let mut answer = Answer::document(StatusCode::OK, "application/json", directory.json.clone());
    answer.cacheable = true;
    Ok(answer.with(CACHE_CONTROL, "public, max-age=300"))
}
