//! ACME orders as JSON beside what they are found by.

use super::{Rows, json};
use crate::sql::{count, values};
use chancery_app::ports::{AcmeOrders, StoreError, Stored};
use chancery_domain::acme::{AcmeAccountId, AcmeOrder, AcmeOrderId, AcmeOrderStage};
use chancery_domain::ids::AccountId;

impl AcmeOrders for Rows<'_> {
    fn insert_acme_order(&mut self, order: &AcmeOrder) -> Stored<()> {
        self.insert(
            "INSERT INTO acme_orders (id, account, tenant, stage, body) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT DO NOTHING",
            values![
                order.id.as_str(),
                order.account.as_str(),
                order.tenant.0,
                stage(order),
                json::encode(order)?
            ],
            "the order's id",
        )
    }

    fn acme_order(&mut self, id: &AcmeOrderId) -> Stored<Option<AcmeOrder>> {
        let row = self.first("SELECT body FROM acme_orders WHERE id = $1", values![id.as_str()])?;
        row.map(|mut row| json::decode(&row.text(0)?, "an ACME order")).transpose()
    }

    fn update_acme_order(&mut self, order: &AcmeOrder) -> Stored<()> {
        self.change(
            "UPDATE acme_orders SET stage = $2, body = $3 WHERE id = $1",
            values![order.id.as_str(), stage(order), json::encode(order)?],
            "the order",
        )
    }

    fn update_acme_order_with_csr(&mut self, order: &AcmeOrder, csr_der: &[u8]) -> Stored<()> {
        self.change(
            "UPDATE acme_orders SET stage = $2, body = $3, csr_der = $4 WHERE id = $1",
            values![order.id.as_str(), stage(order), json::encode(order)?, csr_der],
            "the order",
        )
    }

    fn acme_order_csr(&mut self, id: &AcmeOrderId) -> Stored<Option<Vec<u8>>> {
        let row = self.first("SELECT csr_der FROM acme_orders WHERE id = $1", values![id.as_str()])?;
        Ok(row.map(|mut row| row.bytes_or_null(0)).transpose()?.flatten())
    }

    fn acme_orders_of(
        &mut self,
        account: &AcmeAccountId,
        before: Option<&AcmeOrderId>,
        limit: u64,
    ) -> Stored<Vec<AcmeOrderId>> {
        // No id is greater than this word.
        let before = before.map_or("~", AcmeOrderId::as_str);
        let rows = self.0.query(
            "SELECT id FROM acme_orders WHERE account = $1 AND id < $2 AND stage <> 'invalid'
             ORDER BY id DESC LIMIT $3",
            values![account.as_str(), before, count(limit)],
        )?;
        rows.into_iter().map(|mut row| read_id(&row.text(0)?)).collect()
    }

    fn processing_acme_orders(&mut self, limit: u64) -> Stored<Vec<(AccountId, AcmeOrderId)>> {
        let rows = self.0.query(
            "SELECT tenant, id FROM acme_orders WHERE stage = 'processing' ORDER BY id LIMIT $1",
            values![count(limit)],
        )?;
        rows.into_iter().map(|mut row| Ok((AccountId(row.integer(0)?), read_id(&row.text(1)?)?))).collect()
    }

    fn replace_certificate(
        &mut self,
        certificate: &str,
        order: &AcmeOrderId,
        before: Option<&AcmeOrderId>,
    ) -> Stored<bool> {
        let changed = match before {
            None => self.0.execute(
                "INSERT INTO acme_replacements (certificate, order_id) VALUES ($1, $2) ON CONFLICT DO NOTHING",
                values![certificate, order.as_str()],
            )?,
            Some(before) => self.0.execute(
                "UPDATE acme_replacements SET order_id = $2 WHERE certificate = $1 AND order_id = $3",
                values![certificate, order.as_str(), before.as_str()],
            )?,
        };
        Ok(changed == 1)
    }

    fn replacement_of(&mut self, certificate: &str) -> Stored<Option<AcmeOrderId>> {
        let row = self
            .first("SELECT order_id FROM acme_replacements WHERE certificate = $1", values![certificate])?;
        row.map(|mut row| read_id(&row.text(0)?)).transpose()
    }

    fn forget_acme_orders(&mut self, before: &AcmeOrderId, limit: u64) -> Stored<u64> {
        self.0.execute(
            "DELETE FROM acme_orders WHERE id IN (SELECT id FROM acme_orders
               WHERE id < $1 AND stage NOT IN ('processing', 'renewing') ORDER BY id LIMIT $2)",
            values![before.as_str(), count(limit)],
        )
    }
}

/// The stage in one word; `renewing` for a valid order that goes on by itself.
fn stage(order: &AcmeOrder) -> &'static str {
    match &order.stage {
        AcmeOrderStage::Pending => "pending",
        AcmeOrderStage::Ready => "ready",
        AcmeOrderStage::Processing { .. } => "processing",
        AcmeOrderStage::Valid { .. } if order.auto_renewal.is_some() => "renewing",
        AcmeOrderStage::Valid { .. } => "valid",
        AcmeOrderStage::Invalid { .. } => "invalid",
        AcmeOrderStage::Canceled { .. } => "canceled",
    }
}

fn read_id(text: &str) -> Stored<AcmeOrderId> {
    text.parse().map_err(|_| StoreError::Broken(format!("{text:?} is no ACME order id")))
}
