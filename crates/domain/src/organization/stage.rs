//! How far the examination of an organisation or administrator is, and what it is worth at a moment.
//!
//! `matrix.txt` beside this file shows every stage against every action; a test keeps it true.

use super::error::OrganizationError;
use crate::policy::Policy;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// How far an examination is. An approval that is examined again stays good until its own end.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub enum Stage {
    /// Nobody was asked to examine it.
    Unsubmitted,
    /// It waits for an examiner.
    Submitted {
        /// Since when.
        at: Timestamp,
        /// When it was approved before.
        approved_at: Option<Timestamp>,
    },
    /// An examiner of the authority works on it.
    Examining {
        /// When it was submitted.
        at: Timestamp,
        /// When it was approved before.
        approved_at: Option<Timestamp>,
    },
    /// It was found right.
    Approved {
        /// When.
        at: Timestamp,
    },
    /// It was found wrong.
    Refused {
        /// When.
        at: Timestamp,
        /// Why, for the applicant.
        reason: String,
    },
}

/// What a stage comes to at a moment (product rules, section 9).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Standing {
    /// Not submitted.
    None,
    /// Submitted, waiting for an examiner.
    Audit,
    /// An examiner works on it.
    AuthorityAudit,
    /// Approved.
    Ok,
    /// Refused.
    Invalid,
    /// Approved, and the end is near.
    Expiring,
    /// The approval is too old to be used.
    Expired,
}

impl Standing {
    /// Every standing.
    pub const ALL: [Standing; 7] = [
        Standing::None,
        Standing::Audit,
        Standing::AuthorityAudit,
        Standing::Ok,
        Standing::Invalid,
        Standing::Expiring,
        Standing::Expired,
    ];

    /// `Status` of an administrator in the cloud API.
    pub fn cloud_name(self) -> &'static str {
        match self {
            Standing::None => "none",
            Standing::Audit => "audit",
            Standing::AuthorityAudit => "CAaudit",
            Standing::Ok => "ok",
            Standing::Invalid => "invalid",
            Standing::Expiring => "expiring",
            Standing::Expired => "expired",
        }
    }

    /// `StatusInfo[].Status` in the cloud API, which has other words for the same.
    pub fn cloud_kind_name(self) -> &'static str {
        match self {
            Standing::None => "pending",
            Standing::Audit | Standing::AuthorityAudit => "submitted",
            Standing::Ok => "completed",
            Standing::Invalid => "invalid",
            Standing::Expiring => "expiring",
            Standing::Expired => "expired",
        }
    }

    /// Whether somebody is at work on it.
    pub fn is_under_review(self) -> bool {
        matches!(self, Standing::Audit | Standing::AuthorityAudit)
    }
}

impl Stage {
    /// When it was approved, also while it is examined again.
    pub fn approved_at(&self) -> Option<Timestamp> {
        match self {
            Stage::Approved { at } => Some(*at),
            Stage::Submitted { approved_at, .. } | Stage::Examining { approved_at, .. } => *approved_at,
            Stage::Unsubmitted | Stage::Refused { .. } => None,
        }
    }

    /// When the approval ends by the dated policy (BR 4.2.1).
    pub fn approval_ends(&self, policy: &Policy) -> Option<Timestamp> {
        self.approved_at().map(|at| policy.organisation_evidence_ends(at))
    }

    /// Whether an approval is in force (F1).
    pub fn in_force(&self, policy: &Policy, now: Timestamp) -> bool {
        self.approval_ends(policy).is_some_and(|ends| now < ends)
    }

