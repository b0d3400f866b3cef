//! New orders (RFC 8555 section 7.4).

use crate::acme::answer::Answer;
use crate::acme::door::Visit;
use crate::acme::jose::strict_json::Object;
use crate::acme::payloads::{self, AutoRenewalPayload, IdentifierPayload, NewOrderPayload};
use crate::acme::problem::WireProblem;
use crate::acme::{times, view};
use chancery_app::acme::{self, AutoRenewalRequest, IdentifierText, NewOrder};
use chancery_domain::acme::ProblemType;
use chancery_domain::time::Timestamp;
use http::StatusCode;

/// 201 with the order.
///
/// # Errors
/// Those of the message and of the use-case; `invalidProfile` for a profile that the directory does not offer.
pub async fn post(visit: &Visit<'_>, body: &[u8], directory: &Option<String>) -> Result<Answer, WireProblem> {
    let (caller, message) = visit.believe_account(body).await?;
    let payload: NewOrderPayload<'_> = payloads::read(&message.payload)?;
    let profile = profile(visit, directory, payload.profile)?;
    let wanted = NewOrder {
        identifiers: payload.identifiers.into_iter().map(|Object(identifier)| text(identifier)).collect(),
        profile: Some(profile),
        not_before: moment("notBefore", payload.not_before.as_deref())?,
        not_after: moment("notAfter", payload.not_after.as_deref())?,
        replaces: payload.replaces,
        auto_renewal: payload.auto_renewal.map(auto_renewal).transpose()?,
    };
    let server = visit.server;
    let made = acme::new_order(&server.app, &visit.ctx, &caller, wanted).await;
    let order = made.map_err(|failure| visit.refuse_account(&caller, failure))?;
    let view = view::order(server, &order, visit.ctx.now);
    Ok(Answer::json(StatusCode::CREATED, &view).at(&server.urls.order(&order.id)))
}

/// The profile asked for, when the directory offers it, or the directory's own.
///
/// # Errors
/// 404 for a directory that does not exist; `invalidProfile`.
pub fn profile(
    visit: &Visit<'_>,
    directory: &Option<String>,
    wanted: Option<String>,
) -> Result<String, WireProblem> {
    let directory = visit.server.directories.get(directory).ok_or_else(WireProblem::not_found)?;
    match wanted {
        None => Ok(directory.profile.clone()),
        Some(wanted) if directory.profiles.contains(&wanted) => Ok(wanted),
        Some(_) => {
            let text = format!("profile: this directory offers {}", directory.profiles.join(", "));
            Err(WireProblem::new(ProblemType::InvalidProfile, text))
        }
    }
}

/// An identifier as it was sent.
pub fn text(identifier: IdentifierPayload) -> IdentifierText {
    IdentifierText { kind: identifier.r#type, value: identifier.value }
}

fn moment(name: &str, value: Option<&str>) -> Result<Option<Timestamp>, WireProblem> {
    let Some(value) = value else { return Ok(None) };
    let moment = times::parse(value);
    moment.map(Some).ok_or_else(|| WireProblem::malformed(format!("{name}: must be a date-time of RFC 3339")))
}

fn auto_renewal(payload: AutoRenewalPayload<'_>) -> Result<AutoRenewalRequest, WireProblem> {
    let end_date = moment("auto-renewal end-date", Some(&payload.end_date))?;
    Ok(AutoRenewalRequest {
        start_date: moment("auto-renewal start-date", payload.start_date.as_deref())?,
        end_date: end_date.ok_or_else(|| WireProblem::malformed("auto-renewal: end-date is missing"))?,
        lifetime: payload.lifetime,
        lifetime_adjust: payload.lifetime_adjust,
        allow_certificate_get: payload.allow_certificate_get,
    })
}
