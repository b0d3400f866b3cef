//! What came out of a certificate: its reissues, its renewal, and the next one of its paid term, as far as they came to
//! something or still may.

use super::relation::Relation;
use super::stage::StageKind;
use crate::ids::CertificateId;

/// The certificates that came out of one; those that failed or were given up are left out.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Followers {
    /// Its reissues, oldest first (J1, I3).
    pub reissues: Vec<CertificateId>,
    /// The certificate that was bought to renew it (K1).
    pub renewal: Option<CertificateId>,
    /// The next certificate of the same paid term (K3).
    pub continuation: Option<CertificateId>,
    /// The renewal or continuation, if it is applied for and not issued yet (I5).
    pub unissued: Option<CertificateId>,
}

impl Followers {
    /// Out of a certificate's children with their stages, oldest first.
    pub fn of(children: impl IntoIterator<Item = (Relation, CertificateId, StageKind)>) -> Self {
        let mut followers = Followers::default();
        for (relation, id, stage) in children {
            if matches!(stage, StageKind::Failed | StageKind::Cancelled | StageKind::Refunded) {
                continue;
            }
            if relation != Relation::Reissue && stage.is_before_issue() {
                followers.unissued = Some(id.clone());
            }
            match relation {
                Relation::Reissue => followers.reissues.push(id),
                Relation::Renewal => followers.renewal = Some(id),
                Relation::Continuation => followers.continuation = Some(id),
            }
        }
        followers
    }

    /// Out of the children of a whole kin, oldest first, as `member` of it has them: of the reissues only the newest, which
    /// stands for all of them, and none for itself; one that was revoked alone stands for none.
    pub fn of_kin(
        children: impl IntoIterator<Item = (Relation, CertificateId, StageKind)>,
        member: &CertificateId,
    ) -> Self {
        let alive = children
            .into_iter()
            .filter(|(relation, _, stage)| *relation != Relation::Reissue || *stage != StageKind::Revoked);
        let mut followers = Followers::of(alive);
        let newest = followers.newest_reissue().filter(|newest| *newest != member).cloned();
        followers.reissues = newest.into_iter().collect();
        followers
    }

    /// The reissue that stands for it now: the newest.
    pub fn newest_reissue(&self) -> Option<&CertificateId> {
        self.reissues.last()
    }
}
