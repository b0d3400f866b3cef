//! Whether a tenant may ask for a revocation, and what it has to pass (I1, I2, I3); and whether its notices may be
//! ignored (M3).

use super::{Certificate, CertificateError, Origin, Stage};
use crate::catalogue::{Brand, Product, RevocationPath};
use crate::policy::Policy;
use crate::revocation::Reason;
use crate::time::Timestamp;

impl Certificate {
    /// What stands between the wish and the revocation; nothing when it is carried out at once: a compromised key, and
    /// what was issued over ACME, whose account proved itself. `goods` are product and brand of what was bought.
    ///
    /// # Errors
    /// [`CertificateError::IssuedElsewhere`], [`CertificateError::ReissueAlone`], [`CertificateError::NotRevocable`],
    /// [`CertificateError::RevocationClosed`].
    pub fn revocable(
        &self,
        goods: Option<(&Product, &Brand)>,
        reason: Reason,
        policy: &Policy,
        now: Timestamp,
    ) -> Result<Option<RevocationPath>, CertificateError> {
        match &self.origin {
            // Only its own issuer revokes it (H3, I1).
            Origin::Uploaded { .. } => return Err(CertificateError::IssuedElsewhere),
            // (I3, seed 001: "To revoke a reissued order ... revoke the original one")
            Origin::Applied(application) => {
                if let Some(original) = &application.reissues {
                    return Err(CertificateError::ReissueAlone { original: original.clone() });
                }
            }
            Origin::Acme { .. } => {}
        }
        let at_once = policy.revocation_request.at_once_reasons.contains(&reason.code());
        let validity = match &self.stage {
            Stage::Issued(validity) => validity,
            // A wish that is being examined gives way to what is carried out at once.
            Stage::Revoking { validity, .. } if at_once => validity,
            other => return Err(CertificateError::NotRevocable { stage: other.name() }),
        };
        if validity.not_after < now {
            return Err(CertificateError::NotRevocable { stage: "expired" });
        }
        let Some((product, brand)) = goods.filter(|_| !at_once) else { return Ok(None) };
        let days = brand.revocation_closes_days;
        if days > 0 && now.plus_days(days) >= validity.not_after {
            return Err(CertificateError::RevocationClosed { days });
        }
        Ok(Some(product.revocation))
    }

    /// Its notices may be switched off: only those near their end are (M3, seed 001 "Ignoring").
    ///
    /// # Errors
    /// [`CertificateError::NotEndingSoon`].
    pub fn ignorable(&self, policy: &Policy, now: Timestamp) -> Result<(), CertificateError> {
        if self.is_expiring(policy, now) {
            Ok(())
        } else {
            Err(CertificateError::NotEndingSoon { days: policy.renewal.opens_days_before })
        }
    }
}
