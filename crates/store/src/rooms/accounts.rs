//! Accounts and their API keys.

use super::{Rows, only};
use crate::sql::{Row, values};
use chancery_app::ports::{Account, Accounts, ApiKey, Stored};
use chancery_domain::ids::{AccountId, SecretId};
use chancery_domain::time::Timestamp;

impl Accounts for Rows<'_> {
    fn new_account(&mut self, name: &str, now: Timestamp) -> Stored<Account> {
        // Accounts are never removed, so that the next number was never given before.
        let last = self.0.query("SELECT MAX(id) FROM accounts", &[])?;
        let id = only(last)?
            .integer_or_null(0)?
            .map_or(AccountId::FIRST, |last| AccountId(last.saturating_add(1)));
        self.insert(
            "INSERT INTO accounts (id, name, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            values![id.0, name, now],
            "the account's number",
        )?;
        Ok(Account { id, name: name.to_owned(), created_at: now })
    }

    fn account(&mut self, id: AccountId) -> Stored<Option<Account>> {
        self.first("SELECT id, name, created_at FROM accounts WHERE id = $1", values![id.0])?
            .map(account)
            .transpose()
    }

    fn accounts(&mut self) -> Stored<Vec<Account>> {
        let rows = self.0.query("SELECT id, name, created_at FROM accounts ORDER BY id", &[])?;
        rows.into_iter().map(account).collect()
    }

    fn add_key(&mut self, key: &ApiKey) -> Stored<()> {
        self.insert(
            "INSERT INTO api_keys (id, account, sealed_secret, created_at, disabled_at)
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
            values![
                key.id.0.as_str(),
                key.account.0,
                key.sealed_secret.as_slice(),
                key.created_at,
                key.disabled_at
            ],
            "the API key's id",
        )
    }

    fn key(&mut self, id: &SecretId) -> Stored<Option<ApiKey>> {
        let row = self.first(
            "SELECT id, account, sealed_secret, created_at, disabled_at FROM api_keys WHERE id = $1",
            values![id.0.as_str()],
        )?;
        let Some(mut row) = row else { return Ok(None) };
        Ok(Some(ApiKey {
            id: SecretId(row.text(0)?),
            account: AccountId(row.integer(1)?),
            sealed_secret: row.bytes(2)?,
            created_at: row.moment(3)?,
            disabled_at: row.integer_or_null(4)?.map(Timestamp),
        }))
    }
}

fn account(mut row: Row) -> Stored<Account> {
    Ok(Account { id: AccountId(row.integer(0)?), name: row.text(1)?, created_at: row.moment(2)? })
}
