//! One look at the proof of an administrator's domain, from every perspective; shared by polling and asking.

use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::operation_log::record;
use crate::ports::{Look, Register, Scope, TaskKind};
use crate::service::App;
use crate::validation::look_everywhere;
use chancery_domain::ids::AdministratorDomainId;
use chancery_domain::operation_log::Operation;
use chancery_domain::organization::{AdministratorDomain, DomainStage};
use chancery_domain::validation::{Challenge, Verdict};

/// Looks for the proof when the domain waits for it, records what was seen, and moves the domain on. Returns it as it is
/// afterwards; nothing when it is gone. CAA is asked when a certificate is issued: no certificate comes of this look.
///
/// # Errors
/// Only the register's.
pub(super) async fn look_at_domain(
    app: &App,
    ctx: &Ctx,
    id: AdministratorDomainId,
) -> Result<Option<AdministratorDomain>, Failure> {
    let Some(domain) = app.store.read(move |register| Ok(register.administrator_domain(id)?)).await? else {
        return Ok(None);
    };
    let DomainStage::Waiting { challenge, deadline, .. } = &domain.stage else { return Ok(Some(domain)) };
    let look = if ctx.now <= *deadline {
        let looked = look_everywhere(app, ctx, challenge).await;
        Some(Look {
            position: 0,
            at: ctx.now,
            observations: looked.observations,
            corroboration: looked.corroboration,
            verdict: looked.verdict,
        })
    } else {
        None
    };
    let (inner, challenge) = (ctx.clone(), challenge.clone());
    app.store
        .write(Scope::Account(domain.account), move |register| {
            settle(register, &inner, id, &challenge, look.as_ref())
        })
        .await
}

/// `looked_for` is the challenge that the look was made for: what was asked anew meanwhile is not proved by it.
fn settle(
    register: &mut dyn Register,
    ctx: &Ctx,
    id: AdministratorDomainId,
    looked_for: &Challenge,
    look: Option<&Look>,
) -> Result<Option<AdministratorDomain>, Failure> {
    let Some(mut domain) = register.administrator_domain(id)? else { return Ok(None) };
    let DomainStage::Waiting { challenge, deadline, begun_at, .. } = &domain.stage else {
        return Ok(Some(domain));
    };
    if challenge != looked_for {
        return Ok(Some(domain));
    }
    if let Some(look) = look {
        register.put_administrator_domain_look(id, look)?;
    }
    let seen = look.filter(|look| look.verdict == Verdict::Passed);
    let (stage, operation, told) = if let Some(look) = seen {
        let told = format!("perspectives: {}", look.corroboration.explain());
        (domain.stage.clone().prove(ctx.now)?, Operation::DomainValidationPassed, told)
    } else if ctx.now > *deadline {
        // A look of an earlier attempt says nothing about this one.
        let last = register.administrator_domain_look(id)?.filter(|look| look.at >= *begun_at);
        let last_seen = explain(last.as_ref(), challenge);
        let told = format!("reason: {last_seen}");
        (domain.stage.clone().time_out(last_seen, ctx.now)?, Operation::DomainValidationFailed, told)
    } else {
        return Ok(Some(domain));
    };
    domain.stage = stage;
    register.update_administrator_domain(&domain)?;
    register.drop_task(TaskKind::CheckAdministratorDomain, &id.to_string())?;
    let detail = format!(
        "names: {}; method: {}; administrator: {}; {told}",
        domain.name,
        domain.method.record_type(),
        domain.administrator
    );
    record(register, ctx, domain.account, operation, None, detail)?;
    Ok(Some(domain))
}

/// What the last look saw, in words (E6).
pub(super) fn explain(look: Option<&Look>, challenge: &Challenge) -> String {
    match look.map(|look| &look.verdict) {
        Some(Verdict::NotYet { cause }) => {
            cause.explain(&challenge.proof.place(), challenge.proof.expected())
        }
        Some(Verdict::Passed) | None => String::new(),
    }
}
