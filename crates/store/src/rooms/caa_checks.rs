//! CAA look-ups by certificate or order.

use super::{Rows, json};
use crate::sql::values;
use chancery_app::ports::{CaaCheck, CaaChecks, Stored};

impl CaaChecks for Rows<'_> {
    fn put_caa_checks(&mut self, subject: &str, checks: &[CaaCheck]) -> Stored<()> {
        for check in checks {
            self.0.execute(
                "INSERT INTO caa_checks (subject, name, body) VALUES ($1, $2, $3)
                 ON CONFLICT (subject, name) DO UPDATE SET body = excluded.body",
                values![subject, check.name.as_str(), json::encode(check)?],
            )?;
        }
        Ok(())
    }

    fn caa_checks(&mut self, subject: &str) -> Stored<Vec<CaaCheck>> {
        let rows =
            self.0.query("SELECT body FROM caa_checks WHERE subject = $1 ORDER BY name", values![subject])?;
        rows.into_iter().map(|mut row| json::decode(&row.text(0)?, "a CAA look-up")).collect()
    }
}
