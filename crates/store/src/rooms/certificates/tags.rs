//! Tags as rows, for lists by tag; written only when they changed.

use crate::rooms::Rows;
use crate::sql::values;
use chancery_app::ports::Stored;
use chancery_domain::certificate::{Certificate, Tag};

impl Rows<'_> {
    pub(super) fn insert_tags(&mut self, number: i64, certificate: &Certificate) -> Stored<()> {
        for tag in &certificate.tags {
            self.0.execute(
                "INSERT INTO certificate_tags (account, tag_key, tag_value, number)
                 VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
                values![certificate.account.0, tag.key.as_str(), tag.value.as_str(), number],
            )?;
        }
        Ok(())
    }

    pub(super) fn change_tags(&mut self, number: i64, certificate: &Certificate) -> Stored<()> {
        let rows = self.0.query(
            "SELECT tag_key, tag_value FROM certificate_tags WHERE number = $1 ORDER BY tag_key, tag_value",
            values![number],
        )?;
        let kept = rows
            .into_iter()
            .map(|mut row| Ok(Tag { key: row.text(0)?, value: row.text(1)? }))
            .collect::<Stored<Vec<_>>>()?;
        let mut wanted = certificate.tags.clone();
        wanted.sort();
        wanted.dedup();
        if wanted == kept {
            return Ok(());
        }
        self.0.execute("DELETE FROM certificate_tags WHERE number = $1", values![number])?;
        self.insert_tags(number, certificate)
    }
}
