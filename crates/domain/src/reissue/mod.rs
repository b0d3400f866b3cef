//! Reissues: the same names and the same last day under another key, as a certificate of its own (J1, J2).

mod passage;
#[cfg(test)]
mod tests;

pub use passage::{Asked, passage};

use crate::certificate::{Application, Certificate, Followers, Stage, StageKind};
use crate::ids::CertificateId;
use crate::policy::Policy;
use crate::time::Timestamp;

/// Why a certificate is not reissued.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ReissueError {
    /// It was not applied for here.
    #[error("a certificate that was issued elsewhere or over ACME is not reissued; apply for a new one")]
    Foreign,
    /// It is not in force, or its revocation was asked for.
    #[error("the certificate is {stage}; only an issued one is reissued")]
    NotIssued {
        /// The stage it is in.
        stage: &'static str,
    },
    /// It goes with its original (I3).
    #[error(
        "the certificate is a reissue of {original}, which is not in force any more; apply for a new one"
    )]
    OriginalNotIssued {
        /// The original.
        original: CertificateId,
    },
    /// It ends too soon.
    #[error(
        "the certificate ends at {not_after}; one is reissued with more than {days} days left, so renew it instead"
    )]
    TooLate {
        /// Its last second.
        not_after: Timestamp,
        /// More days than this have to be left.
        days: i64,
    },
    /// A free one was reissued as often as it may be.
    #[error("a free certificate is reissued {most} times at most, and this one was; apply for a new one")]
    FreeUsedUp {
        /// How often it may be.
        most: usize,
    },
    /// It is being reissued.
    #[error("the certificate is being reissued already, as {reissue}; wait for that or cancel it")]
    Running {
        /// The reissue that runs.
        reissue: CertificateId,
    },
    /// Another certificate of the same primary domain is being reissued.
    #[error(
        "another certificate of {primary_domain} is being reissued, as {reissue}; wait for that or cancel it"
    )]
    SiblingRunning {
        /// The primary domain.
        primary_domain: String,
        /// The reissue that runs.
        reissue: CertificateId,
    },
}

/// A reissue that runs in the account under one of the certificate's primary domains.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Running {
    /// The primary domain.
    pub primary_domain: String,
    /// The reissue.
    pub reissue: CertificateId,
    /// The first certificate of its kin.
    pub original: CertificateId,
}

/// Whether a certificate may be reissued at `now`. `first` is the first certificate of its kin (itself, where it is no
/// reissue) and its stage (nothing when it was deleted), `followers` what came out of that, `running` a reissue that runs
/// under one of its primary domains.
///
/// # Errors
/// [`ReissueError`], the first rule that it breaks (J1).
pub fn check<'a>(
    certificate: &'a Certificate,
    first: (&CertificateId, Option<StageKind>),
    followers: &Followers,
    running: Option<&Running>,
    policy: &Policy,
    now: Timestamp,
) -> Result<&'a Application, ReissueError> {
    let application = certificate.application().ok_or(ReissueError::Foreign)?;
    let Stage::Issued(validity) = &certificate.stage else {
        return Err(ReissueError::NotIssued { stage: certificate.stage.name() });
    };
    if validity.not_after < now {
        return Err(ReissueError::NotIssued { stage: "expired" });
    }
    let (first, first_stage) = first;
    // What is revoked, or is to be, lives on in no reissue (I3).
    if first_stage != Some(StageKind::Issued) {
        return Err(ReissueError::OriginalNotIssued { original: first.clone() });
    }
    let days = policy.reissue.days_left_more_than;
    if now.plus_days(days) >= validity.not_after {
        return Err(ReissueError::TooLate { not_after: validity.not_after, days });
    }
    if let Some(running) = running {
        let reissue = running.reissue.clone();
        return Err(if running.original == *first {
            ReissueError::Running { reissue }
        } else {
            ReissueError::SiblingRunning { primary_domain: running.primary_domain.clone(), reissue }
        });
    }
    let most = policy.reissue.free_max;
    if application.free && followers.reissues.len() >= most {
        return Err(ReissueError::FreeUsedUp { most });
    }
    Ok(application)
}

/// The primary domains under which nothing else is reissued meanwhile (J1); a name without one stands for
/// itself, and so does an address.
pub fn primary_domains(application: &Application) -> Vec<String> {
    let mut domains: Vec<String> = application.bound.iter().map(|name| name.primary().to_string()).collect();
    domains.sort();
    domains.dedup();
    domains
}
