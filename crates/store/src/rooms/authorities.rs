//! The embedded authority's certificates, and where their keys are.

use super::certificates::{join, split};
use super::{Rows, codes, only};
use crate::sql::{Row, Value, values};
use chancery_app::ports::{Authorities, AuthorityRecord, CrossCertificate, KeyPlace, Stored};
use chancery_domain::hierarchy::Stage;

impl Authorities for Rows<'_> {
    fn authorities(&mut self) -> Stored<Vec<AuthorityRecord>> {
        let rows = self.0.query(
            "SELECT id, line, brand, family, stage, parent, certificate_der, above_der, sealed_key, key_label, created_at
             FROM authorities ORDER BY CASE WHEN parent = '' THEN 0 ELSE 1 END, id",
            &[],
        )?;
        rows.into_iter().map(record).collect()
    }

    fn add_authority(&mut self, record: &AuthorityRecord) -> Stored<()> {
        let (sealed, label) = match &record.key {
            KeyPlace::Sealed(sealed) => (sealed.as_slice(), ""),
            KeyPlace::Module(label) => (&[][..], label.as_str()),
        };
        self.insert(
            "INSERT INTO authorities (id, line, brand, family, stage, parent, certificate_der, above_der, sealed_key,
               key_label, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING",
            values![
                record.id.as_str(),
                record.line.as_str(),
                record.brand.as_str(),
                record.family.cloud_name(),
                record.stage.code(),
                record.parent.as_deref().unwrap_or_default(),
                record.certificate_der.as_slice(),
                Value::Bytes(join(&record.above)?),
                sealed,
                label,
                record.created_at,
            ],
            "the authority's id",
        )?;
        self.raise_authorities()
    }

    fn move_authority(&mut self, id: &str, stage: Stage) -> Stored<()> {
        self.change(
            "UPDATE authorities SET stage = $2 WHERE id = $1",
            values![id, stage.code()],
            "the authority",
        )?;
        self.raise_authorities()
    }

    fn cross_certificates(&mut self) -> Stored<Vec<CrossCertificate>> {
        let rows = self.0.query(
            "SELECT authority, signed_by, certificate_der, created_at FROM cross_certificates
             ORDER BY authority, created_at, signed_by",
            &[],
        )?;
        rows.into_iter()
            .map(|mut row| {
                Ok(CrossCertificate {
                    authority: row.text(0)?,
                    signed_by: row.text(1)?,
                    certificate_der: row.bytes(2)?,
                    created_at: row.moment(3)?,
                })
            })
            .collect()
    }

    fn add_cross_certificate(&mut self, certificate: &CrossCertificate) -> Stored<()> {
        self.0.execute(
            "INSERT INTO cross_certificates (authority, signed_by, certificate_der, created_at)
             VALUES ($1, $2, $3, $4)
             ON CONFLICT (authority, signed_by)
             DO UPDATE SET certificate_der = excluded.certificate_der, created_at = excluded.created_at",
            values![
                certificate.authority.as_str(),
                certificate.signed_by.as_str(),
                certificate.certificate_der.as_slice(),
                certificate.created_at,
            ],
        )?;
        self.raise_authorities()
    }

    fn authorities_revision(&mut self) -> Stored<i64> {
        only(self.0.query("SELECT revision FROM authorities_head", &[])?)?.integer(0)
    }
}

impl Rows<'_> {
    fn raise_authorities(&mut self) -> Stored<()> {
        self.change(
            "UPDATE authorities_head SET revision = revision + 1 WHERE number = 1",
            &[],
            "the head of the authorities",
        )
    }
}

fn record(mut row: Row) -> Stored<AuthorityRecord> {
    let label = row.text(9)?;
    Ok(AuthorityRecord {
        id: row.text(0)?,
        line: row.text(1)?,
        brand: row.text(2)?,
        family: codes::family(&row.text(3)?)?,
        stage: codes::authority_stage(&row.text(4)?)?,
        parent: Some(row.text(5)?).filter(|parent| !parent.is_empty()),
        certificate_der: row.bytes(6)?,
        above: split(&row.bytes_or_null(7)?.unwrap_or_default())?,
        key: if label.is_empty() { KeyPlace::Sealed(row.bytes(8)?) } else { KeyPlace::Module(label) },
        created_at: row.moment(10)?,
    })
}
