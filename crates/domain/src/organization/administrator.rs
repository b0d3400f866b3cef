//! Administrators: the persons who speak for an organisation, each examined for OV and for EV.

use super::error::OrganizationError;
use super::field::{self, FieldError};
use super::identity::PersonIdentity;
use super::stage::{Stage, Standing};
use crate::catalogue::Level;
use crate::ids::{AccountId, AdministratorId, OrganizationId};
use crate::policy::{OrganizationPolicy, Policy};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// A person of an organisation: administrator or contact.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize, Debug)]
pub struct Person {
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// Position in the organisation.
    pub position: String,
    /// Department; may be empty.
    pub department: String,
    /// Telephone number.
    pub phone: String,
    /// Mail address.
    pub mail: String,
    /// Identity document, if it was given.
    pub identity: Option<PersonIdentity>,
}

impl Person {
    /// Trims and checks every field; `owner` begins the names of fields in errors (`Manager`, `Contact`, `Admin`).
    ///
    /// # Errors
    /// The first field that breaks its rule.
    pub fn checked(self, owner: &str, policy: &OrganizationPolicy) -> Result<Self, FieldError> {
        let line = |part: &str, value: &str, required: bool| {
            field::text(value, policy.person_length_max, required).map_err(|rule| rule.broken(owner, part))
        };
        Ok(Person {
            first_name: line("FirstName", &self.first_name, true)?,
            last_name: line("LastName", &self.last_name, true)?,
            position: line("Position", &self.position, true)?,
            department: line("Department", &self.department, false)?,
            phone: field::check_phone(&self.phone, policy).map_err(|rule| rule.broken(owner, "Phone"))?,
            mail: field::check_mail(&self.mail, policy.mail_length_max)
                .map_err(|rule| rule.broken(owner, "Mail"))?,
            identity: self.identity,
        })
    }
}

/// An administrator of an organisation.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct Administrator {
    /// Its number; 0 until the register has counted it.
    pub id: AdministratorId,
    /// Whose it is.
    pub account: AccountId,
    /// The organisation that the person speaks for.
    pub organization: OrganizationId,
    /// The person.
    pub person: Person,
    /// Whom the examiner calls, when that is somebody else.
    pub contact: Option<Person>,
    /// How far the examination for OV is.
    pub ov: Stage,
    /// How far the examination for EV is.
    pub ev: Stage,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last submitted.
    pub submitted_at: Option<Timestamp>,
    /// When it was last approved.
    pub verified_at: Option<Timestamp>,
}

/// Whether organisation and administrator are approved at a moment (F1, F2: then no letter is asked for).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Approval {
    /// The organisation's approval is in force.
    pub organization: bool,
    /// The administrator's approval for the level asked for is in force.
    pub administrator: bool,
}

impl Administrator {
    /// The stage for a level; EV has its own.
    pub fn stage(&self, level: Level) -> &Stage {
        match level {
            Level::Dv | Level::Ov | Level::OvPro => &self.ov,
            Level::Ev | Level::EvPro => &self.ev,
        }
    }

    /// What it comes to over both kinds: somebody at work first, then the better kind (every EV examination is one
    /// for OV too).
    pub fn standing(&self, policy: &Policy, now: Timestamp) -> Standing {
        let kinds = [self.ov.standing(policy, now), self.ev.standing(policy, now)];
        let order = [
            Standing::AuthorityAudit,
            Standing::Audit,
            Standing::Ok,
            Standing::Expiring,
            Standing::Invalid,
            Standing::Expired,
        ];
        order.into_iter().find(|standing| kinds.contains(standing)).unwrap_or(Standing::None)
    }

    /// When the last of its approvals ends.
    pub fn approval_ends(&self, policy: &Policy) -> Option<Timestamp> {
        self.ov.approval_ends(policy).max(self.ev.approval_ends(policy))
    }

    /// Whether an approval of either kind is in force: domains may be added under it (F1).
    pub fn in_force(&self, policy: &Policy, now: Timestamp) -> bool {
        self.ov.in_force(policy, now) || self.ev.in_force(policy, now)
    }

