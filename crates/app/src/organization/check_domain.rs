//! The applicant says that the proof of a domain is published: a look at once, and what it saw.

use super::fetch::own_domain;
use super::look_at_domain::{explain, look_at_domain};
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::ports::Look;
use crate::service::App;
use chancery_domain::ids::AdministratorDomainId;
use chancery_domain::organization::{AdministratorDomain, DomainStage};

/// A domain with what is known of its proof.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DomainReport {
    /// The domain after the look.
    pub domain: AdministratorDomain,
    /// Why the proof is not there, and what to do; empty when it is.
    pub cause: String,
    /// What the last look saw.
    pub last_look: Option<Look>,
    /// Asked again too soon, so this is the last look and not a new one.
    pub too_frequent: bool,
}

/// Looks for the proof of the tenant's domain, unless the last look is very recent.
///
/// # Errors
/// [`crate::Code::AdministratorDomainNotFound`].
pub async fn check_domain(app: &App, ctx: &Ctx, id: AdministratorDomainId) -> Result<DomainReport, Failure> {
    let account = ctx.tenant()?;
    let pause_seconds = app.policy.validation.manual_check_interval_seconds;
    let (before, last_look) = app
        .store
        .read(move |register| {
            let domain = own_domain(register, account, id)?;
            let look = register.administrator_domain_look(id)?;
            Ok((domain, look))
        })
        .await?;
    let begun_at = match &before.stage {
        DomainStage::Waiting { begun_at, .. } => *begun_at,
        DomainStage::Proved { .. } | DomainStage::Failed { .. } => {
            return Ok(report(before, last_look, false));
        }
    };
    let recent = |look: &Look| look.at >= begun_at && ctx.now.seconds_since(look.at) < pause_seconds;
    if last_look.as_ref().is_some_and(recent) {
        return Ok(report(before, last_look, true));
    }
    look_at_domain(app, ctx, id).await?;
    let (after, last_look) = app
        .store
        .read(move |register| {
            let domain = own_domain(register, account, id)?;
            let look = register.administrator_domain_look(id)?;
            Ok((domain, look))
        })
        .await?;
    Ok(report(after, last_look, false))
}

fn report(domain: AdministratorDomain, last_look: Option<Look>, too_frequent: bool) -> DomainReport {
    let cause = match &domain.stage {
        DomainStage::Waiting { challenge, begun_at, .. } => {
            explain(last_look.as_ref().filter(|look| look.at >= *begun_at), challenge)
        }
        DomainStage::Failed { last_seen, .. } => last_seen.clone(),
        DomainStage::Proved { .. } => String::new(),
    };
    DomainReport { domain, cause, last_look, too_frequent }
}
