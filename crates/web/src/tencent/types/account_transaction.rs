//! A movement of an account's money.

use crate::answer;

answer! {
    /// One movement; amounts are US cents, negative when they were taken.
    pub struct AccountTransaction {
        cash_cents: i64 = "CashCents",
        create_time: String = "CreateTime",
        gift_cents: i64 = "GiftCents",
        reference: String = "Reference",
        transaction_id: i64 = "TransactionId",
        kind: String = "Type",
    }
}
