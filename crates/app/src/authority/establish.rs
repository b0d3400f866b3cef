//! Makes the authorities that the hierarchy names and the register does not have, and opens all of them.
//!
//! Several nodes may start at once: what the register took first is the authority, on all of them.

use super::certify::{Above, certify, in_place_of};
use super::open::open_all;
use super::{Founding, OpenAuthority, keys};
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::ports::{AuthorityRecord, Scope};
use chancery_domain::hierarchy::{AuthorityPlan, Stage};

/// Opens the authorities, making what is missing; also tells the revision at which they stood so.
///
/// # Errors
/// When the register or a module cannot be used, or the master key is not the one that sealed the keys.
pub async fn establish(founding: &Founding, ctx: &Ctx) -> Result<(Vec<OpenAuthority>, i64), Failure> {
    let mut records = founding.store.read(|register| Ok(register.authorities()?)).await?;
    for plan in founding.hierarchy.plans() {
        if records.iter().any(|record| record.id == plan.id()) {
            continue;
        }
        let made = make(founding, ctx, plan, &records).await?;
        records = founding
            .store
            .write(Scope::System, move |register| {
                let present = register.authorities()?;
                // Another node was first with this one; or with the one above it, so that ours hangs on a stranger.
                let taken = present.iter().any(|record| record.id == made.id);
                let hangs = made.parent.as_ref().is_none_or(|id| present.iter().any(|r| r.id == *id));
                if !taken && hangs {
                    register.add_authority(&made)?;
                }
                Ok(register.authorities()?)
            })
            .await?;
    }
    open_all(founding).await
}

async fn make(
    founding: &Founding,
    ctx: &Ctx,
    plan: &AuthorityPlan,
    records: &[AuthorityRecord],
) -> Result<AuthorityRecord, Failure> {
    if plan.import_files().is_some() {
        return Err(Failure::internal(format!(
            "{} is to be imported and is not in the register; run `chancery ca init`",
            plan.id()
        )));
    }
    let (key, signer) = keys::make(founding, plan.id(), plan.key, plan.key_in, &plan.module_label())?;
    let parent = match &plan.under {
        None => None,
        Some(id) => Some(
            in_place_of(records, id)
                .ok_or_else(|| Failure::internal(format!("{id}, which signs {}, is not there", plan.id())))?,
        ),
    };
    let certificate_der = match parent {
        None => certify(founding, ctx, plan, &plan.common_name, signer.as_ref(), None).await?,
        Some(record) => {
            let parent_signer = keys::open(founding, record)?;
            let above = Above {
                id: &record.id,
                certificate_der: &record.certificate_der,
                signer: parent_signer.as_ref(),
            };
            certify(founding, ctx, plan, &plan.common_name, signer.as_ref(), Some(&above)).await?
        }
    };
    Ok(AuthorityRecord {
        id: plan.id().to_owned(),
        line: plan.id().to_owned(),
        brand: plan.brand.clone(),
        family: plan.key.family(),
        stage: Stage::Active,
        parent: parent.map(|record| record.id.clone()),
        certificate_der,
        above: parent.map(|record| record.above.clone()).unwrap_or_default(),
        key,
        created_at: ctx.now,
    })
}