    /// What it comes to now.
    pub fn standing(&self, policy: &Policy, now: Timestamp) -> Standing {
        match self {
            Stage::Unsubmitted => Standing::None,
            Stage::Submitted { .. } => Standing::Audit,
            Stage::Examining { .. } => Standing::AuthorityAudit,
            Stage::Refused { .. } => Standing::Invalid,
            Stage::Approved { at } => {
                let ends = policy.organisation_evidence_ends(*at);
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

    /// Asks for an examination: the first, or another after a refusal or an expired approval.
    ///
    /// # Errors
    /// [`OrganizationError::UnderReview`], [`OrganizationError::StillApproved`].
    pub fn submit(self, policy: &Policy, now: Timestamp) -> Result<Self, OrganizationError> {
        match self.standing(policy, now) {
            Standing::None | Standing::Invalid | Standing::Expired => {
                Ok(Stage::Submitted { at: now, approved_at: self.approved_at() })
            }
            Standing::Audit | Standing::AuthorityAudit => Err(OrganizationError::UnderReview),
            Standing::Ok | Standing::Expiring => Err(OrganizationError::StillApproved),
        }
    }

    /// Asks for another examination of an approval that ends soon or has ended.
    ///
    /// # Errors
    /// [`OrganizationError::UnderReview`], [`OrganizationError::NotApproved`], [`OrganizationError::StillApproved`].
    pub fn verify_again(self, policy: &Policy, now: Timestamp) -> Result<Self, OrganizationError> {
        match self.standing(policy, now) {
            Standing::Expiring | Standing::Expired => {
                Ok(Stage::Submitted { at: now, approved_at: self.approved_at() })
            }
            Standing::Audit | Standing::AuthorityAudit => Err(OrganizationError::UnderReview),
            Standing::None | Standing::Invalid => Err(OrganizationError::NotApproved),
            Standing::Ok => Err(OrganizationError::StillApproved),
        }
    }

    /// An examiner takes it; one who has it may take it again.
    ///
    /// # Errors
    /// [`OrganizationError::NotUnderReview`].
    pub fn take(self) -> Result<Self, OrganizationError> {
        match self {
            Stage::Submitted { at, approved_at } | Stage::Examining { at, approved_at } => {
                Ok(Stage::Examining { at, approved_at })
            }
            Stage::Unsubmitted | Stage::Approved { .. } | Stage::Refused { .. } => {
                Err(OrganizationError::NotUnderReview)
            }
        }
    }

    /// The examiner puts it back.
    ///
    /// # Errors
    /// [`OrganizationError::NotUnderReview`].
    pub fn release(self) -> Result<Self, OrganizationError> {
        match self {
            Stage::Examining { at, approved_at } => Ok(Stage::Submitted { at, approved_at }),
            Stage::Unsubmitted | Stage::Submitted { .. } | Stage::Approved { .. } | Stage::Refused { .. } => {
                Err(OrganizationError::NotUnderReview)
            }
        }
    }

    /// It was found right.
    ///
    /// # Errors
    /// [`OrganizationError::NotUnderReview`]: also a second verdict on the same examination.
    pub fn approve(self, now: Timestamp) -> Result<Self, OrganizationError> {
        match self {
            Stage::Submitted { .. } | Stage::Examining { .. } => Ok(Stage::Approved { at: now }),
            Stage::Unsubmitted | Stage::Approved { .. } | Stage::Refused { .. } => {
                Err(OrganizationError::NotUnderReview)
            }
        }
    }

    /// It was found wrong; an earlier approval ends with that.
    ///
    /// # Errors
    /// [`OrganizationError::NotUnderReview`]: also a second verdict on the same examination.
    pub fn refuse(self, reason: String, now: Timestamp) -> Result<Self, OrganizationError> {
        match self {
            Stage::Submitted { .. } | Stage::Examining { .. } => Ok(Stage::Refused { at: now, reason }),
            Stage::Unsubmitted | Stage::Approved { .. } | Stage::Refused { .. } => {
                Err(OrganizationError::NotUnderReview)
            }
        }
    }

    /// Whether what it belongs to may be deleted: not once the authority has it or approved it.
    ///
    /// # Errors
    /// [`OrganizationError::AtAuthority`].
    pub fn deletable(&self) -> Result<(), OrganizationError> {
        match self {
            Stage::Unsubmitted | Stage::Submitted { approved_at: None, .. } | Stage::Refused { .. } => Ok(()),
            Stage::Submitted { approved_at: Some(_), .. }
            | Stage::Examining { .. }
            | Stage::Approved { .. } => Err(OrganizationError::AtAuthority),
        }
    }
}
