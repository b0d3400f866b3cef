//! Allowances of rate-limited things; each row guards itself.

use super::Rows;
use crate::sql::{count, values};
use chancery_app::ports::{AcmeRates, Stored};

impl AcmeRates for Rows<'_> {
    fn rate(&mut self, key: &str) -> Stored<Option<i64>> {
        let row = self.first("SELECT full_at FROM acme_rates WHERE key = $1", values![key])?;
        row.map(|mut row| row.integer(0)).transpose()
    }

    fn keep_rate(&mut self, key: &str, before: Option<i64>, after: i64) -> Stored<bool> {
        let changed = match before {
            None => self.0.execute(
                "INSERT INTO acme_rates (key, full_at) VALUES ($1, $2) ON CONFLICT DO NOTHING",
                values![key, after],
            )?,
            Some(before) => self.0.execute(
                "UPDATE acme_rates SET full_at = $2 WHERE key = $1 AND full_at = $3",
                values![key, after, before],
            )?,
        };
        Ok(changed == 1)
    }

    fn forget_rates(&mut self, now: i64, limit: u64) -> Stored<u64> {
        self.0.execute(
            "DELETE FROM acme_rates WHERE key IN (SELECT key FROM acme_rates WHERE full_at < $1 LIMIT $2)",
            values![now, count(limit)],
        )
    }
}
