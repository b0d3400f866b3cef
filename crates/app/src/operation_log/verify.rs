//! Reads a chain from its beginning and finds the first line that was tampered with (N2).

use crate::failure::Failure;
use crate::service::App;
use chancery_domain::ids::AccountId;
use chancery_domain::operation_log::{GENESIS, Tampered, verify_next};
use chancery_pki::digest::sha256_hex;

/// Lines read from the register at a time.
const BATCH: u64 = 1_000;

/// What a verification found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Verified {
    /// Whose chain.
    pub account: AccountId,
    /// Lines read and found good.
    pub lines: i64,
    /// The first fault, if there is one.
    pub fault: Option<Tampered>,
}

/// Verifies the chain of one account.
///
/// # Errors
/// Only the register's; a tampered chain is a result, not an error.
pub async fn verify(app: &App, account: AccountId) -> Result<Verified, Failure> {
    let (head, head_hash) = app.store.read(move |register| Ok(register.log_head(account)?)).await?;
    let (mut position, mut previous) = (0_i64, GENESIS.to_owned());
    loop {
        let after = position;
        let lines = app.store.read(move |register| Ok(register.log_lines(account, after, BATCH)?)).await?;
        if lines.is_empty() {
            break;
        }
        for line in lines {
            if let Err(fault) = verify_next(position + 1, &previous, &line, sha256_hex) {
                return Ok(Verified { account, lines: position, fault: Some(fault) });
            }
            position += 1;
            previous = line.hash;
        }
    }
    // Lines written while we read may lie beyond the head we began with; fewer lines than the head are a fault.
    let fault = if position < head || (position == head && previous != head_hash) {
        Some(Tampered::CutShort { found: position, expected: head })
    } else {
        None
    };
    Ok(Verified { account, lines: position, fault })
}

/// Verifies the chain of the house and those of all accounts.
///
/// # Errors
/// Only the register's.
pub async fn verify_all(app: &App) -> Result<Vec<Verified>, Failure> {
    let accounts = app.store.read(|register| Ok(register.accounts()?)).await?;
    let mut results = Vec::with_capacity(accounts.len() + 1);
    let house = verify(app, AccountId::HOUSE).await?;
    if house.lines > 0 || house.fault.is_some() {
        results.push(house);
    }
    for account in accounts {
        results.push(verify(app, account.id).await?);
    }
    Ok(results)
}
