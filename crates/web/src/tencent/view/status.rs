//! The `Status` numbers of certificates, their names and sub-states, and back for filters.

use chancery_domain::catalogue::Step;
use chancery_domain::certificate::{Certificate, RevocationNeed, Stage, StageKind};
use chancery_domain::time::Timestamp;

/// The numbers in use here; the interface has further ones for automatic DNS records, orders that take time to be
/// cancelled, and certificates on their way to another account.
const UNDER_REVIEW: u64 = 0;
const ISSUED: u64 = 1;
const FAILED: u64 = 2;
const EXPIRED: u64 = 3;
const AWAITING_INFORMATION: u64 = 5;
const CANCELLED: u64 = 7;
const AWAITING_LETTER: u64 = 8;
const REVOKING: u64 = 9;
const REVOKED: u64 = 10;
const REISSUING: u64 = 11;
const AWAITING_REVOCATION_LETTER: u64 = 12;
const REFUNDED: u64 = 14;

/// The number at `now`; a certificate whose last second has passed is expired even before the register notes it.
pub fn number(certificate: &Certificate, now: Timestamp) -> u64 {
    match &certificate.stage {
        _ if certificate.listed_as() == StageKind::Reissuing => REISSUING,
        Stage::AwaitingInformation => AWAITING_INFORMATION,
        Stage::AwaitingLetter(_) => AWAITING_LETTER,
        Stage::Reviewing(_) | Stage::Validating(..) | Stage::Issuing { .. } => UNDER_REVIEW,
        Stage::Issued(validity) if validity.not_after < now => EXPIRED,
        Stage::Issued(_) => ISSUED,
        Stage::Expired(_) => EXPIRED,
        Stage::Failed { .. } => FAILED,
        Stage::Cancelled { .. } => CANCELLED,
        Stage::Revoking { need: RevocationNeed::Letter, .. } => AWAITING_REVOCATION_LETTER,
        Stage::Revoking { .. } => REVOKING,
        Stage::Revoked { .. } => REVOKED,
        Stage::Refunded { .. } => REFUNDED,
    }
}

/// The number's name for people.
pub fn name(number: u64) -> &'static str {
    match number {
        UNDER_REVIEW => "Validation pending",
        ISSUED => "Issued",
        FAILED => "Review failed",
        EXPIRED => "Expired",
        AWAITING_INFORMATION => "Information awaited",
        CANCELLED => "Cancelled",
        AWAITING_LETTER => "Confirmation letter awaited",
        REVOKING => "Revoking",
        REVOKED => "Revoked",
        REISSUING => "Reissuing",
        AWAITING_REVOCATION_LETTER => "Revocation letter awaited",
        REFUNDED => "Refunded",
        _ => "",
    }
}

/// `StatusMsg`: the sub-state while the application runs, the reason of a failure, else nothing.
pub fn message(certificate: &Certificate) -> String {
    match &certificate.stage {
        Stage::Reviewing(passage) if passage.current() == Some(Step::PreReview) => "PRE-REVIEWING".to_owned(),
        Stage::Reviewing(_) => "LEGAL-REVIEWING".to_owned(),
        Stage::Validating(..) => "PENDING-DCV".to_owned(),
        Stage::Issuing { .. } => "WAIT-ISSUE".to_owned(),
        Stage::Failed { reason, .. } => reason.explain(),
        Stage::AwaitingInformation
        | Stage::AwaitingLetter(_)
        | Stage::Issued(_)
        | Stage::Expired(_)
        | Stage::Revoking { .. }
        | Stage::Revoked { .. }
        | Stage::Cancelled { .. }
        | Stage::Refunded { .. } => String::new(),
    }
}

/// The stages that any of these numbers stands for; numbers of stages that do not exist here match nothing.
pub fn stages(numbers: &[u64]) -> Vec<StageKind> {
    let mut stages = Vec::new();
    for number in numbers {
        let kinds: &[StageKind] = match *number {
            UNDER_REVIEW => &[StageKind::Reviewing, StageKind::Validating, StageKind::Issuing],
            ISSUED => &[StageKind::Issued],
            FAILED => &[StageKind::Failed],
            EXPIRED => &[StageKind::Expired],
            AWAITING_INFORMATION => &[StageKind::AwaitingInformation],
            CANCELLED => &[StageKind::Cancelled],
            REISSUING => &[StageKind::Reissuing],
            AWAITING_LETTER => &[StageKind::AwaitingLetter],
            REVOKING => &[StageKind::Revoking],
            REVOKED => &[StageKind::Revoked],
            AWAITING_REVOCATION_LETTER => &[StageKind::AwaitingRevocationLetter],
            REFUNDED => &[StageKind::Refunded],
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
        let review = [StageKind::Reviewing, StageKind::Validating, StageKind::Issuing, StageKind::Issued];
        assert_eq!(stages(&[0, 1, 1]), review);
        assert_eq!(stages(&[2, 3, 7]), [StageKind::Failed, StageKind::Expired, StageKind::Cancelled]);
        assert_eq!(stages(&[5, 8]), [StageKind::AwaitingInformation, StageKind::AwaitingLetter]);
        assert_eq!(
            stages(&[9, 10, 12]),
            [StageKind::Revoking, StageKind::Revoked, StageKind::AwaitingRevocationLetter]
        );
        assert_eq!(stages(&[14]), [StageKind::Refunded]);
        assert_eq!(stages(&[11]), [StageKind::Reissuing]);
        assert!(stages(&[4, 6, 13, 15, 99]).is_empty());
        for (number, word) in [(0, "Validation pending"), (1, "Issued"), (2, "Review failed"), (3, "Expired")]
        {
            assert_eq!(name(number), word);
        }
    }
}
