//! The way that is left of an application's course once what is known from before is taken out: an approved profile
//! (F2), an approval of the same information (F4), proofs of its names (E5). Also for reissues and renewals.

use crate::evidence::{all_proved_at, approved_at, unproved};
use crate::failure::Failure;
use crate::ports::Register;
use crate::service::App;
use chancery_domain::catalogue::Product;
use chancery_domain::certificate::{Application, Certificate, Known, Makings, Passage};
use chancery_domain::ids::AccountId;
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
    let product = product(app, application)?;
    let brand =
        app.catalogue.brand_of(product).ok_or_else(|| Failure::internal("product of an unknown brand"))?;
    let known = Known {
        profile_approved: false,
        approved_at: approved_at(register, &app.policy, account, application, now)?,
        proved_at: all_proved_at(register, &app.policy, account, application, now)?,
        letter_always: brand.letter_always,
    };
    Ok(Passage::planned(&product.course, &known, now))
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
    let open = unproved(register, &app.policy, certificate.account, application, now)?;
    // All are proved, yet validation is wanted: then each is proved again.
    let names = if open.is_empty() { &application.bound } else { &open };
    Ok(Makings {
        challenges: challenges(names, application.method, &app.settings.cname_zone, draw),
        allowed_seconds: app.policy.validation.deadline_seconds,
    })
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
