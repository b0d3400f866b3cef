//! The current certificate of an order that renews itself (RFC 8739 section 3.3).

use super::certificate::check_accept;
use crate::acme::answer::{Answer, PEM_CHAIN};
use crate::acme::door::Visit;
use crate::acme::problem::WireProblem;
use chancery_app::acme::{self, Caller};
use chancery_domain::acme::AcmeOrderId;
use chancery_domain::time::{Civil, Timestamp};
use http::{HeaderName, StatusCode};

/// The certificate: for its account, or for anyone where the order allows that (section 3.4).
///
/// # Errors
/// Those of the use-case; 406 when the client takes only other forms.
pub async fn get(
    visit: &Visit<'_>,
    id: &AcmeOrderId,
    caller: Option<&Caller>,
) -> Result<Answer, WireProblem> {
    check_accept(&visit.head.headers)?;
    let found = acme::star_certificate(&visit.server.app, &visit.ctx, caller, id).await;
    let found = found.map_err(|failure| match caller {
        Some(caller) => visit.refuse_account(caller, failure),
        None => visit.refuse(failure),
    })?;
    let header = |name| HeaderName::from_static(name);
    Ok(Answer::document(StatusCode::OK, PEM_CHAIN, found.pem.into_bytes())
        .with(header("cert-not-before"), &http_date(found.not_before))
        .with(header("cert-not-after"), &http_date(found.not_after)))
}

/// Section 3.3 wants the form of HTTP dates (RFC 9110 section 5.6.7).
fn http_date(moment: Timestamp) -> String {
    const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let Civil { year, month, day, hour, minute, second } = moment.civil_utc();
    // 1970-01-01 was a Thursday.
    let weekday = usize::try_from(moment.0.div_euclid(86_400).rem_euclid(7)).unwrap_or(0);
    let weekday = DAYS.get(weekday).unwrap_or(&"");
    let month = MONTHS.get(usize::from(month).saturating_sub(1)).unwrap_or(&"");
    format!("{weekday}, {day:02} {month} {year:04} {hour:02}:{minute:02}:{second:02} GMT")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_have_the_form_of_http() {
        // The first is RFC 9110's own example.
        for (seconds, text) in
            [(784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"), (1_700_000_000, "Tue, 14 Nov 2023 22:13:20 GMT")]
        {
            assert_eq!(http_date(Timestamp(seconds)), text);
        }
    }
}
