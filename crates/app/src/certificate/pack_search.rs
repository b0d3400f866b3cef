//! Packs the search texts of accounts that hold many certificates; a standing task of the whole register (N1).

use crate::failure::Failure;
use crate::ports::Scope;
use crate::service::App;

/// Fewer texts than this are looked at row by row in about half a millisecond.
const AT_LEAST: u64 = 512;

/// Accounts in one round.
const ACCOUNTS: u64 = 32;

/// One round: a unit of work for each account that needs it. Returns whether there may be more.
///
/// # Errors
/// Only the register's.
pub async fn pack_search(app: &App) -> Result<bool, Failure> {
    let due = app.store.read(|register| Ok(register.accounts_to_pack(AT_LEAST, ACCOUNTS)?)).await?;
    for account in &due {
        let account = *account;
        app.store
            .write(Scope::Account(account), move |register| Ok(register.pack_search_texts(account)?))
            .await?;
    }
    Ok(!due.is_empty())
}
