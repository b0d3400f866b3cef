//! The period of a certificate that is about to be signed: what term and policy of the day allow, within the paid term and
//! not beyond the certificate that it reissues.

use crate::failure::Failure;
use crate::ports::Register;
use chancery_domain::certificate::{Application, Stage};
use chancery_domain::policy::ValidityPeriod;
use chancery_domain::renewal::within_term;
use chancery_domain::time::Timestamp;

/// `allowed` is what term and policy of the day allow. The inner error is why nothing can be issued any more.
///
/// # Errors
/// Only the register's.
pub(crate) fn period(
    register: &mut dyn Register,
    application: &Application,
    allowed: ValidityPeriod,
    now: Timestamp,
) -> Result<Result<ValidityPeriod, String>, Failure> {
    let reissued_ends_at = match &application.reissues {
        None => None,
        Some(first) => match register.certificate(first)?.map(|original| original.stage) {
            Some(Stage::Issued(validity)) => Some(validity.not_after),
            // What was revoked, or is to be, lives on in no reissue (I3).
            stage => {
                let stage = stage.map_or("gone", |stage| stage.name());
                return Ok(Err(format!("{first}, which it reissues, is {stage}")));
            }
        },
    };
    Ok(within_term(allowed, application, reissued_ends_at, now)
        .ok_or_else(|| "the term that was paid has ended".to_owned()))
}
