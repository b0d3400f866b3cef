//! The way that is left of an application's course once what is known from before is taken out: an approved profile
//! (F2), an approval of the same information (F4), proofs of its names (E5). Also for reissues and renewals.

use super::applicant::profile_approved;
use crate::evidence::{approved_at, proved};
use crate::failure::Failure;
use crate::ports::Register;
use crate::service::App;
use chancery_domain::catalogue::Product;
use chancery_domain::certificate::{Application, Certificate, Known, Makings, Passage};
use chancery_domain::ids::AccountId;
use chancery_domain::name::Name;
use chancery_domain::time::Timestamp;
use chancery_domain::validation::challenges;

/// The steps that an application still has to pass if it is submitted at `now`.
///
/// # Errors
/// Only the register's.
pub fn passage(
    app: &App,
    register: &mut dyn Register,
    account: AccountId,
    application: &Application,
    now: Timestamp,
) -> Result<Passage, Failure> {
    let known = known(app, register, account, application, now)?;
    Ok(Passage::planned(&product(app, application)?.course, &known, now))
}

/// What is known about an application from before and may be used again at `now`.
///
/// # Errors
/// Only the register's.
pub(crate) fn known(
    app: &App,
    register: &mut dyn Register,
    account: AccountId,
    application: &Application,
    now: Timestamp,
) -> Result<Known, Failure> {
    let product = product(app, application)?;
    let brand =
        app.catalogue.brand_of(product).ok_or_else(|| Failure::internal("product of an unknown brand"))?;
    let proved = proved(register, &app.policy, account, application, now)?;
    Ok(Known {
        // (K2) A renewal needs no new letter where the brand says so.
        profile_approved: (application.renews.is_some() && brand.renewed_without_letter)
            || profile_approved(app, register, account, product, application.applicant.as_ref(), now)?,
        approved_at: approved_at(register, &app.policy, account, application, now)?,
        proved_at: earliest(&proved),
        letter_always: brand.letter_always,
    })
}

/// What a validation that begins at `now` asks for: one proof for each name that is not proved yet (E5).
///
/// # Errors
/// Only the register's.
pub fn makings(
    app: &App,
    register: &mut dyn Register,
    certificate: &Certificate,
    now: Timestamp,
    draw: impl FnMut() -> String,
) -> Result<Makings, Failure> {
    let application =
        certificate.application().ok_or_else(|| Failure::internal("an upload has no application"))?;
    let proved = proved(register, &app.policy, certificate.account, application, now)?;
    let open: Vec<Name> =
        proved.iter().filter(|(_, at)| at.is_none()).map(|(name, _)| name.clone()).collect();
    // All are proved, yet validation is wanted: then each is proved again.
    let (names, reused_at) = match open.is_empty() {
        true => (&application.bound, None),
        false => (&open, proved.iter().filter_map(|(_, at)| *at).min()),
    };
    Ok(Makings {
        challenges: challenges(names, application.method, &app.settings.cname_zone, draw),
        reused_at,
        allowed_seconds: app.policy.validation.deadline_seconds,
    })
}

/// The earliest of the moments, if every name has one.
fn earliest(proved: &[(Name, Option<Timestamp>)]) -> Option<Timestamp> {
    let moments: Option<Vec<Timestamp>> = proved.iter().map(|(_, at)| *at).collect();
    moments.and_then(|moments| moments.into_iter().min())
}

/// The product of an application.
///
/// # Errors
/// [`crate::Code::Internal`] when it left the catalogue.
pub(crate) fn product<'a>(app: &'a App, application: &Application) -> Result<&'a Product, Failure> {
    app.catalogue
        .product(application.product.0)
        .ok_or_else(|| Failure::internal("the product of an application left the catalogue"))
}
