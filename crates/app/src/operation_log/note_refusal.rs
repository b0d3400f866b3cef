//! A trace of what was refused, in a unit of work of its own because the refused one kept nothing (N2).

use super::record::record;
use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::ports::Scope;
use crate::service::App;
use chancery_domain::ids::AccountId;
use chancery_domain::operation_log::Operation;

/// Staff's own: the same, in the log of the account concerned, or in the house's where there is no such account (C4).
pub async fn note_staff_refusal(
    app: &App,
    ctx: &Ctx,
    account: Option<AccountId>,
    what: &str,
    failure: &Failure,
) {
    let known = match account {
        Some(account) => match app.store.read(move |register| Ok(register.account(account)?.is_some())).await
        {
            Ok(known) => Some(account).filter(|_| known),
            // The register is gone, and the line below says so.
            Err(_) => None,
        },
        None => None,
    };
    note_refusal(app, ctx, known.unwrap_or(AccountId::HOUSE), what, failure).await;
}

/// Writes that `what` was refused and under which code; not the words of the answer, which repeat what the caller typed.
/// Faults of ours and of the storage are no refusals and are left to the service's log. That the line cannot be written
/// does not change the answer.
pub async fn note_refusal(app: &App, ctx: &Ctx, account: AccountId, what: &str, failure: &Failure) {
    if matches!(failure.code, Code::Internal | Code::StorageUnavailable | Code::RateLimited | Code::NotBuilt)
    {
        return;
    }
    let (ctx, detail) = (ctx.clone(), format!("{what}: {:?}", failure.code));
    let written = app
        .store
        .write(Scope::Account(account), move |register| {
            if account == AccountId::HOUSE || register.account(account)?.is_some() {
                record(register, &ctx, account, Operation::Refused, None, detail.as_str())?;
            }
            Ok(())
        })
        .await;
    if let Err(error) = written {
        tracing::error!(%error, "a refusal could not be written to the operation log");
    }
}
