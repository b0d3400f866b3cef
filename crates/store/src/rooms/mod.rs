//! The register's rooms: each implements its port once, in `$n` SQL that runs on both databases.

mod accounts;
mod acme_accounts;
mod acme_authorizations;
mod acme_orders;
mod acme_rates;
mod authorities;
mod benefits;
mod caa_checks;
mod certificates;
mod codes;
mod csrs;
mod deletions;
mod documents;
mod evidences;
mod encryption_certificates;
mod dues;
mod issuances;
mod json;
mod ledger;
mod ledger_check;
mod looks;
mod operation_logs;
mod orders;
mod organizations;
mod quotas;
mod reissues;
mod replays;
mod reviews;
mod revocations;
mod search;
mod tasks;
mod upstream_orders;
mod vouchers;

use crate::sql::{Row, Sql, Value};
use chancery_app::ports::{StoreError, Stored};
use chancery_domain::ids::CertificateId;

/// The register inside one transaction. Implements every port of [`chancery_app::ports::Register`].
pub(crate) struct Rows<'a>(pub(crate) &'a mut dyn Sql);

impl Rows<'_> {
    /// The one row that a statement finds, if it finds one.
    fn first(&mut self, sql: &'static str, params: &[Value]) -> Stored<Option<Row>> {
        Ok(self.0.query(sql, params)?.into_iter().next())
    }

    /// Runs an `INSERT ... ON CONFLICT DO NOTHING`; [`StoreError::Taken`] when nothing was inserted.
    fn insert(&mut self, sql: &'static str, params: &[Value], what: &'static str) -> Stored<()> {
        if self.0.execute(sql, params)? == 0 { Err(StoreError::Taken(what)) } else { Ok(()) }
    }

    /// Runs a statement that must change a row; a use-case asked for something it had not fetched otherwise.
    fn change(&mut self, sql: &'static str, params: &[Value], what: &str) -> Stored<()> {
        if self.0.execute(sql, params)? == 0 {
            return Err(StoreError::Broken(format!("{what} is not there and cannot be changed")));
        }
        Ok(())
    }
}

/// A certificate's id as it stands in a row.
fn certificate_id(text: &str) -> Stored<CertificateId> {
    text.parse().map_err(|_| StoreError::Broken(format!("{text:?} is no certificate id")))
}

/// The row of a statement that always gives one.
fn only(rows: Vec<Row>) -> Stored<Row> {
    rows.into_iter().next().ok_or_else(|| StoreError::Broken("a statement gave no row".to_owned()))
}
