//! The embedded authority's certificates and sealed keys.

use super::{Rows, codes};
use crate::sql::{Row, values};
use chancery_app::ports::{Authorities, AuthorityRecord, Stored};

impl Authorities for Rows<'_> {
    fn authorities(&mut self) -> Stored<Vec<AuthorityRecord>> {
        let rows = self.0.query(
            "SELECT id, brand, family, certificate_der, sealed_key, created_at FROM authorities
             ORDER BY CASE WHEN brand = '' THEN 0 ELSE 1 END, id",
            &[],
        )?;
        rows.into_iter().map(record).collect()
    }

    fn add_authority(&mut self, record: &AuthorityRecord) -> Stored<()> {
        self.insert(
            "INSERT INTO authorities (id, brand, family, certificate_der, sealed_key, created_at)
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
            values![
                record.id.as_str(),
                record.brand.as_str(),
                record.family.cloud_name(),
                record.certificate_der.as_slice(),
                record.sealed_key.as_slice(),
                record.created_at,
            ],
            "the authority's id",
        )
    }
}

fn record(mut row: Row) -> Stored<AuthorityRecord> {
    Ok(AuthorityRecord {
        id: row.text(0)?,
        brand: row.text(1)?,
        family: codes::family(&row.text(2)?)?,
        certificate_der: row.bytes(3)?,
        sealed_key: row.bytes(4)?,
        created_at: row.moment(5)?,
    })
}
