//! When a certificate should be renewed (RFC 9773 section 4).

use crate::acme::answer::Answer;
use crate::acme::door::Visit;
use crate::acme::problem::WireProblem;
use chancery_app::acme;
use http::StatusCode;
use serde::Serialize;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document {
    suggested_window: Window,
}

#[derive(Serialize)]
struct Window {
    start: String,
    end: String,
}

/// The window, with the time after which to ask again (section 4.3).
///
/// # Errors
/// Those of the use-case.
pub async fn get(visit: &Visit<'_>, id: &str) -> Result<Answer, WireProblem> {
    let found = acme::renewal_info(&visit.server.app, &visit.ctx, id).await;
    let window = found.map_err(|failure| visit.refuse(failure))?;
    let suggested_window = Window { start: window.start.rfc3339(), end: window.end.rfc3339() };
    let answer = Answer::json(StatusCode::OK, &Document { suggested_window });
    Ok(answer.again_after(Some(window.retry_after_seconds)))
}
