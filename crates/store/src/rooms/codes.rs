//! The stable words that enumerations of the domain are stored as, and back.

use chancery_app::ports::{DeletionOutcome, StoreError, Stored, TaskKind};
use chancery_domain::benefit::MovementKind;
use chancery_domain::certificate::{Relation, StageKind, Usage};
use chancery_domain::hierarchy;
use chancery_domain::key::KeyFamily;
use chancery_domain::order;
use chancery_domain::time::Timestamp;

/// Whether certificates in this stage have a last second of validity.
pub(super) fn has_end(stage: StageKind) -> bool {
    matches!(
        stage,
        StageKind::Issued
            | StageKind::AwaitingRevocationLetter
            | StageKind::Revoking
            | StageKind::Expired
            | StageKind::Revoked
    )
}

pub(super) fn usage(usage: Usage) -> &'static str {
    match usage {
        Usage::Server => "server",
        Usage::Authority => "authority",
    }
}

pub(super) fn family(word: &str) -> Stored<KeyFamily> {
    KeyFamily::ALL
        .into_iter()
        .find(|family| family.cloud_name() == word)
        .ok_or_else(|| unknown("key family", word))
}

pub(super) fn authority_stage(word: &str) -> Stored<hierarchy::Stage> {
    hierarchy::Stage::ALL
        .into_iter()
        .find(|stage| stage.code() == word)
        .ok_or_else(|| unknown("stage of an authority", word))
}

/// The stage of an order of the time when only free certificates were ordered and no moments were kept.
pub(super) fn old_order_stage(word: &str, at: Timestamp) -> Stored<order::Stage> {
    match word {
        "paid" => Ok(order::Stage::Paid { at }),
        "cancelled" => Ok(order::Stage::Cancelled { at }),
        "closed" => Ok(order::Stage::Closed { at, because: order::Ending::Delivered }),
        _ => Err(unknown("order stage", word)),
    }
}

pub(super) fn movement_kind(word: &str) -> Stored<MovementKind> {
    MovementKind::ALL
        .into_iter()
        .find(|kind| kind.code() == word)
        .ok_or_else(|| unknown("kind of movement", word))
}

pub(super) fn relation(word: &str) -> Stored<Relation> {
    [Relation::Reissue, Relation::Renewal, Relation::Continuation]
        .into_iter()
        .find(|relation| relation.code() == word)
        .ok_or_else(|| unknown("relation of certificates", word))
}

pub(super) fn stage_kind(word: &str) -> Stored<StageKind> {
    StageKind::ALL.into_iter().find(|kind| kind.code() == word).ok_or_else(|| unknown("stage", word))
}

pub(super) fn task_kind(word: &str) -> Stored<TaskKind> {
    TaskKind::ALL.iter().copied().find(|kind| kind.code() == word).ok_or_else(|| unknown("task kind", word))
}

pub(super) fn deletion_outcome(outcome: DeletionOutcome) -> &'static str {
    match outcome {
        DeletionOutcome::Done => "done",
        DeletionOutcome::Refused => "refused",
    }
}

pub(super) fn read_deletion_outcome(word: &str) -> Stored<DeletionOutcome> {
    [DeletionOutcome::Done, DeletionOutcome::Refused]
        .into_iter()
        .find(|outcome| deletion_outcome(*outcome) == word)
        .ok_or_else(|| unknown("deletion outcome", word))
}

fn unknown(what: &str, word: &str) -> StoreError {
    StoreError::Broken(format!("{word:?} is no {what} that this program knows"))
}
