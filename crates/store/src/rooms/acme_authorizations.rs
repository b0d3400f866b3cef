//! ACME authorizations as JSON beside what they are found by.

use super::{Rows, json};
use crate::sql::{Row, count, values};
use chancery_app::ports::{AcmeAuthorizations, Stored};
use chancery_domain::acme::{AcmeAccountId, Authorization, AuthorizationId, AuthorizationStage, Identifier};
use chancery_domain::time::Timestamp;

impl AcmeAuthorizations for Rows<'_> {
    fn insert_authorization(&mut self, authorization: &Authorization) -> Stored<()> {
        self.insert(
            "INSERT INTO acme_authorizations (id, account, identifier, stage, expires_at, body)
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
            values![
                authorization.id.as_str(),
                authorization.account.as_str(),
                key(&authorization.identifier),
                stage(authorization.stage),
                authorization.expires_at,
                json::encode(authorization)?,
            ],
            "the authorization's id",
        )
    }

    fn authorization(&mut self, id: &AuthorizationId) -> Stored<Option<Authorization>> {
        let row = self.first("SELECT body FROM acme_authorizations WHERE id = $1", values![id.as_str()])?;
        row.map(authorization).transpose()
    }

    fn update_authorization(&mut self, authorization: &Authorization) -> Stored<()> {
        self.change(
            "UPDATE acme_authorizations SET stage = $2, expires_at = $3, body = $4 WHERE id = $1",
            values![
                authorization.id.as_str(),
                stage(authorization.stage),
                authorization.expires_at,
                json::encode(authorization)?,
            ],
            "the authorization",
        )
    }

    fn valid_authorization(
        &mut self,
        account: &AcmeAccountId,
        identifier: &Identifier,
        now: Timestamp,
    ) -> Stored<Option<Authorization>> {
        let row = self.first(
            "SELECT body FROM acme_authorizations
             WHERE account = $1 AND identifier = $2 AND stage = 'valid' AND expires_at > $3
             ORDER BY expires_at DESC LIMIT 1",
            values![account.as_str(), key(identifier), now],
        )?;
        row.map(authorization).transpose()
    }

    fn open_authorizations(
        &mut self,
        account: &AcmeAccountId,
        after: Option<&AuthorizationId>,
        limit: u64,
    ) -> Stored<Vec<Authorization>> {
        let rows = self.0.query(
            "SELECT body FROM acme_authorizations
             WHERE account = $1 AND id > $2 AND stage IN ('pending', 'valid') ORDER BY id LIMIT $3",
            values![account.as_str(), after.map_or("", AuthorizationId::as_str), count(limit)],
        )?;
        rows.into_iter().map(authorization).collect()
    }

    fn forget_authorizations(&mut self, before: &AuthorizationId, now: Timestamp, limit: u64) -> Stored<u64> {
        self.0.execute(
            "DELETE FROM acme_authorizations WHERE id IN (SELECT id FROM acme_authorizations
               WHERE id < $1 AND (expires_at < $2 OR stage NOT IN ('pending', 'valid')) ORDER BY id LIMIT $3)",
            values![before.as_str(), now, count(limit)],
        )
    }
}

fn authorization(mut row: Row) -> Stored<Authorization> {
    json::decode(&row.text(0)?, "an ACME authorization")
}

/// Names and addresses do not meet: no name is spelled like an address.
fn key(identifier: &Identifier) -> String {
    identifier.value()
}

fn stage(stage: AuthorizationStage) -> &'static str {
    match stage {
        AuthorizationStage::Pending => "pending",
        AuthorizationStage::Valid { .. } => "valid",
        AuthorizationStage::Invalid => "invalid",
        AuthorizationStage::Deactivated => "deactivated",
        AuthorizationStage::Revoked => "revoked",
    }
}
