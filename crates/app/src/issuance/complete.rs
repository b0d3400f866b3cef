//! Second step of an issuance, outside any unit of work: the recorded bytes are signed.
//!
//! It may run twice, also at the same time: what is signed is always what was recorded, and whatever is made on the
//! way is kept by the register once, the first that comes.

use super::{Signed, refused};
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::service::App;
use chancery_domain::issuance::Issuance;

/// Signs what was reserved.
///
/// # Errors
/// [`crate::Code::IssuerFailed`] when the issuer cannot sign now; it may be tried again with the same record.
pub async fn complete(app: &App, _ctx: &Ctx, issuance: &Issuance) -> Result<Signed, Failure> {
    let chain_der = app.authority.chain(&issuance.issuer).map_err(refused)?;
    let leaf_der = match &issuance.signed {
        Some(signed) => signed.clone(),
        None => app.authority.sign(&issuance.issuer, &issuance.to_be_signed).map_err(refused)?,
    };
    Ok(Signed { leaf_der, chain_der })
}
