//! What the service will do by itself with a certificate that was issued just now, and when; and what it need not do any
//! more with those that it came out of.

use super::{asked_at, followers, successors};
use crate::failure::Failure;
use crate::ports::{Concern, Register};
use crate::service::App;
use chancery_domain::certificate::{Certificate, Stage};
use chancery_domain::ids::CertificateId;
use chancery_domain::renewal::{charges_at, continues_at, reminds_at};
use chancery_domain::time::Timestamp;

/// Notes when the next certificate of the term is due (K3) and when it pays for itself (K4); those before it have nothing
/// to do any more.
///
/// # Errors
/// Only the register's.
pub(crate) fn schedule(
    app: &App,
    register: &mut dyn Register,
    certificate: &Certificate,
) -> Result<(), Failure> {
    let Some(application) = certificate.application() else { return Ok(()) };
    plan(app, register, certificate)?;
    // The newest of a kin goes on, not those that it reissues.
    if let Some(first) = application.reissues.clone() {
        for other in followers(register, &first)?.reissues.iter().chain([&first]) {
            if *other != certificate.id {
                drop_dues(register, other)?;
            }
        }
    }
    if let Some(before) = &application.continues {
        register.drop_due(Concern::Continuation, before)?;
    }
    Ok(())
}

/// A reissue was revoked, but not its original: the newest of the kin that is left does by itself what the reissue was to do
/// (K3, K4), and its holder is reminded of its end (M1).
///
/// # Errors
/// Only the register's.
pub(crate) fn stand_in(
    app: &App,
    register: &mut dyn Register,
    revoked: &Certificate,
    now: Timestamp,
) -> Result<(), Failure> {
    let Some(first) = revoked.application().and_then(|application| application.reissues.clone()) else {
        return Ok(());
    };
    let Some(first) = register.certificate(&first)? else { return Ok(()) };
    let left = match successors(register, &first)?.newest_reissue() {
        Some(newest) => register.certificate(newest)?,
        None => Some(first),
    };
    let Some(left) = left else { return Ok(()) };
    plan(app, register, &left)?;
    note_reminder(app, register, &left, now)
}

/// Notes when something is due for an issued certificate, and what is not.
pub(crate) fn plan(app: &App, register: &mut dyn Register, certificate: &Certificate) -> Result<(), Failure> {
    for (concern, at) in moments(app, register, certificate)? {
        match at {
            Some(at) => register.set_due(concern, certificate.account, &certificate.id, at)?,
            None => register.drop_due(concern, &certificate.id)?,
        }
    }
    Ok(())
}

/// Notes when its holder is reminded that it ends (M1). One that is put in later than that is not reminded of.
pub(crate) fn note_reminder(
    app: &App,
    register: &mut dyn Register,
    certificate: &Certificate,
    now: Timestamp,
) -> Result<(), Failure> {
    match reminds_at(certificate, &app.policy).filter(|at| *at > now) {
        Some(at) => Ok(register.set_due(Concern::Reminder, certificate.account, &certificate.id, at)?),
        None => Ok(()),
    }
}

/// Moves what is still due to another moment, because the authority's wish has changed (K3, K4, RFC 9773). What was paid,
/// begun or replaced is not due any more and does not become so again.
///
/// # Errors
/// Only the register's.
pub(crate) fn plan_anew(app: &App, register: &mut dyn Register, id: &CertificateId) -> Result<(), Failure> {
    let Some(certificate) = register.certificate(id)? else { return Ok(()) };
    for (concern, at) in moments(app, register, &certificate)? {
        if let Some(at) = at
            && register.due_at(concern, id)?.is_some()
        {
            register.set_due(concern, certificate.account, id, at)?;
        }
    }
    Ok(())
}

/// What the service does by itself with an issued certificate, and when.
fn moments(
    app: &App,
    register: &mut dyn Register,
    certificate: &Certificate,
) -> Result<Vec<(Concern, Option<Timestamp>)>, Failure> {
    let (Some(application), Stage::Issued(validity)) = (certificate.application(), &certificate.stage) else {
        return Ok(Vec::new());
    };
    let Some(product) = app.catalogue.product(application.product.0) else { return Ok(Vec::new()) };
    let asked_at = asked_at(app, register, certificate)?;
    Ok(vec![
        (Concern::Continuation, continues_at(application, validity, asked_at, &app.policy)),
        (Concern::AutomaticRenewal, charges_at(application, validity, product, asked_at, &app.policy)),
    ])
}

fn drop_dues(register: &mut dyn Register, id: &CertificateId) -> Result<(), Failure> {
    register.drop_due(Concern::Continuation, id)?;
    register.drop_due(Concern::AutomaticRenewal, id)?;
    register.drop_due(Concern::Reminder, id)?;
    Ok(())
}
