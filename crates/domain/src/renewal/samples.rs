//! Certificates for the tests of renewal and reissue.

use crate::catalogue::Step;
use crate::certificate::{
    Application, Certificate, FailureReason, Origin, Passage, Progress, RevocationNeed, Stage, Usage,
    Validity,
};
use crate::ids::{AccountId, OrderId, ProjectId};
use crate::issuance::Serial;
use crate::key::KeyAlgorithm;
use crate::name::Name;
use crate::order::ProductCode;
use crate::policy::Policy;
use crate::revocation::Reason;
use crate::time::{SECONDS_PER_DAY, Timestamp};

pub(crate) const DAY: i64 = SECONDS_PER_DAY;
pub(crate) const NOW: Timestamp = Timestamp(1_795_000_000);

pub(crate) fn policy() -> Policy {
    Policy::compiled_in().expect("policy")
}

pub(crate) fn application(term_days: i64) -> Application {
    let names: Vec<Name> = ["shop.org", "www.shop.org"].map(|n| n.parse().expect("name")).to_vec();
    Application {
        requested: names.clone(),
        bound: names,
        ..Application::bought(OrderId(1), ProductCode(12), term_days, 2)
    }
}

pub(crate) fn validity(at: Timestamp, days: i64) -> Validity {
    let not_before = at.plus_seconds(-policy().issuance.backdate_seconds);
    Validity {
        serial: Serial::from_bytes(&[1]),
        not_before,
        not_after: not_before.plus_days(days).plus_seconds(-1),
        validated_at: Some(at),
        approved_at: Some(at),
        fingerprint_sha1: String::new(),
    }
}

/// Signed at this moment for so many days.
pub(crate) fn issued(at: Timestamp, days: i64) -> Stage {
    Stage::Issued(validity(at, days))
}

pub(crate) fn certificate(id: &str, application: Application, stage: Stage) -> Certificate {
    Certificate {
        id: id.parse().expect("id"),
        account: AccountId(1),
        domain: "shop.org".into(),
        names: application.bound.iter().map(ToString::to_string).collect(),
        origin: Origin::Applied(application),
        usage: Usage::Server,
        algorithm: Some(KeyAlgorithm::P256),
        algorithm_text: "ECC prime256v1".into(),
        alias: String::new(),
        project: ProjectId(0),
        tags: Vec::new(),
        stage,
        created_at: NOW,
        changed_at: NOW,
        password_chosen: false,
        notices_ignored: false,
        key_held: true,
    }
}

/// A certificate in every stage, signed at [`NOW`].
pub(crate) fn stages() -> Vec<(&'static str, Stage)> {
    let passage = |step| Passage::begin(vec![step], NOW);
    let valid = validity(NOW, 199);
    let reason = Reason::Superseded;
    let failed = FailureReason::ValidationTimedOut { last_seen: String::new() };
    let need = RevocationNeed::Review;
    vec![
        ("awaiting information", Stage::AwaitingInformation),
        ("awaiting letter", Stage::AwaitingLetter(passage(Step::Letter))),
        ("reviewing", Stage::Reviewing(passage(Step::Review))),
        ("validating", Stage::Validating(Progress::begin(vec![], NOW, 60), passage(Step::Validation))),
        ("issuing", Stage::Issuing { validated_at: NOW, approved_at: None, serial: None }),
        ("issued", Stage::Issued(valid.clone())),
        ("revoking", Stage::Revoking { validity: valid.clone(), reason, asked_at: NOW, need }),
        ("expired", Stage::Expired(valid.clone())),
        ("revoked", Stage::Revoked { validity: valid, at: NOW, reason }),
        ("failed", Stage::Failed { at: NOW, reason: failed }),
        ("cancelled", Stage::Cancelled { at: NOW }),
        ("refunded", Stage::Refunded { at: NOW }),
    ]
}
