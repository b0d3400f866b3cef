//! `DescribeAccountTransactions`, an action of ours: every movement of the account's money (C1, C4).

use crate::tencent::types::account_transaction::AccountTransaction;
use crate::tencent::view::ids;
use crate::{answer, parameters};
use chancery_app::failure::Failure;
use chancery_app::{App, Ctx, money};
use chancery_domain::ledger::Book;

parameters! {
    /// Input of `DescribeAccountTransactions`.
    pub struct Input {
        limit: Option<u64> = "Limit",
        offset: Option<u64> = "Offset",
    }
}

answer! {
    /// Answer of `DescribeAccountTransactions`.
    pub struct Output {
        total_count: u64 = "TotalCount",
        transactions: Vec<AccountTransaction> = "Transactions",
    }
}

/// Reads a page, latest first.
///
/// # Errors
/// See [`money::transactions`].
pub async fn run(app: &App, ctx: &Ctx, input: Input) -> Result<Output, Failure> {
    let page = money::transactions(app, ctx, ids::offset(input.offset), input.limit).await?;
    let transactions = page.items.into_iter().map(|(id, entry)| {
        let moved = |book| {
            entry.postings().iter().find(|posting| posting.book == book).map_or(0, |posting| posting.cents.0)
        };
        AccountTransaction {
            cash_cents: moved(Book::Cash),
            create_time: entry.at.cloud_text(),
            gift_cents: moved(Book::Gift),
            reference: entry.reference.clone(),
            transaction_id: id.0,
            kind: entry.kind.code().to_owned(),
        }
    });
    Ok(Output { total_count: page.total, transactions: transactions.collect() })
}
