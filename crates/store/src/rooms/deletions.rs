//! Results of batch deletions.

use super::{Rows, codes, json};
use crate::sql::{Row, values};
use chancery_app::ports::{DeletionRecord, Deletions, StoreError, Stored};
use chancery_domain::ids::AccountId;

impl Deletions for Rows<'_> {
    /// The first result of a certificate in a task stays: a task that ran twice finds the certificate gone.
    fn insert_deletion(&mut self, record: &DeletionRecord) -> Stored<()> {
        self.0
            .execute(
                "INSERT INTO deletion_results (task, account, certificate, outcome, error, domains, at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
                values![
                    record.task.as_str(),
                    record.account.0,
                    record.certificate.as_str(),
                    codes::deletion_outcome(record.outcome),
                    record.error.as_str(),
                    json::encode(&record.domains)?,
                    record.at,
                ],
            )
            .map(drop)
    }

    fn deletions(&mut self, account: AccountId, tasks: &[String]) -> Stored<Vec<DeletionRecord>> {
        let mut found = Vec::new();
        for task in tasks {
            let rows = self.0.query(
                "SELECT task, account, certificate, outcome, error, domains, at FROM deletion_results
                 WHERE task = $1 AND account = $2 ORDER BY id",
                values![task.as_str(), account.0],
            )?;
            for row in rows {
                found.push(record(row)?);
            }
        }
        Ok(found)
    }
}

fn record(mut row: Row) -> Stored<DeletionRecord> {
    let certificate = row.text(2)?;
    Ok(DeletionRecord {
        task: row.text(0)?,
        account: AccountId(row.integer(1)?),
        certificate: certificate
            .parse()
            .map_err(|_| StoreError::Broken(format!("{certificate:?} is no certificate id")))?,
        outcome: codes::read_deletion_outcome(&row.text(3)?)?,
        error: row.text(4)?,
        domains: json::decode(&row.text(5)?, "the names of a deleted certificate")?,
        at: row.moment(6)?,
    })
}
