//! Revocation lists: their parts, when one is due, and how long an entry stays.

use super::Revocation;
use crate::policy::RevocationListPolicy;
use crate::time::Timestamp;

/// A list of an issuer: a part that certificates name, or the whole.
///
/// The whole list names every revoked serial of the issuer and has no issuing distribution point, for a list without
/// one claims to be complete (RFC 5280 section 5.2.5).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ListPart {
    /// Everything.
    Whole,
    /// The certificates with this shard.
    Shard(i64),
}

/// The last list that was published of a part.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ListState {
    /// Its number.
    pub number: i64,
    /// When it was made.
    pub this_update: Timestamp,
    /// When its successor is there at the latest.
    pub next_update: Timestamp,
    /// The revision of the newest revocation of the part that it knows; 0 for none.
    pub covers: i64,
}

impl ListPart {
    /// The part's name in paths below the issuer's; nothing for the whole list.
    pub fn shard(self) -> Option<i64> {
        match self {
            ListPart::Whole => None,
            ListPart::Shard(shard) => Some(shard),
        }
    }

    /// Whether a revocation belongs into this part.
    pub fn holds(self, revocation: &Revocation) -> bool {
        match self {
            ListPart::Whole => true,
            ListPart::Shard(shard) => revocation.shard == Some(shard),
        }
    }
}

impl ListState {
    /// A new list is due: its time has come, or a revocation is newer than the list (trust rule "CRL").
    pub fn due(&self, policy: &RevocationListPolicy, newest: i64, now: Timestamp) -> bool {
        newest > self.covers || now >= self.this_update.plus_seconds(policy.refresh_seconds)
    }

    /// The number of the next list. Numbers grow strictly (RFC 5280 section 5.2.3); the first is the moment in seconds,
    /// so that it is above those of lists published before they were numbered one by one.
    pub fn next_number(last: Option<&ListState>, now: Timestamp) -> i64 {
        last.map_or(now.0, |last| now.0.max(last.number.saturating_add(1)))
    }

    /// The moment of the next list: never before its predecessor's, also when a node's clock is slow.
    pub fn next_moment(last: Option<&ListState>, now: Timestamp) -> Timestamp {
        last.map_or(now, |last| now.max(last.this_update))
    }

    /// Whether the next list names this revocation: until it stood on one list made after the certificate's last second
    /// (RFC 5280 section 3.3).
    pub fn names(last: Option<&ListState>, revocation: &Revocation) -> bool {
        last.is_none_or(|last| revocation.not_after >= last.this_update || revocation.revision > last.covers)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::expect_used)]
    use super::*;
    use crate::issuance::Serial;
    use crate::policy::Policy;
    use crate::revocation::Reason;

    const NOW: Timestamp = Timestamp(1_800_000_000);

    fn state() -> ListState {
        ListState { number: 7, this_update: NOW, next_update: NOW.plus_days(7), covers: 12 }
    }

    fn revocation(not_after: Timestamp, revision: i64) -> Revocation {
        Revocation {
            serial: Serial::from_bytes(&[1]),
            issuer: "alpha-ecc".into(),
            shard: Some(3),
            reason: Reason::Superseded,
            revoked_at: NOW,
            not_after,
            revision,
        }
    }

    #[test]
    fn an_entry_stays_for_one_list_after_expiry() {
        let last = state();
        for (not_after, revision, named) in [
            (NOW.plus_seconds(1), 12, true),
            (NOW, 12, true),
            (NOW.plus_seconds(-1), 12, false),
            // Revoked after its last second: it stands on one list all the same.
            (NOW.plus_seconds(-1), 13, true),
        ] {
            assert_eq!(ListState::names(Some(&last), &revocation(not_after, revision)), named, "{not_after}");
        }
        assert!(ListState::names(None, &revocation(NOW.plus_days(-900), 1)));
    }

    #[test]
    fn a_list_is_due_by_its_age_or_by_a_newer_revocation() {
        let policy = Policy::compiled_in().expect("policy").revocation_list;
        let (last, age) = (state(), policy.refresh_seconds);
        assert!(!last.due(&policy, 12, NOW.plus_seconds(age - 1)));
        assert!(last.due(&policy, 12, NOW.plus_seconds(age)));
        assert!(last.due(&policy, 13, NOW));
    }

    #[test]
    fn numbers_grow_and_moments_do_not_go_back() {
        assert_eq!(ListState::next_number(None, NOW), NOW.0);
        let last = ListState { number: NOW.0 + 5, ..state() };
        assert_eq!(ListState::next_number(Some(&last), NOW), NOW.0 + 6);
        assert_eq!(ListState::next_moment(Some(&last), NOW.plus_seconds(-30)), NOW);
    }

    #[test]
    fn parts_hold_their_own() {
        let entry = revocation(NOW, 1);
        assert!(ListPart::Whole.holds(&entry) && ListPart::Shard(3).holds(&entry));
        assert!(!ListPart::Shard(4).holds(&entry));
    }
}
