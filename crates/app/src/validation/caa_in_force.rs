//! CAA right before a signature: what was looked up while validating is used for as long as it is good, and looked up
//! anew after that (BR 3.2.2.8; must never happen, number 1).

use super::check_caa::check_caa;
use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::ports::{CaaCheck, Scope};
use crate::reactions::advance;
use crate::service::App;
use chancery_domain::certificate::{Certificate, Stage};
use chancery_domain::validation::caa::CaaQuestion;

/// Whether every name of an application may be signed now. `kept` are the look-ups made for it. When CAA forbids it
/// until the time for validation has passed once more, the application is closed and the answer is no.
///
/// # Errors
/// [`Code::CaaForbids`] before that; the stored task tries again.
pub async fn caa_in_force(
    app: &App,
    ctx: &Ctx,
    certificate: &Certificate,
    kept: &[CaaCheck],
) -> Result<bool, Failure> {
    let (Stage::Issuing { serial, .. }, Some(application)) = (&certificate.stage, certificate.application())
    else {
        return Ok(true);
    };
    let method = application.method.caa_label();
    let open: Vec<CaaQuestion> = application
        .bound
        .iter()
        .filter(|name| name.dns().is_some())
        .filter(|name| {
            let text = name.to_string();
            !kept.iter().any(|check| check.name == text && ctx.now <= check.good_until)
        })
        .map(|name| CaaQuestion { name: name.clone(), method, account_uri: None })
        .collect();
    if open.is_empty() {
        return Ok(true);
    }
    match check_caa(app, ctx, &open).await {
        Ok(outcome) => {
            let id = certificate.id.clone();
            app.store
                .write(Scope::Unguarded, move |register| {
                    Ok(register.put_caa_checks(id.as_str(), &outcome.checks)?)
                })
                .await?;
            Ok(true)
        }
        Err(failure) if failure.code == Code::CaaForbids => {
            // Counted from when nothing else was missing: the proofs may be far older, by a long review or by being used
            // again (E5).
            let deadline = certificate.changed_at.plus_seconds(app.policy.validation.deadline_seconds);
            // Once a serial is recorded something may have been signed under it, so that it is not given up.
            if ctx.now <= deadline || serial.is_some() {
                return Err(failure);
            }
            close(app, ctx, certificate, failure.public).await?;
            Ok(false)
        }
        Err(failure) => Err(failure),
    }
}

/// The application comes to nothing.
async fn close(app: &App, ctx: &Ctx, certificate: &Certificate, detail: String) -> Result<(), Failure> {
    let (service, inner, id) = (app.clone(), ctx.clone(), certificate.id.clone());
    app.store
        .write(Scope::Account(certificate.account), move |register| {
            let Some(mut certificate) = register.certificate(&id)? else { return Ok(()) };
            let change = certificate.stage.clone().refuse(detail.clone(), inner.now)?;
            advance(register, &inner, &service, &mut certificate, change)
        })
        .await
}
