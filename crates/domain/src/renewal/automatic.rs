//! Renewal that pays by itself (K4, product rule "auto-renewal"): which certificates take part, until when it may be
//! switched, and when it pays.

use super::asked::earlier;
use crate::catalogue::Product;
use crate::certificate::{Application, Certificate, Followers, Stage, Validity};
use crate::policy::Policy;
use crate::time::Timestamp;

/// Why automatic renewal is not switched.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum AutomaticError {
    /// It is not in force.
    #[error("the certificate is {stage}; only an issued one renews itself")]
    NotIssued {
        /// The stage it is in.
        stage: &'static str,
    },
    /// Its product or term does not take part.
    #[error("certificates of {product} with this term do not renew themselves; renew it in its last days")]
    NotOffered {
        /// The product's name.
        product: String,
    },
    /// It ends too soon.
    #[error(
        "automatic renewal is switched while at least {days} days remain; this certificate ends at {ends_at}"
    )]
    TooLate {
        /// So many days have to remain.
        days: i64,
        /// The end of the term.
        ends_at: Timestamp,
    },
    /// It was renewed already.
    #[error("the certificate was renewed already")]
    Renewed,
}

/// Whether automatic renewal may be switched on or off at `now`.
///
/// # Errors
/// [`AutomaticError`].
pub fn switchable<'a>(
    certificate: &'a Certificate,
    followers: &Followers,
    product: &Product,
    policy: &Policy,
    now: Timestamp,
) -> Result<(&'a Application, &'a Validity), AutomaticError> {
    let renewal = &policy.renewal;
    let not_offered = || AutomaticError::NotOffered { product: product.name.clone() };
    let application = certificate.application().filter(|a| !a.free).ok_or_else(not_offered)?;
    let Stage::Issued(validity) = &certificate.stage else {
        return Err(AutomaticError::NotIssued { stage: certificate.stage.name() });
    };
    if !offered(application, product, policy) {
        return Err(not_offered());
    }
    if followers.renewal.is_some() {
        return Err(AutomaticError::Renewed);
    }
    let (days, ends_at) = (renewal.automatic_days_left_min, end(application, validity));
    if now.plus_days(days) > ends_at {
        return Err(AutomaticError::TooLate { days, ends_at });
    }
    Ok((application, validity))
}

fn offered(application: &Application, product: &Product, policy: &Policy) -> bool {
    !application.free && offers_automatic(product, application.term_days, policy)
}

/// Whether paid certificates of this product and term take part in automatic renewal (product rule "auto-renewal").
pub fn offers_automatic(product: &Product, term_days: i64, policy: &Policy) -> bool {
    let renewal = &policy.renewal;
    let years = term_days.div_euclid(policy.orders.year_days.max(1));
    renewal.automatic_brands.contains(&product.brand)
        && renewal.automatic_levels.iter().any(|level| level == product.level.as_str())
        && years <= renewal.automatic_years_max
}

/// When a certificate that renews itself is paid for: so many days before the end, or earlier when the authority asks for it
/// (`asked_at`). Nothing when another certificate of its term does that, or when it does not take part.
pub fn charges_at(
    application: &Application,
    validity: &Validity,
    product: &Product,
    asked_at: Option<Timestamp>,
    policy: &Policy,
) -> Option<Timestamp> {
    let goes_on = application.term_ends_at.is_some_and(|end| end > validity.not_after);
    if !application.renews_itself || goes_on || !offered(application, product, policy) {
        return None;
    }
    Some(earlier(validity.not_after.plus_days(-policy.renewal.automatic_days_before), asked_at))
}

/// The last second of the paid term.
fn end(application: &Application, validity: &Validity) -> Timestamp {
    application.term_ends_at.unwrap_or(validity.not_after).max(validity.not_after)
}
