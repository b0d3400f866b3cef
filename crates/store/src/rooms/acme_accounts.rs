//! ACME accounts as JSON beside what they are found by, and external account bindings as columns.

use super::{Rows, json};
use crate::sql::{Row, values};
use chancery_app::ports::{AcmeAccounts, AcmeBindings, Binding, StoreError, Stored};
use chancery_domain::acme::{AcmeAccount, AcmeAccountId};
use chancery_domain::ids::AccountId;
use chancery_domain::time::Timestamp;

impl AcmeAccounts for Rows<'_> {
    fn insert_acme_account(&mut self, account: &AcmeAccount) -> Stored<()> {
        self.insert(
            "INSERT INTO acme_accounts (id, tenant, thumbprint, body) VALUES ($1, $2, $3, $4)
             ON CONFLICT DO NOTHING",
            values![
                account.id.as_str(),
                account.tenant.0,
                account.thumbprint.as_str(),
                json::encode(account)?
            ],
            "the account's id or key",
        )
    }

    fn acme_account(&mut self, id: &AcmeAccountId) -> Stored<Option<AcmeAccount>> {
        let row = self.first("SELECT body FROM acme_accounts WHERE id = $1", values![id.as_str()])?;
        row.map(account).transpose()
    }

    fn acme_account_of_key(&mut self, thumbprint: &str) -> Stored<Option<AcmeAccount>> {
        let row = self.first("SELECT body FROM acme_accounts WHERE thumbprint = $1", values![thumbprint])?;
        row.map(account).transpose()
    }

    fn update_acme_account(&mut self, account: &AcmeAccount) -> Stored<()> {
        self.change(
            "UPDATE acme_accounts SET thumbprint = $2, body = $3 WHERE id = $1",
            values![account.id.as_str(), account.thumbprint.as_str(), json::encode(account)?],
            "the account",
        )
    }

    fn default_acme_tenant(&mut self) -> Stored<Option<AccountId>> {
        let row = self.first("SELECT tenant FROM acme_default_tenant WHERE position = 1", values![])?;
        row.map(|mut row| row.integer(0).map(AccountId)).transpose()
    }

    fn set_default_acme_tenant(&mut self, tenant: AccountId) -> Stored<()> {
        self.insert(
            "INSERT INTO acme_default_tenant (position, tenant) VALUES (1, $1) ON CONFLICT DO NOTHING",
            values![tenant.0],
            "the default tenant",
        )
    }
}

fn account(mut row: Row) -> Stored<AcmeAccount> {
    json::decode(&row.text(0)?, "an ACME account")
}

impl AcmeBindings for Rows<'_> {
    fn insert_binding(&mut self, binding: &Binding) -> Stored<()> {
        self.insert(
            "INSERT INTO acme_bindings (kid, tenant, sealed_hmac, created_at, disabled_at, used_by)
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
            values![
                binding.kid.as_str(),
                binding.tenant.0,
                binding.sealed_hmac.as_slice(),
                binding.created_at,
                binding.disabled_at,
                binding.used_by.as_ref().map(AcmeAccountId::as_str),
            ],
            "the key identifier",
        )
    }

    fn binding(&mut self, kid: &str) -> Stored<Option<Binding>> {
        self.first(
            "SELECT kid, tenant, sealed_hmac, created_at, disabled_at, used_by FROM acme_bindings WHERE kid = $1",
            values![kid],
        )?
        .map(binding)
        .transpose()
    }

    fn bindings(&mut self, tenant: AccountId) -> Stored<Vec<Binding>> {
        let rows = self.0.query(
            "SELECT kid, tenant, sealed_hmac, created_at, disabled_at, used_by FROM acme_bindings
             WHERE tenant = $1 ORDER BY created_at, kid",
            values![tenant.0],
        )?;
        rows.into_iter().map(binding).collect()
    }

    fn use_binding(&mut self, kid: &str, account: &AcmeAccountId) -> Stored<bool> {
        // The update waits for another unit that is using the same binding; its count decides.
        let used = self.0.execute(
            "UPDATE acme_bindings SET used_by = $2 WHERE kid = $1 AND used_by IS NULL AND disabled_at IS NULL",
            values![kid, account.as_str()],
        )?;
        Ok(used == 1)
    }

    fn disable_binding(&mut self, kid: &str, now: Timestamp) -> Stored<bool> {
        let disabled = self.0.execute(
            "UPDATE acme_bindings SET disabled_at = COALESCE(disabled_at, $2) WHERE kid = $1",
            values![kid, now],
        )?;
        Ok(disabled == 1)
    }
}

fn binding(mut row: Row) -> Stored<Binding> {
    let used_by = row
        .text_or_null(5)?
        .map(|text| text.parse().map_err(|_| StoreError::Broken(format!("{text:?} is no ACME account id"))));
    Ok(Binding {
        kid: row.text(0)?,
        tenant: AccountId(row.integer(1)?),
        sealed_hmac: row.bytes(2)?,
        created_at: row.moment(3)?,
        disabled_at: row.integer_or_null(4)?.map(Timestamp),
        used_by: used_by.transpose()?,
    })
}
