//! Proofs and approvals that may be used again.

use super::Rows;
use crate::sql::values;
use chancery_app::ports::{DomainEvidence, Evidences, Stored};
use chancery_domain::ids::{AccountId, CertificateId};
use chancery_domain::name::Name;
use chancery_domain::order::ProductCode;
use chancery_domain::time::Timestamp;

impl Evidences for Rows<'_> {
    fn put_domain_evidence(&mut self, evidence: &DomainEvidence) -> Stored<()> {
        self.0
            .execute(
                "INSERT INTO domain_evidence (account, organization, base, wildcards, certificate, proved_at)
                 VALUES ($1, $2, $3, $4, $5, $6)
                 ON CONFLICT (account, organization, base, wildcards)
                 DO UPDATE SET certificate = excluded.certificate, proved_at = excluded.proved_at",
                values![
                    evidence.account.0,
                    evidence.organization.as_str(),
                    evidence.base.to_string(),
                    evidence.wildcards,
                    evidence.certificate.as_str(),
                    evidence.proved_at,
                ],
            )
            .map(drop)
    }

    fn domain_evidence(
        &mut self,
        account: AccountId,
        organization: &str,
        base: &Name,
        wildcards: bool,
    ) -> Stored<Option<Timestamp>> {
        self.first(
            "SELECT proved_at FROM domain_evidence
             WHERE account = $1 AND organization = $2 AND base = $3 AND wildcards >= $4
             ORDER BY proved_at DESC LIMIT 1",
            values![account.0, organization, base.to_string(), wildcards],
        )?
        .map(|mut row| row.moment(0))
        .transpose()
    }

    fn drop_proofs_of(&mut self, account: AccountId, organization: &str, base: &Name) -> Stored<()> {
        self.0
            .execute(
                "DELETE FROM domain_evidence WHERE account = $1 AND organization = $2 AND base = $3",
                values![account.0, organization, base.to_string()],
            )
            .map(drop)
    }

    fn drop_domain_evidence(&mut self, certificate: &CertificateId) -> Stored<()> {
        self.0
            .execute("DELETE FROM domain_evidence WHERE certificate = $1", values![certificate.as_str()])
            .map(drop)
    }

    fn put_approval(
        &mut self,
        account: AccountId,
        product: ProductCode,
        information: &str,
        approved_at: Timestamp,
    ) -> Stored<()> {
        self.0
            .execute(
                "INSERT INTO approval_evidence (account, product, information, approved_at)
                 VALUES ($1, $2, $3, $4)
                 ON CONFLICT (account, product, information) DO UPDATE SET approved_at = excluded.approved_at
                 WHERE approval_evidence.approved_at < excluded.approved_at",
                values![account.0, i64::from(product.0), information, approved_at],
            )
            .map(drop)
    }

    fn approval(
        &mut self,
        account: AccountId,
        product: ProductCode,
        information: &str,
    ) -> Stored<Option<Timestamp>> {
        self.first(
            "SELECT approved_at FROM approval_evidence
             WHERE account = $1 AND product = $2 AND information = $3",
            values![account.0, i64::from(product.0), information],
        )?
        .map(|mut row| row.moment(0))
        .transpose()
    }
}
