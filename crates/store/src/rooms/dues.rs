//! What is due by itself, read along an index by concern and moment.

use super::Rows;
use crate::sql::{count, values};
use chancery_app::ports::{Concern, Dues, Stored};
use chancery_domain::ids::{AccountId, CertificateId};
use chancery_domain::time::Timestamp;

impl Dues for Rows<'_> {
    fn set_due(
        &mut self,
        concern: Concern,
        account: AccountId,
        id: &CertificateId,
        at: Timestamp,
    ) -> Stored<()> {
        self.0
            .execute(
                "INSERT INTO dues (certificate, concern, account, due_at) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (certificate, concern) DO UPDATE SET due_at = excluded.due_at",
                values![id.as_str(), concern.code(), account.0, at],
            )
            .map(drop)
    }

    fn drop_due(&mut self, concern: Concern, id: &CertificateId) -> Stored<()> {
        self.0
            .execute(
                "DELETE FROM dues WHERE certificate = $1 AND concern = $2",
                values![id.as_str(), concern.code()],
            )
            .map(drop)
    }

    fn due_at(&mut self, concern: Concern, id: &CertificateId) -> Stored<Option<Timestamp>> {
        let row = self.first(
            "SELECT due_at FROM dues WHERE certificate = $1 AND concern = $2",
            values![id.as_str(), concern.code()],
        )?;
        row.map(|mut row| row.moment(0)).transpose()
    }

    fn due(
        &mut self,
        concern: Concern,
        now: Timestamp,
        limit: u64,
    ) -> Stored<Vec<(AccountId, CertificateId)>> {
        let rows = self.0.query(
            "SELECT account, certificate FROM dues WHERE concern = $1 AND due_at <= $2
             ORDER BY due_at, certificate LIMIT $3",
            values![concern.code(), now, count(limit)],
        )?;
        rows.into_iter()
            .map(|mut row| Ok((AccountId(row.integer(0)?), super::certificate_id(&row.text(1)?)?)))
            .collect()
    }
}
