//! The rule: which state of an application and of its order lets the refund begin.

use crate::certificate::Stage as CertificateStage;
use crate::order::{Order, OrderError, Stage as OrderStage};
use crate::time::Timestamp;

/// What became of the application that an order paid for, as far as refunds go.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Application {
    /// Nothing was submitted yet: "pending submission".
    NotSubmitted,
    /// It is being examined, validated or signed.
    Running,
    /// It failed, or was stopped or cancelled.
    Ended,
    /// A certificate was issued, whatever became of it since.
    Issued,
    /// What was paid went back already.
    Refunded,
}

/// Why nothing goes back.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum RefundError {
    /// It cost nothing.
    #[error("a free certificate cost nothing, so there is nothing to refund")]
    Free,
    /// Pending submission.
    #[error(
        "nothing was submitted for the certificate yet; cancel its application first, then ask for the refund"
    )]
    CancelFirst,
    /// Its application runs.
    #[error("the application of the certificate still runs; cancel it first, then ask for the refund")]
    Running,
    /// It was issued.
    #[error("the certificate was issued; an issued certificate is never refunded")]
    Issued,
    /// The order does not allow it.
    #[error(transparent)]
    Order(#[from] OrderError),
}

/// Asks for the refund of an order for a certificate; `application` is what became of that.
///
/// # Errors
/// [`RefundError`] with the reason; nothing changes then.
pub fn due(order: &Order, application: Application, now: Timestamp) -> Result<OrderStage, RefundError> {
    let next = order.stage.ask_refund(now);
    if !order.is_paid_for() {
        return Err(match next {
            Err(error @ (OrderError::RefundRunning | OrderError::RefundDone)) => error.into(),
            _ if matches!(order.settlement, crate::order::Settlement::Free) => RefundError::Free,
            _ => OrderError::NothingPaid.into(),
        });
    }
    let next = next?;
    match application {
        Application::Ended => Ok(next),
        Application::NotSubmitted => Err(RefundError::CancelFirst),
        Application::Running => Err(RefundError::Running),
        Application::Issued => Err(RefundError::Issued),
        Application::Refunded => Err(OrderError::RefundDone.into()),
    }
}

impl From<&CertificateStage> for Application {
    fn from(stage: &CertificateStage) -> Self {
        match stage {
            CertificateStage::AwaitingInformation => Application::NotSubmitted,
            CertificateStage::AwaitingLetter(_)
            | CertificateStage::Reviewing(_)
            | CertificateStage::Validating(..)
            | CertificateStage::Issuing { .. } => Application::Running,
            CertificateStage::Issued(_)
            | CertificateStage::Revoking { .. }
            | CertificateStage::Expired(_)
            | CertificateStage::Revoked { .. } => Application::Issued,
            CertificateStage::Failed { .. } | CertificateStage::Cancelled { .. } => Application::Ended,
            CertificateStage::Refunded { .. } => Application::Refunded,
        }
    }
}
