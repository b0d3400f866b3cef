//! One administrator with its organisation and domains.

use super::fetch::{own_administrator, own_organization};
use super::list_administrators::{AdministratorRow, row};
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::service::App;
use chancery_domain::ids::AdministratorId;
use chancery_domain::organization::Organization;

/// An administrator as it is shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DescribedAdministrator {
    /// The administrator with domains and certificates.
    pub row: AdministratorRow,
    /// Its organisation.
    pub organization: Organization,
}

/// Shows the tenant's administrator.
///
/// # Errors
/// [`crate::Code::AdministratorNotFound`].
pub async fn describe_administrator(
    app: &App,
    ctx: &Ctx,
    id: AdministratorId,
) -> Result<DescribedAdministrator, Failure> {
    let account = ctx.tenant()?;
    app.store
        .read(move |register| {
            let administrator = own_administrator(register, account, id)?;
            let organization = own_organization(register, account, administrator.organization)?;
            Ok(DescribedAdministrator { row: row(register, administrator)?, organization })
        })
        .await
}
