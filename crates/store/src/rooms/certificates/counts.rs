//! How many certificates an account has of each kind, kept in the same unit of work as the certificates.

use super::columns::Kind;
use crate::rooms::{Rows, codes, only};
use crate::sql::{Value, values};
use chancery_app::ports::{CertificateFilter, Stored};
use chancery_domain::ids::AccountId;

impl Rows<'_> {
    /// Adds `change` certificates of this kind.
    pub(super) fn count_certificates(&mut self, kind: &Kind, change: i64) -> Stored<()> {
        self.0
            .execute(
                "INSERT INTO certificate_counts (account, stage, usage, uploaded, certificates)
                 VALUES ($1, $2, $3, $4, $5)
                 ON CONFLICT (account, stage, usage, uploaded)
                 DO UPDATE SET certificates = certificate_counts.certificates + excluded.certificates",
                values![kind.account.0, kind.stage.as_str(), kind.usage.as_str(), kind.uploaded, change],
            )
            .map(drop)
    }

    /// The total of a list whose filter restricts nothing but what is counted: stages, usage, origin.
    pub(super) fn counted_total(&mut self, account: AccountId, filter: &CertificateFilter) -> Stored<u64> {
        let mut sql =
            "SELECT CAST(COALESCE(SUM(certificates), 0) AS BIGINT) FROM certificate_counts WHERE account = $1".to_owned();
        let mut params = vec![Value::from(account.0)];
        let mut condition = |text: &str, value: Value| {
            params.push(value);
            sql.push_str(&format!(" AND {text} = ${}", params.len()));
        };
        if let Some(usage) = filter.usage {
            condition("usage", Value::from(codes::usage(usage)));
        }
        if let Some(uploaded) = filter.uploaded {
            condition("uploaded", Value::from(uploaded));
        }
        if let Some(stages) = &filter.stages {
            let first = params.len() + 1;
            params.extend(stages.iter().map(|stage| Value::from(stage.code())));
            sql.push_str(&format!(" AND stage IN ({})", super::list::places(first, stages.len())));
        }
        only(self.0.query_composed(&sql, &params)?)?.count(0)
    }
}
