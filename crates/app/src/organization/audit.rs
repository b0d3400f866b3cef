//! How far the examination of a profile and of each of its administrators is, with the causes of refusals (F1, F5).

use super::fetch::own_organization;
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::service::App;
use chancery_domain::ids::OrganizationId;
use chancery_domain::organization::{Administrator, Organization};

/// The tenant's organisation and its administrators, newest first; their stages tell all.
///
/// # Errors
/// [`crate::Code::OrganizationNotFound`].
pub async fn audit(
    app: &App,
    ctx: &Ctx,
    id: OrganizationId,
) -> Result<(Organization, Vec<Administrator>), Failure> {
    let account = ctx.tenant()?;
    app.store
        .read(move |register| {
            let organization = own_organization(register, account, id)?;
            Ok((organization, register.administrators(id)?))
        })
        .await
}
