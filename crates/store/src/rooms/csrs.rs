//! CSR management: the record as JSON, its texts and what it is listed by as columns.

use super::{Rows, json, only, search};
use crate::sql::{Row, Value, count, values};
use chancery_app::ports::{CsrFiles, CsrPage, Csrs, StoreError, Stored};
use chancery_domain::csr::CsrRecord;
use chancery_domain::ids::{AccountId, CertificateId, CsrId};
use chancery_domain::key::KeyFamily;

impl Csrs for Rows<'_> {
    fn insert_csr(&mut self, record: &CsrRecord, files: &CsrFiles) -> Stored<CsrId> {
        let inserted = self.0.query(
            "INSERT INTO csrs (account, family, created_at, search_text, body, csr_der, sealed_key, used_by)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id",
            values![
                record.account.0,
                record.algorithm.family().cloud_name(),
                record.created_at,
                search_text(record),
                json::encode(record)?,
                files.csr_der.as_deref(),
                files.sealed_key.as_deref(),
                files.used_by.as_ref().map(CertificateId::as_str),
            ],
        )?;
        only(inserted)?.integer(0).map(CsrId)
    }

    fn csr(&mut self, id: CsrId) -> Stored<Option<(CsrRecord, CsrFiles)>> {
        let row = self
            .first("SELECT id, body, csr_der, sealed_key, used_by FROM csrs WHERE id = $1", values![id.0])?;
        let Some(mut row) = row else { return Ok(None) };
        let record = record(&mut row)?;
        let used_by = match row.text_or_null(4)? {
            None => None,
            Some(text) => {
                Some(text.parse().map_err(|_| StoreError::Broken(format!("{text:?} is no certificate id")))?)
            }
        };
        let files = CsrFiles { csr_der: row.bytes_or_null(2)?, sealed_key: row.bytes_or_null(3)?, used_by };
        Ok(Some((record, files)))
    }

    fn update_csr(&mut self, record: &CsrRecord, files: &CsrFiles) -> Stored<()> {
        self.change(
            "UPDATE csrs SET family = $2, search_text = $3, body = $4, csr_der = $5, sealed_key = $6, used_by = $7
             WHERE id = $1",
            values![
                record.id.0,
                record.algorithm.family().cloud_name(),
                search_text(record),
                json::encode(record)?,
                files.csr_der.as_deref(),
                files.sealed_key.as_deref(),
                files.used_by.as_ref().map(CertificateId::as_str),
            ],
            "the CSR",
        )
    }

    fn delete_csr(&mut self, id: CsrId) -> Stored<()> {
        self.0.execute("DELETE FROM csrs WHERE id = $1", values![id.0]).map(drop)
    }

    fn list_csrs(
        &mut self,
        account: AccountId,
        domain: Option<&str>,
        family: Option<KeyFamily>,
        offset: u64,
        limit: u64,
    ) -> Stored<CsrPage> {
        let mut condition = "account = $1".to_owned();
        let mut params = vec![Value::from(account.0)];
        if let Some(domain) = domain {
            let Some(pattern) = search::pattern(domain) else {
                return Ok(CsrPage { items: vec![], total: 0 });
            };
            params.push(Value::from(pattern));
            condition.push_str(&format!(" AND search_text LIKE ${} ESCAPE '\\'", params.len()));
        }
        if let Some(family) = family {
            params.push(Value::from(family.cloud_name()));
            condition.push_str(&format!(" AND family = ${}", params.len()));
        }
        let total =
            self.0.query_composed(&format!("SELECT COUNT(*) FROM csrs WHERE {condition}"), &params)?;
        let total = only(total)?.count(0)?;
        params.extend([count(limit), count(offset)]);
        let page = format!(
            "SELECT id, body FROM csrs WHERE {condition} ORDER BY created_at DESC, id DESC LIMIT ${} OFFSET ${}",
            params.len() - 1,
            params.len()
        );
        let rows = self.0.query_composed(&page, &params)?;
        let items = rows.into_iter().map(|mut row| record(&mut row)).collect::<Stored<_>>()?;
        Ok(CsrPage { items, total })
    }
}

/// The number is the row's: the JSON was written before it was counted.
fn record(row: &mut Row) -> Stored<CsrRecord> {
    let id = CsrId(row.integer(0)?);
    let record: CsrRecord = json::decode(&row.text(1)?, "a CSR record")?;
    Ok(CsrRecord { id, ..record })
}

fn search_text(record: &CsrRecord) -> String {
    search::column(std::iter::once(record.domain.to_string().as_str()))
}
