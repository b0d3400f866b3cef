//! The `Status` numbers of certificates, their names and sub-states, and back for filters.

use chancery_domain::certificate::{Certificate, Stage, StageKind};
use chancery_domain::time::Timestamp;

/// The numbers in use here; the interface has further ones for paid orders, reviews and revocation.
const UNDER_REVIEW: u64 = 0;
const ISSUED: u64 = 1;
const FAILED: u64 = 2;
const EXPIRED: u64 = 3;
const CANCELLED: u64 = 7;
const REVOKED: u64 = 10;

/// The number at `now`; a certificate whose last second has passed is expired even before the register notes it.
pub fn number(certificate: &Certificate, now: Timestamp) -> u64 {
    match &certificate.stage {
        Stage::Validating(_) | Stage::Issuing { .. } => UNDER_REVIEW,
        Stage::Issued(validity) if validity.not_after < now => EXPIRED,
        Stage::Issued(_) => ISSUED,
        Stage::Expired(_) => EXPIRED,
        Stage::Failed { .. } => FAILED,
        Stage::Cancelled { .. } => CANCELLED,
        Stage::Revoked { .. } => REVOKED,
    }
}

/// The number's name for people.
pub fn name(number: u64) -> &'static str {
    match number {
        UNDER_REVIEW => "Validation pending",
        ISSUED => "Issued",
        FAILED => "Review failed",
        EXPIRED => "Expired",
        CANCELLED => "Cancelled",
        REVOKED => "Revoked",
        _ => "",
    }
}

/// `StatusMsg`: the sub-state while the application runs, the reason of a failure, else nothing.
pub fn message(certificate: &Certificate) -> String {
    match &certificate.stage {
        Stage::Validating(_) => "PENDING-DCV".to_owned(),
        Stage::Issuing { .. } => "WAIT-ISSUE".to_owned(),
        Stage::Failed { reason, .. } => reason.explain(),
        Stage::Issued(_) | Stage::Expired(_) | Stage::Revoked { .. } | Stage::Cancelled { .. } => {
            String::new()
        }
    }
}

/// The stages that any of these numbers stands for; numbers of stages that do not exist here match nothing.
pub fn stages(numbers: &[u64]) -> Vec<StageKind> {
    let mut stages = Vec::new();
    for number in numbers {
        let kinds: &[StageKind] = match *number {
            UNDER_REVIEW => &[StageKind::Validating, StageKind::Issuing],
            ISSUED => &[StageKind::Issued],
            FAILED => &[StageKind::Failed],
            EXPIRED => &[StageKind::Expired],
            CANCELLED => &[StageKind::Cancelled],
            REVOKED => &[StageKind::Revoked],
            _ => &[],
        };
        for kind in kinds {
            if !stages.contains(kind) {
                stages.push(*kind);
            }
        }
    }
    stages
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_for_stages() {
        assert_eq!(stages(&[0, 1, 1]), [StageKind::Validating, StageKind::Issuing, StageKind::Issued]);
        assert_eq!(stages(&[2, 3, 7]), [StageKind::Failed, StageKind::Expired, StageKind::Cancelled]);
        assert_eq!(stages(&[10]), [StageKind::Revoked]);
        assert!(stages(&[4, 5, 6, 8, 9, 11, 12, 13, 14, 15, 99]).is_empty());
        for (number, word) in [(0, "Validation pending"), (1, "Issued"), (2, "Review failed"), (3, "Expired")]
        {
            assert_eq!(name(number), word);
        }
    }
}
