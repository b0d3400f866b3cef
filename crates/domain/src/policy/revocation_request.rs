//! Revocations that tenants ask for (I1, I2).

use super::data_file::{Checker, DataFileError};
use serde::Deserialize;

/// How long there is for the proofs, and what waits for nothing.
#[derive(Clone, PartialEq, Eq, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct RevocationRequestPolicy {
    /// The names are proved again within so many seconds, or the certificate stays in force.
    pub proof_seconds: i64,
    /// Numbers of CRLReason that are carried out at once, whatever the product wants (BR 4.9.1.1).
    pub at_once_reasons: Vec<u8>,
    /// Characters of the reason in the tenant's own words.
    pub words_max: usize,
    /// Certificates per call whose notices are switched off or on (M3).
    pub notice_ids_max: usize,
}

pub(super) fn check(policy: &RevocationRequestPolicy, check: &Checker<'_>) -> Result<(), DataFileError> {
    check.within("revocation_request.proof_seconds", policy.proof_seconds, 3_600..=31 * 86_400)?;
    check.within("revocation_request.words_max", policy.words_max, 1..=10_000)?;
    check.within("revocation_request.notice_ids_max", policy.notice_ids_max, 1..=1_000)?;
    let rule = "a compromised key is never waited with (BR 4.9.1.1): it holds 1";
    check.ensure(policy.at_once_reasons.contains(&1), "revocation_request.at_once_reasons", rule)
}
