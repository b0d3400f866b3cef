//! What validation saw last at each challenge.

use super::{Rows, json};
use crate::sql::values;
use chancery_app::ports::{Look, Looks, StoreError, Stored};
use chancery_domain::ids::CertificateId;

impl Looks for Rows<'_> {
    fn put_look(&mut self, id: &CertificateId, look: &Look) -> Stored<()> {
        let position = i64::try_from(look.position)
            .map_err(|_| StoreError::Broken("a challenge's position does not fit a column".to_owned()))?;
        self.0
            .execute(
                "INSERT INTO looks (certificate, position, body) VALUES ($1, $2, $3)
                 ON CONFLICT (certificate, position) DO UPDATE SET body = excluded.body",
                values![id.as_str(), position, json::encode(look)?],
            )
            .map(drop)
    }

    fn looks(&mut self, id: &CertificateId) -> Stored<Vec<Look>> {
        let rows = self
            .0
            .query("SELECT body FROM looks WHERE certificate = $1 ORDER BY position", values![id.as_str()])?;
        rows.into_iter().map(|mut row| json::decode(&row.text(0)?, "a look")).collect()
    }
}
