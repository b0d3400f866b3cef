//! Second step of an issuance, outside any unit of work: the recorded bytes are signed.
//!
//! It may run twice, also at the same time: what is signed is always what was recorded, and whatever is made on the
//! way is kept by the register once, the first that comes.

use super::transparent::certify;
use super::{Signed, refused};
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::service::App;
use chancery_domain::issuance::Issuance;
use chancery_pki::transparency::is_poisoned;

/// Signs what was reserved.
///
/// # Errors
/// [`crate::Code::IssuerFailed`] when the issuer cannot sign now; it may be tried again with the same record.
pub async fn complete(app: &App, ctx: &Ctx, issuance: &Issuance) -> Result<Signed, Failure> {
    let chain_der = app.authority.chain(&issuance.issuer).map_err(refused)?;
    let leaf_der = match &issuance.signed {
        Some(signed) => signed.clone(),
        // The bytes say whether they are a precertificate's; the profile may have changed since (must never happen, 8).
        None if is_poisoned(&issuance.to_be_signed).map_err(Failure::internal)? => {
            certify(app, ctx, issuance, &chain_der).await?
        }
        None => app.authority.sign(&issuance.issuer, &issuance.to_be_signed).map_err(refused)?,
    };
    Ok(Signed { leaf_der, chain_der })
}
