//! What may not be done with an order, and why.

/// Why an action on an order was refused.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum OrderError {
    /// Paid or cancelled although it does not wait to be paid.
    #[error("the order is {stage} and does not wait to be paid; only an unpaid order is paid or cancelled")]
    NotUnpaid {
        /// The stage it is in.
        stage: &'static str,
    },
    /// Paid too late.
    #[error("the time to pay the order is over; order again")]
    Overdue,
    /// Refunded although nothing was paid.
    #[error("nothing was paid for the order, so there is nothing to refund")]
    NothingPaid,
    /// Refunded although it was delivered (C2).
    #[error("the order was delivered; what was issued is not refunded")]
    Delivered,
    /// Refunded twice.
    #[error("the refund of the order runs already and cannot be taken back")]
    RefundRunning,
    /// Refunded twice, or a refund taken back (C2).
    #[error("the order was refunded; a finished refund cannot be undone")]
    RefundDone,
    /// A refund finished that nobody asked for.
    #[error("the order is {stage}; no refund of it runs")]
    NoRefundRunning {
        /// The stage it is in.
        stage: &'static str,
    },
}
