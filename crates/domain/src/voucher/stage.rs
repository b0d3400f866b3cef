//! The life of a voucher or gift card: open, then used or withdrawn, once and for all (C1).

use super::VoucherError;
use crate::ids::{AccountId, OrderId};
use crate::time::Timestamp;

/// How far it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stage {
    /// It can be used.
    Open,
    /// It was used; it never comes back (C2).
    Used {
        /// By whom.
        by: AccountId,
        /// For which order; nothing for a gift card.
        order: Option<OrderId>,
        /// When.
        at: Timestamp,
    },
    /// Staff took it back.
    Withdrawn {
        /// When.
        at: Timestamp,
    },
}

impl Stage {
    /// Its stable word in the register and in lists.
    pub fn code(&self) -> &'static str {
        match self {
            Stage::Open => "open",
            Stage::Used { .. } => "used",
            Stage::Withdrawn { .. } => "withdrawn",
        }
    }

    /// Uses it up (C1: once).
    ///
    /// # Errors
    /// [`VoucherError::Used`], [`VoucherError::Withdrawn`].
    pub fn spend(
        self,
        what: &'static str,
        by: AccountId,
        order: Option<OrderId>,
        at: Timestamp,
    ) -> Result<Stage, VoucherError> {
        self.must_be_open(what).map(|()| Stage::Used { by, order, at })
    }

    /// Takes it back (C4).
    ///
    /// # Errors
    /// [`VoucherError::Used`], [`VoucherError::Withdrawn`].
    pub fn withdraw(self, what: &'static str, at: Timestamp) -> Result<Stage, VoucherError> {
        self.must_be_open(what).map(|()| Stage::Withdrawn { at })
    }

    fn must_be_open(self, what: &'static str) -> Result<(), VoucherError> {
        match self {
            Stage::Open => Ok(()),
            Stage::Used { .. } => Err(VoucherError::Used { what }),
            Stage::Withdrawn { .. } => Err(VoucherError::Withdrawn { what }),
        }
    }
}
