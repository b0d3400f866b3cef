//! Our account at the directory whose turn it is.

use super::Trouble;
use crate::ports::{Scope, Session, Upstream, UpstreamError};
use crate::service::App;
use chancery_domain::upstream::UpstreamOrder;

/// The upstream of an order, as the configuration has it now.
pub(super) fn upstream(app: &App, order: &UpstreamOrder) -> Result<Upstream, Trouble> {
    let unknown = || Trouble::Upstream(UpstreamError::Unknown(order.upstream.clone()));
    app.upstreams.named(&order.upstream).ok_or_else(unknown)
}

/// The account at the order's directory. Its key is in the register before the directory hears of it; of two made at
/// the same time the one kept first is used by all.
pub(super) async fn session(app: &App, order: &UpstreamOrder) -> Result<Session, Trouble> {
    let upstream = upstream(app, order)?;
    let directory = upstream
        .directories
        .get(order.directory)
        .or(upstream.directories.first())
        .cloned()
        .ok_or_else(|| UpstreamError::Unknown(order.upstream.clone()))?;
    let context = format!("upstream-account/{directory}");
    let wanted = directory.clone();
    let kept = app.store.read(move |register| Ok(register.upstream_account(&wanted)?)).await?;
    let account = match kept {
        Some(sealed) => app.vault.open(&context, &sealed)?,
        None => {
            let made = app.upstreams.fresh_key()?;
            let (sealed, place) = (app.vault.seal(&context, &made)?, directory.clone());
            let earlier = app
                .store
                .write(Scope::Unguarded, move |register| Ok(register.keep_upstream_account(&place, &sealed)?))
                .await?;
            match earlier {
                Some(sealed) => app.vault.open(&context, &sealed)?,
                None => made,
            }
        }
    };
    Ok(Session { upstream: upstream.name, directory, account })
}
