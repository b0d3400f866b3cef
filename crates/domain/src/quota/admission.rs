//! Whether one more free certificate may be applied for (B1).

use crate::name::DnsName;
use crate::policy::QuotaPolicy;

/// How many free certificates may be in force at a time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Quota {
    /// For one account.
    pub per_account: i64,
    /// For one primary domain over the whole service.
    pub per_primary_domain: i64,
}

/// Which quota is used up.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum QuotaError {
    /// The account's.
    #[error(
        "the account has {limit} free certificates in force, which is its quota; revoke one that is not needed or wait until one expires"
    )]
    AccountFull {
        /// The quota.
        limit: i64,
    },
    /// The primary domain's, whoever uses it.
    #[error(
        "the primary domain {domain} has {limit} free certificates in force, which is its quota; it returns only as they expire, so wait or use another domain or product"
    )]
    PrimaryDomainFull {
        /// The primary domain.
        domain: DnsName,
        /// The quota.
        limit: i64,
    },
}

impl Quota {
    /// The quota that a policy gives.
    pub fn of(policy: &QuotaPolicy) -> Self {
        Quota { per_account: policy.free_per_account, per_primary_domain: policy.free_per_primary_domain }
    }

    /// With places beyond the account's own quota (B3); the primary domain's is not raised.
    #[must_use]
    pub fn with_extra_places(self, places: i64) -> Self {
        Quota { per_account: self.per_account.saturating_add(places.max(0)), ..self }
    }

    /// Admits one more certificate beside those that count now.
    ///
    /// # Errors
    /// [`QuotaError`]; the account is looked at first.
    pub fn admit(&self, domain: &DnsName, used_account: i64, used_domain: i64) -> Result<(), QuotaError> {
        if used_account >= self.per_account {
            return Err(QuotaError::AccountFull { limit: self.per_account });
        }
        if used_domain >= self.per_primary_domain {
            return Err(QuotaError::PrimaryDomainFull {
                domain: domain.clone(),
                limit: self.per_primary_domain,
            });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::policy::Policy;

    // B3: extra places raise the account's quota and never the primary domain's.
    #[test]
    fn extra_places_raise_only_the_accounts_quota() {
        let quota = Quota::of(&Policy::compiled_in().unwrap().quota).with_extra_places(2);
        let domain = DnsName::parse("tencent.com").unwrap();
        assert_eq!(quota.admit(&domain, 21, 0), Ok(()));
        assert_eq!(quota.admit(&domain, 22, 0), Err(QuotaError::AccountFull { limit: 22 }));
        assert!(matches!(quota.admit(&domain, 0, 20), Err(QuotaError::PrimaryDomainFull { limit: 20, .. })));
        assert_eq!(quota.with_extra_places(-5), quota);
    }

    #[test]
    fn the_twentieth_is_admitted_and_the_next_is_not() {
        let quota = Quota::of(&Policy::compiled_in().unwrap().quota);
        let domain = DnsName::parse("tencent.com").unwrap();
        let account_full = Err(QuotaError::AccountFull { limit: 20 });
        let domain_full = Err(QuotaError::PrimaryDomainFull { domain: domain.clone(), limit: 20 });
        for (account, on_domain, outcome) in [
            (0, 0, Ok(())),
            (19, 19, Ok(())),
            (20, 0, account_full.clone()),
            (0, 20, domain_full.clone()),
            (19, 21, domain_full),
            (20, 20, account_full.clone()),
            (i64::MAX, 0, account_full),
        ] {
            assert_eq!(quota.admit(&domain, account, on_domain), outcome, "{account} {on_domain}");
        }
    }
}
