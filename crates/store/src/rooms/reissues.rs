//! Running reissues: one row for each primary domain that they keep.

use super::Rows;
use crate::sql::values;
use chancery_app::ports::{Reissues, StoreError, Stored};
use chancery_domain::ids::{AccountId, CertificateId};
use chancery_domain::reissue::Running;

impl Reissues for Rows<'_> {
    fn running_reissue(&mut self, account: AccountId, primary_domains: &[String]) -> Stored<Option<Running>> {
        for primary_domain in primary_domains {
            let row = self.first(
                "SELECT certificate, original FROM running_reissues WHERE account = $1 AND primary_domain = $2",
                values![account.0, primary_domain.as_str()],
            )?;
            if let Some(mut row) = row {
                return Ok(Some(Running {
                    primary_domain: primary_domain.clone(),
                    reissue: super::certificate_id(&row.text(0)?)?,
                    original: super::certificate_id(&row.text(1)?)?,
                }));
            }
        }
        Ok(None)
    }

    fn begin_reissue(
        &mut self,
        account: AccountId,
        primary_domains: &[String],
        reissue: &CertificateId,
        original: &CertificateId,
    ) -> Stored<()> {
        for primary_domain in primary_domains {
            let added = self.0.execute(
                "INSERT INTO running_reissues (account, primary_domain, certificate, original)
                 VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
                values![account.0, primary_domain.as_str(), reissue.as_str(), original.as_str()],
            )?;
            if added == 0 {
                return Err(StoreError::Taken("a running reissue under this primary domain"));
            }
        }
        Ok(())
    }

    fn end_reissue(&mut self, reissue: &CertificateId) -> Stored<()> {
        self.0
            .execute("DELETE FROM running_reissues WHERE certificate = $1", values![reissue.as_str()])
            .map(drop)
    }
}
