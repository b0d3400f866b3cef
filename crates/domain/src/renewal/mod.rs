//! Renewal: buying the next term while the present one ends (K1, K2), certificates that follow each other inside one
//! paid term (K3), and renewal that pays by itself (K4).

mod asked;
mod automatic;
mod period;
mod reminder;
#[cfg(test)]
pub(crate) mod samples;
mod term;
#[cfg(test)]
mod tests;

pub use asked::asked_at;
pub use automatic::{AutomaticError, charges_at, offers_automatic, switchable};
pub use period::within_term;
pub use reminder::reminds_at;
pub use term::{PaidTerm, begin_term, continues_at, passage, term_ends_at};

use crate::certificate::{Application, Certificate, Followers, Stage, Validity};
use crate::ids::CertificateId;
use crate::policy::Policy;
use crate::time::{SECONDS_PER_DAY, Timestamp};

/// Why a certificate is not renewed.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum RenewalError {
    /// It was not applied for here.
    #[error("a certificate that was issued elsewhere or over ACME is not renewed here; apply for a new one")]
    Foreign,
    /// Free certificates are applied for anew.
    #[error("a free certificate is applied for anew in its last days (OldCertificateId), not bought")]
    Free,
    /// It is not in force, or its revocation was asked for.
    #[error("the certificate is {stage}; only an issued one is renewed")]
    NotIssued {
        /// The stage it is in.
        stage: &'static str,
    },
    /// Its paid term goes on after it.
    #[error("the term paid runs until {term_ends_at}; the next certificate is made without a purchase")]
    TermRuns {
        /// The last second of the term.
        term_ends_at: Timestamp,
    },
    /// Renewal is not open yet.
    #[error("renewal opens {days} days before the end, at {opens_at}")]
    TooSoon {
        /// How many days before.
        days: i64,
        /// When it opens.
        opens_at: Timestamp,
    },
    /// It was renewed.
    #[error("the certificate was renewed already, as {renewal}")]
    Renewed {
        /// The certificate that renews it.
        renewal: CertificateId,
    },
    /// It was reissued; its successor is renewed.
    #[error("the certificate was reissued as {reissue}; renew that one")]
    Reissued {
        /// The newest reissue.
        reissue: CertificateId,
    },
}

/// Whether a certificate may be renewed at `now` (K1): in force, in its last days, at the end of its paid term, once. An
/// authority that wants it renewed earlier (`asked_at`) opens its renewal earlier.
///
/// # Errors
/// [`RenewalError`], the first rule that it breaks.
pub fn check<'a>(
    certificate: &'a Certificate,
    followers: &Followers,
    asked_at: Option<Timestamp>,
    policy: &Policy,
    now: Timestamp,
) -> Result<(&'a Application, &'a Validity), RenewalError> {
    let application = certificate.application().ok_or(RenewalError::Foreign)?;
    if application.free {
        return Err(RenewalError::Free);
    }
    let Stage::Issued(validity) = &certificate.stage else {
        return Err(RenewalError::NotIssued { stage: certificate.stage.name() });
    };
    if validity.not_after < now {
        return Err(RenewalError::NotIssued { stage: "expired" });
    }
    if let Some(renewal) = followers.renewal.clone() {
        return Err(RenewalError::Renewed { renewal });
    }
    if let Some(reissue) = followers.newest_reissue().cloned() {
        return Err(RenewalError::Reissued { reissue });
    }
    if let Some(term_ends_at) = application.term_ends_at.filter(|end| *end > validity.not_after) {
        return Err(RenewalError::TermRuns { term_ends_at });
    }
    let days = policy.renewal.opens_days_before;
    let opens_at = asked::earlier(validity.not_after.plus_days(-days), asked_at);
    if now < opens_at {
        return Err(RenewalError::TooSoon { days, opens_at });
    }
    Ok((application, validity))
}

/// The days of a renewed term (K1): those bought, those that remain of the old certificate (a day that has begun
/// counts), and the bonus. Each certificate inside it stays within the day's maximum ([`within_term`]).
pub fn term_days(bought_days: i64, old: &Validity, policy: &Policy, now: Timestamp) -> i64 {
    let seconds_left = old.not_after.seconds_since(now).max(0);
    let days_left = seconds_left.saturating_add(SECONDS_PER_DAY - 1).div_euclid(SECONDS_PER_DAY);
    bought_days.saturating_add(days_left).saturating_add(policy.renewal.bonus_days)
}
