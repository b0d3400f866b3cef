//! `CreateManagerDomain`, an action of ours: adds a domain under an approved administrator, or has one proved again (F1).

use crate::tencent::types::manager_domain::ManagerDomain;
use crate::tencent::view::company as view;
use crate::{answer, parameters};
use chancery_app::failure::Failure;
use chancery_app::organization::{self, DomainDraft};
use chancery_app::{App, Ctx};
use chancery_domain::ids::AdministratorId;

parameters! {
    /// Input of `CreateManagerDomain`. `DvAuthMethod` is DNS (a TXT record, the default), CNAME or FILE.
    pub struct Input {
        domain: String = "Domain",
        dv_auth_method: Option<String> = "DvAuthMethod",
        manager_id: i64 = "ManagerId",
    }
}

answer! {
    /// Answer of `CreateManagerDomain`.
    pub struct Output {
        domain: ManagerDomain = "ManagerDomain",
    }
}

/// Adds the domain and tells what to publish.
///
/// # Errors
/// See [`organization::add_domain`].
pub async fn run(app: &App, ctx: &Ctx, input: Input) -> Result<Output, Failure> {
    let draft = DomainDraft {
        administrator: AdministratorId(input.manager_id),
        domain: input.domain,
        method: view::method(input.dv_auth_method.as_deref().unwrap_or("DNS"))?,
    };
    let added = organization::add_domain(app, ctx, draft).await?;
    Ok(Output { domain: view::domain(&added, &app.policy, ctx.now) })
}
