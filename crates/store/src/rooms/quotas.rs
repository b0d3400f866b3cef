//! Uses of the quota of free certificates (B1, B2).

use super::{Rows, only};
use crate::sql::{Lock, count, values};
use chancery_app::ports::{Quotas, Stored};
use chancery_domain::ids::{AccountId, CertificateId};
use chancery_domain::quota::QuotaUse;
use chancery_domain::time::Timestamp;

impl Quotas for Rows<'_> {
    fn insert_quota_use(
        &mut self,
        id: &CertificateId,
        account: AccountId,
        primary_domain: &str,
        quota_use: &QuotaUse,
    ) -> Stored<()> {
        self.insert(
            "INSERT INTO quota_uses (certificate, account, primary_domain, account_until, domain_until)
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
            values![id.as_str(), account.0, primary_domain, quota_use.account_until, quota_use.domain_until],
            "the certificate's use of quota",
        )
    }

    fn quota_use(&mut self, id: &CertificateId) -> Stored<Option<QuotaUse>> {
        let row = self.first(
            "SELECT account_until, domain_until FROM quota_uses WHERE certificate = $1",
            values![id.as_str()],
        )?;
        let Some(mut row) = row else { return Ok(None) };
        Ok(Some(QuotaUse { account_until: row.moment(0)?, domain_until: row.moment(1)? }))
    }

    fn update_quota_use(&mut self, id: &CertificateId, quota_use: &QuotaUse) -> Stored<()> {
        self.change(
            "UPDATE quota_uses SET account_until = $2, domain_until = $3 WHERE certificate = $1",
            values![id.as_str(), quota_use.account_until, quota_use.domain_until],
            "the certificate's use of quota",
        )
    }

    fn quota_used_by_account(&mut self, account: AccountId, now: Timestamp, cap: u64) -> Stored<u64> {
        let used = self.0.query(
            "SELECT COUNT(*) FROM
             (SELECT account FROM quota_uses WHERE account = $1 AND account_until > $2 LIMIT $3) AS uses",
            values![account.0, now, count(cap)],
        )?;
        only(used)?.count(0)
    }

    fn quota_used_by_domain(&mut self, primary_domain: &str, now: Timestamp, cap: u64) -> Stored<u64> {
        let used = self.0.query(
            "SELECT COUNT(*) FROM
             (SELECT account FROM quota_uses WHERE primary_domain = $1 AND domain_until > $2 LIMIT $3) AS uses",
            values![primary_domain, now, count(cap)],
        )?;
        only(used)?.count(0)
    }

    fn lock_primary_domain(&mut self, primary_domain: &str) -> Stored<()> {
        self.0.lock(&Lock::PrimaryDomain(primary_domain))
    }
}
