//! What the rules of the counting-house refuse, as failures with the code that front ends translate (C1 to C3).

use super::{Code, Failure};
use chancery_domain::benefit::BenefitError;
use chancery_domain::catalogue::QuoteError;
use chancery_domain::ledger::LedgerError;
use chancery_domain::order::OrderError;
use chancery_domain::refund::RefundError;
use chancery_domain::voucher::VoucherError;

impl From<LedgerError> for Failure {
    fn from(error: LedgerError) -> Self {
        match error {
            LedgerError::AmountNotPositive { .. } => Failure::new(Code::InvalidParameter, error.to_string()),
            LedgerError::Insufficient { .. } => Failure::new(Code::BalanceInsufficient, error.to_string()),
            LedgerError::TooLarge { .. } | LedgerError::ReturnTooLarge { .. } => {
                Failure::new(Code::MoneyRefused, error.to_string())
            }
            LedgerError::Unbalanced { .. } => Failure::internal(error),
        }
    }
}

impl From<OrderError> for Failure {
    fn from(error: OrderError) -> Self {
        let code = match &error {
            OrderError::NotUnpaid { .. } | OrderError::Overdue => Code::OrderState,
            OrderError::NothingPaid
            | OrderError::Delivered
            | OrderError::RefundRunning
            | OrderError::RefundDone
            | OrderError::NoRefundRunning { .. } => Code::NotRefundable,
        };
        Failure::new(code, error.to_string())
    }
}

impl From<RefundError> for Failure {
    fn from(error: RefundError) -> Self {
        Failure::new(Code::NotRefundable, error.to_string())
    }
}

impl From<BenefitError> for Failure {
    fn from(error: BenefitError) -> Self {
        let code = match &error {
            BenefitError::Expired { .. } | BenefitError::Refunded { .. } => Code::PackageOver,
            BenefitError::TooFew { .. } => Code::PointsInsufficient,
            BenefitError::NotForThisAccount => Code::PackageNotFound,
            BenefitError::NotUntouched | BenefitError::RefundTooLate { .. } => Code::NotRefundable,
            BenefitError::NotPositive | BenefitError::TransferOver | BenefitError::OwnAccount => {
                Code::PointsRefused
            }
            BenefitError::TooMany { .. } => Code::Internal,
        };
        Failure::new(code, error.to_string())
    }
}

impl From<QuoteError> for Failure {
    fn from(error: QuoteError) -> Self {
        let code = match &error {
            QuoteError::NotSold { .. } => Code::ProductNotAvailable,
            QuoteError::Term { .. } => Code::TermInvalid,
            QuoteError::NameCount { .. } => Code::NameCountInvalid,
            QuoteError::TooLarge { .. } => Code::Internal,
        };
        Failure::new(code, error.to_string())
    }
}

impl From<VoucherError> for Failure {
    fn from(error: VoucherError) -> Self {
        let code = match &error {
            VoucherError::Value { .. } => Code::InvalidParameter,
            VoucherError::Unknown { .. }
            | VoucherError::Used { .. }
            | VoucherError::Withdrawn { .. }
            | VoucherError::Expired { .. }
            | VoucherError::BelowMinimum { .. }
            | VoucherError::OtherBrand { .. } => Code::VoucherRefused,
        };
        Failure::new(code, error.to_string())
    }
}
