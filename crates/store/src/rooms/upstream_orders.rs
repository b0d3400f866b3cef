//! Orders at upstream authorities, accounts there and published proofs.

use super::{Rows, json};
use crate::sql::values;
use chancery_app::ports::{Stored, TxtRecord, UpstreamOrders};
use chancery_domain::ids::CertificateId;
use chancery_domain::upstream::UpstreamOrder;

impl UpstreamOrders for Rows<'_> {
    fn insert_upstream_order(&mut self, order: &UpstreamOrder) -> Stored<()> {
        self.insert(
            "INSERT INTO upstream_orders (certificate, body) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            values![order.certificate.as_str(), json::encode(order)?],
            "an upstream order of the certificate",
        )
    }

    fn upstream_order(&mut self, id: &CertificateId) -> Stored<Option<UpstreamOrder>> {
        self.first("SELECT body FROM upstream_orders WHERE certificate = $1", values![id.as_str()])?
            .map(|mut row| json::decode(&row.text(0)?, "an upstream order"))
            .transpose()
    }

    fn update_upstream_order(&mut self, order: &UpstreamOrder) -> Stored<()> {
        self.change(
            "UPDATE upstream_orders SET body = $2 WHERE certificate = $1",
            values![order.certificate.as_str(), json::encode(order)?],
            "the upstream order",
        )
    }

    fn keep_upstream_account(&mut self, directory: &str, sealed: &[u8]) -> Stored<Option<Vec<u8>>> {
        let added = self.0.execute(
            "INSERT INTO upstream_accounts (directory, sealed_key) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            values![directory, sealed],
        )?;
        if added == 1 { Ok(None) } else { self.upstream_account(directory) }
    }

    fn upstream_account(&mut self, directory: &str) -> Stored<Option<Vec<u8>>> {
        self.first("SELECT sealed_key FROM upstream_accounts WHERE directory = $1", values![directory])?
            .map(|mut row| row.bytes(0))
            .transpose()
    }

    fn publish_upstream_proof(&mut self, id: &CertificateId, token: &str, content: &str) -> Stored<()> {
        self.0.execute(
            "INSERT INTO upstream_proofs (token, certificate, content) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            values![token, id.as_str(), content],
        )?;
        Ok(())
    }

    fn upstream_proof(&mut self, token: &str) -> Stored<Option<String>> {
        self.first("SELECT content FROM upstream_proofs WHERE token = $1", values![token])?
            .map(|mut row| row.text(0))
            .transpose()
    }

    fn withdraw_upstream_proofs(&mut self, id: &CertificateId) -> Stored<()> {
        self.0.execute("DELETE FROM upstream_proofs WHERE certificate = $1", values![id.as_str()])?;
        Ok(())
    }

    fn note_upstream_record(&mut self, id: &CertificateId, record: &TxtRecord) -> Stored<()> {
        self.0.execute(
            "INSERT INTO upstream_records (certificate, name, value) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            values![id.as_str(), record.name.as_str(), record.value.as_str()],
        )?;
        Ok(())
    }

    fn upstream_records(&mut self, id: &CertificateId) -> Stored<Vec<TxtRecord>> {
        self.0
            .query(
                "SELECT name, value FROM upstream_records WHERE certificate = $1 ORDER BY name, value",
                values![id.as_str()],
            )?
            .into_iter()
            .map(|mut row| Ok(TxtRecord { name: row.text(0)?, value: row.text(1)? }))
            .collect()
    }

    fn forget_upstream_record(&mut self, id: &CertificateId, record: &TxtRecord) -> Stored<()> {
        self.0.execute(
            "DELETE FROM upstream_records WHERE certificate = $1 AND name = $2 AND value = $3",
            values![id.as_str(), record.name.as_str(), record.value.as_str()],
        )?;
        Ok(())
    }
}
