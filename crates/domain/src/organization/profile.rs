//! An organisation profile: what was said about it, and how far its examination is.

use super::details::OrganizationDetails;
use super::stage::Stage;
use crate::ids::{AccountId, OrganizationId};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// An organisation profile. Its details never change once it is made (F1): there is no action that does, and the
/// register writes nothing back but the stage. What is wrong is made anew.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct Organization {
    /// Its number; 0 until the register has counted it.
    pub id: OrganizationId,
    /// Whose it is.
    pub account: AccountId,
    /// What was said about it.
    pub details: OrganizationDetails,
    /// How far its examination is; submitted when it is made.
    pub stage: Stage,
    /// When it was made.
    pub created_at: Timestamp,
}
