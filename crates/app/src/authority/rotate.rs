//! Puts a fresh key and certificate in an issuing authority's place; the one before goes on answering for what it
//! has signed.

use super::certify::{Above, certify, in_place_of};
use super::{Founding, keys};
use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::ports::{AuthorityRecord, Scope};
use chancery_domain::hierarchy::{AuthorityPlan, Stage};
use chancery_pki::certificate::CertificateFacts;
use std::time::Duration;

/// Rotates the authority `id` and returns the record of the one that takes its place. That one is announced first, and
/// signs after a `pause` in which every node has come to know it (must never happen, number 18). A rotation that was
/// interrupted goes on with the authority that was announced.
///
/// # Errors
/// [`Code::InvalidParameter`] when there is no such authority, it is a root, retired, or not in the hierarchy.
pub async fn rotate(
    founding: &Founding,
    ctx: &Ctx,
    id: &str,
    pause: Duration,
) -> Result<AuthorityRecord, Failure> {
    let records = founding.store.read(|register| Ok(register.authorities()?)).await?;
    let old = find(&records, id)?;
    let plan = plan_of(founding, old)?;
    let announced = records.iter().find(|other| other.line == old.line && other.stage == Stage::Announced);
    let fresh = match announced {
        Some(record) => record.clone(),
        None => announce(founding, ctx, plan, old, &records).await?,
    };
    tokio::time::sleep(pause).await;
    activate(founding, &fresh).await
}

/// Makes the one that is to take the place of `old`, and announces it.
async fn announce(
    founding: &Founding,
    ctx: &Ctx,
    plan: &AuthorityPlan,
    old: &AuthorityRecord,
    records: &[AuthorityRecord],
) -> Result<AuthorityRecord, Failure> {
    let generation = records.iter().filter(|record| record.line == old.line).count() + 1;
    let fresh_id = format!("{}-{generation}", old.line);
    let label = format!("{}-{generation}", plan.module_label());
    let (key, signer) = keys::make(founding, &fresh_id, plan.key, plan.key_in, &label)?;
    let parent = plan
        .under
        .as_deref()
        .and_then(|under| in_place_of(records, under))
        .ok_or_else(|| Failure::internal(format!("whoever signs {} is not there", old.id)))?;
    let parent_signer = keys::open(founding, parent)?;
    let above =
        Above { id: &parent.id, certificate_der: &parent.certificate_der, signer: parent_signer.as_ref() };
    // A name of its own: two keys under one name would share revocation lists in the eyes of some verifiers.
    let common_name = format!("{} {generation}", plan.common_name);
    let certificate_der = certify(founding, ctx, plan, &common_name, signer.as_ref(), Some(&above)).await?;
    let fresh = AuthorityRecord {
        id: fresh_id,
        line: old.line.clone(),
        brand: old.brand.clone(),
        family: plan.key.family(),
        stage: Stage::Announced,
        parent: Some(parent.id.clone()),
        certificate_der,
        above: parent.above.clone(),
        key,
        created_at: ctx.now,
    };
    let kept = fresh.clone();
    founding.store.write(Scope::System, move |register| Ok(register.add_authority(&kept)?)).await?;
    Ok(fresh)
}

/// Lets an announced authority sign; whoever has signed for its line, or for its brand and family, retires.
pub(super) async fn activate(
    founding: &Founding,
    fresh: &AuthorityRecord,
) -> Result<AuthorityRecord, Failure> {
    let mut active = fresh.clone();
    active.stage = Stage::Active;
    let kept = active.clone();
    founding
        .store
        .write(Scope::System, move |register| {
            let present = register.authorities()?;
            let own = present.iter().find(|record| record.id == kept.id);
            let Some(stage) = own.and_then(|record| record.stage.activate()) else {
                return Err(refused(format!("{} is not announced any more", kept.id)));
            };
            for other in present.iter().filter(|other| other.id != kept.id) {
                let same_brand =
                    !kept.brand.is_empty() && other.brand == kept.brand && other.family == kept.family;
                if let Some(stage) = other.stage.retire().filter(|_| same_brand || other.line == kept.line) {
                    register.move_authority(&other.id, stage)?;
                }
            }
            Ok(register.move_authority(&kept.id, stage)?)
        })
        .await?;
    Ok(active)
}

/// Rotates every authority in whose remaining time the longest certificate of today would not fit (must never happen,
/// number 17), as long as whoever signs it lasts longer than itself. Returns what took their places.
///
/// # Errors
/// The first failure of a rotation.
pub async fn rotate_due(
    founding: &Founding,
    ctx: &Ctx,
    pause: Duration,
) -> Result<Vec<AuthorityRecord>, Failure> {
    let records = founding.store.read(|register| Ok(register.authorities()?)).await?;
    let mut made = Vec::new();
    let days = founding.policy.authority.rotate_days_before;
    for record in records.iter().filter(|r| !r.brand.is_empty() && r.stage.signs_certificates()) {
        let facts = CertificateFacts::parse(&record.certificate_der).map_err(Failure::internal)?;
        let parent = record.parent.as_ref().and_then(|id| records.iter().find(|other| other.id == *id));
        let Some(parent) = parent else { continue };
        let above = CertificateFacts::parse(&parent.certificate_der).map_err(Failure::internal)?;
        let due = facts.not_after < ctx.now.plus_days(days) && above.not_after > facts.not_after;
        if due && plan_of(founding, record).is_ok() {
            made.push(rotate(founding, ctx, &record.id, pause).await?);
        }
    }
    Ok(made)
}

fn find<'a>(records: &'a [AuthorityRecord], id: &str) -> Result<&'a AuthorityRecord, Failure> {
    let record = records
        .iter()
        .find(|record| record.id == id)
        .ok_or_else(|| refused(format!("there is no authority {id:?}; `chancery ca list` shows them")))?;
    if !record.stage.signs_certificates() {
        return Err(refused(format!("{id} is {}; rotate the one that is active", record.stage.code())));
    }
    Ok(record)
}

/// The plan by which an authority was made.
fn plan_of<'a>(founding: &'a Founding, record: &AuthorityRecord) -> Result<&'a AuthorityPlan, Failure> {
    let plan = founding.hierarchy.plans().find(|plan| plan.id() == record.line).ok_or_else(|| {
        refused(format!(
            "{} is not in the hierarchy file, so that nothing says what its successor should be; add it there",
            record.line
        ))
    })?;
    if plan.under.is_none() || record.parent.is_none() {
        return Err(refused(format!(
            "{} is a root or was signed elsewhere; add another authority under a new id instead",
            record.id
        )));
    }
    Ok(plan)
}

fn refused(text: String) -> Failure {
    Failure::new(Code::InvalidParameter, text)
}
