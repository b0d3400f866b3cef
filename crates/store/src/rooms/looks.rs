//! What validation saw last at each challenge.

use super::{Rows, json};
use crate::sql::values;
use chancery_app::ports::{Look, Looks, StoreError, Stored};
use chancery_domain::ids::CertificateId;

impl Looks for Rows<'_> {
    fn put_look(&mut self, id: &CertificateId, look: &Look) -> Stored<()> {
        let position = i64::try_from(look.position)
            .map_err(|_| StoreError::Broken("a challenge's position does not fit a column".to_owned()))?;
        let number = self.first("SELECT number FROM certificates WHERE id = $1", values![id.as_str()])?;
        let Some(mut number) = number else {
            return Err(StoreError::Broken(format!("there is no certificate {id} to look at")));
        };
        self.0
            .execute(
                "INSERT INTO looks (number, position, body) VALUES ($1, $2, $3)
                 ON CONFLICT (number, position) DO UPDATE SET body = excluded.body",
                values![number.integer(0)?, position, json::encode(look)?],
            )
            .map(drop)
    }

    fn drop_looks(&mut self, id: &CertificateId) -> Stored<()> {
        self.0
            .execute(
                "DELETE FROM looks WHERE number = (SELECT number FROM certificates WHERE id = $1)",
                values![id.as_str()],
            )
            .map(drop)
    }

    fn looks(&mut self, id: &CertificateId) -> Stored<Vec<Look>> {
        let rows = self.0.query(
            "SELECT body FROM looks WHERE number = (SELECT number FROM certificates WHERE id = $1) ORDER BY position",
            values![id.as_str()],
        )?;
        rows.into_iter().map(|mut row| json::decode(&row.text(0)?, "a look")).collect()
    }
}
