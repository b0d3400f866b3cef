//! Forgets orders, authorizations and allowances that ended long ago. Certificates and log lines stay.

use super::rates::milliseconds;
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::ports::Scope;
use crate::service::App;
use chancery_domain::acme::{AcmeOrderId, AuthorizationId};

/// Rows of a kind that one unit of work takes out.
const BATCH: u64 = 500;

/// One round; tells whether there is more to do.
///
/// # Errors
/// Only the register's.
pub async fn forget(app: &App, ctx: &Ctx) -> Result<bool, Failure> {
    let ended = ctx.now.plus_days(-app.policy.acme.forget_after_days);
    // Rows are found by the moment in their ids, so the longest life of one is added to its age.
    let lifetime = app
        .profiles
        .acme()
        .map(|(_, rules)| rules.order_lifetime_seconds.max(rules.authorization_lifetime_seconds))
        .max()
        .unwrap_or(0);
    let (made, now) = (ended.plus_seconds(-lifetime), ctx.now);
    let full = milliseconds(ctx);
    app.store
        .write(Scope::Unguarded, move |register| {
            let order = AcmeOrderId::from_chance(made, &[0; 16]);
            let authorization = AuthorizationId::from_chance(made, &[0; 16]);
            let forgotten = [
                register.forget_acme_orders(&order, BATCH)?,
                register.forget_authorizations(&authorization, now, BATCH)?,
                register.forget_rates(full, BATCH)?,
            ];
            Ok(forgotten.contains(&BATCH))
        })
        .await
}
