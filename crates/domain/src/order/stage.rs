//! How far a purchase is (C1). Each stage has just the data known then; each action consumes the stage before.
//!
//! `matrix.txt` beside this file shows every stage against every action; a test keeps it true.

use super::error::OrderError;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// How far a purchase is.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub enum Stage {
    /// Ordered, not paid; nothing was delivered for it.
    Unpaid {
        /// From then on it can no longer be paid.
        closes_at: Timestamp,
    },
    /// Paid, or free of charge; what was bought is not issued yet.
    Paid {
        /// When.
        at: Timestamp,
    },
    /// Its refund was asked for and is being carried out (C2).
    Refunding {
        /// When it was asked for.
        asked_at: Timestamp,
    },
    /// What was paid went back; nothing leads out of this stage (C2).
    Refunded {
        /// When.
        at: Timestamp,
    },
    /// Given up before it was paid, or free of charge and given up before it was issued.
    Cancelled {
        /// When.
        at: Timestamp,
    },
    /// Nothing follows any more.
    Closed {
        /// When.
        at: Timestamp,
        /// Why.
        because: Ending,
    },
}

/// Why an order was closed.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub enum Ending {
    /// What was bought was issued or put into the account.
    Delivered,
    /// It was not paid in time.
    NotPaid,
}

impl Stage {
    /// A stable word for storage, filters and the cloud API.
    pub fn code(self) -> &'static str {
        match self {
            Stage::Unpaid { .. } => "unpaid",
            Stage::Paid { .. } => "paid",
            Stage::Refunding { .. } => "refunding",
            Stage::Refunded { .. } => "refunded",
            Stage::Cancelled { .. } => "cancelled",
            Stage::Closed { .. } => "closed",
        }
    }

    /// The words of every stage.
    pub const CODES: [&'static str; 6] = ["unpaid", "paid", "refunding", "refunded", "cancelled", "closed"];

    /// Pays it (C1).
    ///
    /// # Errors
    /// [`OrderError::Overdue`] from `closes_at` on, [`OrderError::NotUnpaid`].
    pub fn pay(self, now: Timestamp) -> Result<Stage, OrderError> {
        match self {
            Stage::Unpaid { closes_at } if now >= closes_at => Err(OrderError::Overdue),
            Stage::Unpaid { .. } => Ok(Stage::Paid { at: now }),
            other => Err(OrderError::NotUnpaid { stage: other.code() }),
        }
    }

    /// Gives it up before it is paid.
    ///
    /// # Errors
    /// [`OrderError::NotUnpaid`]; for a paid one there is the refund.
    pub fn cancel(self, now: Timestamp) -> Result<Stage, OrderError> {
        match self {
            Stage::Unpaid { .. } => Ok(Stage::Cancelled { at: now }),
            other => Err(OrderError::NotUnpaid { stage: other.code() }),
        }
    }

    /// Closes it when its time to be paid is over; before that nothing changes.
    ///
    /// # Errors
    /// [`OrderError::NotUnpaid`].
    pub fn close_unpaid(self, now: Timestamp) -> Result<Stage, OrderError> {
        match self {
            Stage::Unpaid { closes_at } if now >= closes_at => {
                Ok(Stage::Closed { at: now, because: Ending::NotPaid })
            }
            Stage::Unpaid { .. } => Ok(self),
            other => Err(OrderError::NotUnpaid { stage: other.code() }),
        }
    }

    /// Its certificate was issued, or its points are in the account. Later certificates of the same purchase change
    /// nothing.
    #[must_use]
    pub fn deliver(self, now: Timestamp) -> Stage {
        match self {
            Stage::Paid { .. } => Stage::Closed { at: now, because: Ending::Delivered },
            other => other,
        }
    }

    /// Its application came to nothing. What was paid stays paid until the refund is asked for (C2); what cost
    /// nothing is over.
    #[must_use]
    pub fn come_to_nothing(self, paid_for: bool, now: Timestamp) -> Stage {
        match self {
            Stage::Paid { .. } if !paid_for => Stage::Cancelled { at: now },
            other => other,
        }
    }

    /// Asks for the refund (C2); whether it is due, [`crate::refund`] decides.
    ///
    /// # Errors
    /// [`OrderError::NothingPaid`], [`OrderError::Delivered`], [`OrderError::RefundRunning`],
    /// [`OrderError::RefundDone`].
    pub fn ask_refund(self, now: Timestamp) -> Result<Stage, OrderError> {
        match self {
            Stage::Paid { .. } => Ok(Stage::Refunding { asked_at: now }),
            Stage::Unpaid { .. }
            | Stage::Cancelled { .. }
            | Stage::Closed { because: Ending::NotPaid, .. } => Err(OrderError::NothingPaid),
            Stage::Closed { because: Ending::Delivered, .. } => Err(OrderError::Delivered),
            Stage::Refunding { .. } => Err(OrderError::RefundRunning),
            Stage::Refunded { .. } => Err(OrderError::RefundDone),
        }
    }

    /// Asks for the refund of points that were put into the account and not touched (C3).
    ///
    /// # Errors
    /// As [`Stage::ask_refund`].
    pub fn ask_refund_of_points(self, now: Timestamp) -> Result<Stage, OrderError> {
        match self {
            Stage::Closed { because: Ending::Delivered, .. } => Ok(Stage::Refunding { asked_at: now }),
            other => other.ask_refund(now),
        }
    }

    /// The refund was carried out; a second run finds it done.
    ///
    /// # Errors
    /// [`OrderError::NoRefundRunning`].
    pub fn finish_refund(self, now: Timestamp) -> Result<Stage, OrderError> {
        match self {
            Stage::Refunding { .. } => Ok(Stage::Refunded { at: now }),
            Stage::Refunded { .. } => Ok(self),
            other => Err(OrderError::NoRefundRunning { stage: other.code() }),
        }
    }

    /// Takes a refund back: that never happens (C2).
    ///
    /// # Errors
    /// Always: [`OrderError::RefundDone`], [`OrderError::RefundRunning`], [`OrderError::NoRefundRunning`].
    pub fn undo_refund(self) -> Result<Stage, OrderError> {
        match self {
            Stage::Refunded { .. } => Err(OrderError::RefundDone),
            Stage::Refunding { .. } => Err(OrderError::RefundRunning),
            other => Err(OrderError::NoRefundRunning { stage: other.code() }),
        }
    }
}
