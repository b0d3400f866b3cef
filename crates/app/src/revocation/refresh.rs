//! The standing task that makes every revocation list before it is due, also lists that nobody asks for.

use super::answer_ocsp::index;
use super::publish_crl::publish_crl;
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::service::App;
use chancery_domain::revocation::ListPart;

/// Publishes the whole list and every part of each issuer, as far as they are due.
///
/// # Errors
/// The last one's that could not be made, after all others have been tried.
pub async fn refresh(app: &App, ctx: &Ctx) -> Result<(), Failure> {
    let mut outcome = Ok(());
    for issuer in index(app)?.ids() {
        let id = issuer.clone();
        let mut parts = app.store.read(move |register| Ok(register.list_parts(&id)?)).await?;
        parts.extend((0..app.policy.revocation_list.shards).map(ListPart::Shard));
        parts.push(ListPart::Whole);
        parts.sort_unstable();
        parts.dedup();
        for part in parts {
            if let Err(failure) = publish_crl(app, ctx, issuer, part).await {
                tracing::error!(issuer, shard = part.shard(), error = %failure, "revocation list not published");
                outcome = Err(failure);
            }
        }
    }
    outcome
}
