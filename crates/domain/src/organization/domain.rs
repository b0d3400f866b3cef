//! Domains under an approved administrator: proved once, and used again for certificates while the proof is good (E5).

use super::stage::Standing;
use crate::ids::{AccountId, AdministratorDomainId, AdministratorId, OrganizationId};
use crate::name::Name;
use crate::policy::Policy;
use crate::time::Timestamp;
use crate::validation::{Challenge, Method};
use serde::{Deserialize, Serialize};

/// A domain of an administrator.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct AdministratorDomain {
    /// Its number; 0 until the register has counted it.
    pub id: AdministratorDomainId,
    /// Whose it is.
    pub account: AccountId,
    /// The organisation.
    pub organization: OrganizationId,
    /// The administrator under whom it was added.
    pub administrator: AdministratorId,
    /// The name.
    pub name: Name,
    /// How control over it is proved.
    pub method: Method,
    /// How far that is.
    pub stage: DomainStage,
    /// When it was added.
    pub created_at: Timestamp,
}

/// How far the proof of a domain is. A proof that is renewed stays good until its own end.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub enum DomainStage {
    /// The applicant has to publish the proof until the deadline.
    Waiting {
        /// What to publish.
        challenge: Challenge,
        /// Since when.
        begun_at: Timestamp,
        /// Last moment at which it counts (E4).
        deadline: Timestamp,
        /// When it was proved before.
        proved_at: Option<Timestamp>,
    },
    /// The proof was seen.
    Proved {
        /// When.
        at: Timestamp,
    },
    /// The deadline passed.
    Failed {
        /// When that was noted.
        at: Timestamp,
        /// What the last look saw.
        last_seen: String,
        /// When it was proved before.
        proved_at: Option<Timestamp>,
    },
}

/// What a domain comes to at a moment.
pub type DomainStanding = Standing;

/// Why something about a domain was refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum DomainError {
    /// Asked to prove what waits for its proof.
    #[error("it waits for its proof already; publish that, or wait until the time for it is over")]
    Waiting,
    /// Asked to prove what is proved.
    #[error("it is proved already; prove it again when the proof is about to end")]
    StillProved,
    /// A look at what does not wait.
    #[error("it does not wait for its proof")]
    NotWaiting,
}

impl DomainStage {
    /// When control was last shown.
    pub fn proved_at(&self) -> Option<Timestamp> {
        match self {
            DomainStage::Proved { at } => Some(*at),
            DomainStage::Waiting { proved_at, .. } | DomainStage::Failed { proved_at, .. } => *proved_at,
        }
    }

    /// When the proof ends by the dated policy (BR 4.2.1).
    pub fn proof_ends(&self, policy: &Policy) -> Option<Timestamp> {
        self.proved_at().map(|at| policy.domain_evidence_ends(at))
    }

    /// Whether a proof may be used now (E5).
    pub fn in_force(&self, policy: &Policy, now: Timestamp) -> bool {
        self.proof_ends(policy).is_some_and(|ends| now < ends)
    }

    /// What it comes to now: waiting is [`Standing::Audit`], failed is [`Standing::Invalid`].
    pub fn standing(&self, policy: &Policy, now: Timestamp) -> DomainStanding {
        match self {
            DomainStage::Waiting { .. } => Standing::Audit,
            DomainStage::Failed { .. } => Standing::Invalid,
            DomainStage::Proved { at } => {
                let ends = policy.domain_evidence_ends(*at);
                if now >= ends {
                    Standing::Expired
                } else if now.plus_days(policy.organization.expiring_days_before) >= ends {
                    Standing::Expiring
                } else {
                    Standing::Ok
                }
            }
        }
    }

    /// Asks for a new proof: after a failure, or when the present one ends soon or has ended.
    ///
    /// # Errors
    /// [`DomainError::Waiting`], [`DomainError::StillProved`].
    pub fn begin_again(
        self,
        challenge: Challenge,
        policy: &Policy,
        now: Timestamp,
    ) -> Result<Self, DomainError> {
        match self.standing(policy, now) {
            Standing::Audit | Standing::AuthorityAudit => Err(DomainError::Waiting),
            Standing::Ok => Err(DomainError::StillProved),
            Standing::None | Standing::Invalid | Standing::Expiring | Standing::Expired => {
                Ok(DomainStage::begin(challenge, policy, now, self.proved_at()))
            }
        }
    }

    /// The stage of a domain whose proof is asked for.
    pub fn begin(
        challenge: Challenge,
        policy: &Policy,
        now: Timestamp,
        proved_at: Option<Timestamp>,
    ) -> Self {
        let deadline = now.plus_seconds(policy.validation.deadline_seconds);
        DomainStage::Waiting { challenge, begun_at: now, deadline, proved_at }
    }

    /// The proof was seen. After the deadline it does not count (E4).
    ///
    /// # Errors
    /// [`DomainError::NotWaiting`].
    pub fn prove(self, now: Timestamp) -> Result<Self, DomainError> {
        match self {
            DomainStage::Waiting { deadline, .. } if now <= deadline => Ok(DomainStage::Proved { at: now }),
            DomainStage::Waiting { .. } | DomainStage::Proved { .. } | DomainStage::Failed { .. } => {
                Err(DomainError::NotWaiting)
            }
        }
    }

    /// The deadline passed without a proof; before it nothing changes.
    ///
    /// # Errors
    /// [`DomainError::NotWaiting`].
    pub fn time_out(self, last_seen: String, now: Timestamp) -> Result<Self, DomainError> {
        match self {
            DomainStage::Waiting { deadline, proved_at, .. } if now > deadline => {
                Ok(DomainStage::Failed { at: now, last_seen, proved_at })
            }
            waiting @ DomainStage::Waiting { .. } => Ok(waiting),
            DomainStage::Proved { .. } | DomainStage::Failed { .. } => Err(DomainError::NotWaiting),
        }
    }
}

impl AdministratorDomain {
    /// Whether the proof covers a name of a certificate now: by DNS the name itself, its wildcard and what stands below
    /// it (BR 3.2.2.4.7), by file exactly the name (BR 3.2.2.4.18).
    pub fn proves(&self, name: &Name, policy: &Policy, now: Timestamp) -> bool {
        let covered = if self.method.proves_wildcards() {
            name.base() == self.name.base() || name.is_below(&self.name)
        } else {
            !name.is_wildcard() && name.base() == self.name.base()
        };
        covered && self.stage.in_force(policy, now)
    }
}