    /// Submits it for a level: for EV both kinds, as far as they are not in force.
    ///
    /// # Errors
    /// Those of [`Stage::submit`] for the level's own kind; another kind that cannot be submitted stays as it is.
    pub fn submit(
        mut self,
        level: Level,
        policy: &Policy,
        now: Timestamp,
    ) -> Result<Self, OrganizationError> {
        if self.standing(policy, now).is_under_review() {
            return Err(OrganizationError::UnderReview);
        }
        match level {
            Level::Dv | Level::Ov | Level::OvPro => self.ov = self.ov.submit(policy, now)?,
            Level::Ev | Level::EvPro => {
                self.ev = self.ev.submit(policy, now)?;
                if let Ok(submitted) = self.ov.clone().submit(policy, now) {
                    self.ov = submitted;
                }
            }
        }
        self.submitted_at = Some(now);
        Ok(self)
    }

    /// Has every approval that ends soon or has ended examined again. Returns the higher of the levels concerned too.
    ///
    /// # Errors
    /// [`OrganizationError`] when there is none: the reason of the OV kind.
    pub fn verify_again(
        mut self,
        policy: &Policy,
        now: Timestamp,
    ) -> Result<(Self, Level), OrganizationError> {
        if self.standing(policy, now).is_under_review() {
            return Err(OrganizationError::UnderReview);
        }
        let (ov, ev) = (self.ov.clone().verify_again(policy, now), self.ev.clone().verify_again(policy, now));
        let level = match (&ov, &ev) {
            (_, Ok(_)) => Level::Ev,
            (Ok(_), Err(_)) => Level::Ov,
            (Err(error), Err(_)) => return Err(*error),
        };
        self.ov = ov.unwrap_or(self.ov);
        self.ev = ev.unwrap_or(self.ev);
        self.submitted_at = Some(now);
        Ok((self, level))
    }

    /// Applies what happened in the review to each kind under review.
    ///
    /// # Errors
    /// [`OrganizationError::NotUnderReview`] when neither kind is.
    fn reviewed(
        mut self,
        step: impl Fn(Stage) -> Result<Stage, OrganizationError>,
    ) -> Result<Self, OrganizationError> {
        let (ov, ev) = (step(self.ov.clone()), step(self.ev.clone()));
        if let (Err(error), Err(_)) = (&ov, &ev) {
            return Err(*error);
        }
        self.ov = ov.unwrap_or(self.ov);
        self.ev = ev.unwrap_or(self.ev);
        Ok(self)
    }

    /// An examiner takes it.
    ///
    /// # Errors
    /// [`OrganizationError::NotUnderReview`].
    pub fn take(self) -> Result<Self, OrganizationError> {
        self.reviewed(Stage::take)
    }

    /// The examiner puts it back.
    ///
    /// # Errors
    /// [`OrganizationError::NotUnderReview`].
    pub fn release(self) -> Result<Self, OrganizationError> {
        self.reviewed(Stage::release)
    }

    /// It was found right.
    ///
    /// # Errors
    /// [`OrganizationError::NotUnderReview`].
    pub fn approve(self, now: Timestamp) -> Result<Self, OrganizationError> {
        let mut approved = self.reviewed(|stage| stage.approve(now))?;
        approved.verified_at = Some(now);
        Ok(approved)
    }

    /// It was found wrong.
    ///
    /// # Errors
    /// [`OrganizationError::NotUnderReview`].
    pub fn refuse(self, reason: &str, now: Timestamp) -> Result<Self, OrganizationError> {
        self.reviewed(|stage| stage.refuse(reason.to_owned(), now))
    }

    /// Whether it may be deleted; `links` counts the certificates that name it.
    ///
    /// # Errors
    /// [`OrganizationError::Linked`], [`OrganizationError::AtAuthority`].
    pub fn deletable(&self, links: u64) -> Result<(), OrganizationError> {
        if links > 0 {
            return Err(OrganizationError::Linked(links));
        }
        self.ov.deletable()?;
        self.ev.deletable()
    }
}
