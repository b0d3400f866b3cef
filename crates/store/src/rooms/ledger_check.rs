//! The books held against themselves: each statement finds rows that cannot be in a sound ledger (C1).

use crate::sql::{Sql, count};
use chancery_app::ports::{LedgerFault, Stored};
use chancery_domain::ids::AccountId;

/// What is wrong, and the statement that finds it: account, number of what is wrong, and by how much.
const CHECKS: &[(&str, &str)] = &[
    (
        "an entry does not sum to zero; it is off by",
        "SELECT e.account, e.id, CAST(SUM(p.cents) AS BIGINT) FROM ledger_entries e
         JOIN ledger_postings p ON p.entry = e.id GROUP BY e.account, e.id HAVING SUM(p.cents) <> 0
         ORDER BY e.id LIMIT $1",
    ),
    (
        "an entry has no postings; their number is",
        "SELECT e.account, e.id, CAST(0 AS BIGINT) FROM ledger_entries e
         WHERE NOT EXISTS (SELECT 1 FROM ledger_postings p WHERE p.entry = e.id) ORDER BY e.id LIMIT $1",
    ),
    (
        "balances are not the sums of their postings; the difference in all books together, without sign, is",
        "SELECT account, CAST(0 AS BIGINT), CAST(SUM(ABS(cents)) AS BIGINT) FROM
           (SELECT account, book, SUM(cents) AS cents FROM
             (SELECT account, book, cents FROM ledger_balances
              UNION ALL
              SELECT e.account, p.book, -p.cents FROM ledger_postings p
              JOIN ledger_entries e ON e.id = p.entry) AS both_sides
            GROUP BY account, book HAVING SUM(cents) <> 0) AS differences
         GROUP BY account ORDER BY account LIMIT $1",
    ),
    (
        "a balance of the tenant's is below zero:",
        "SELECT account, CAST(0 AS BIGINT), cents FROM ledger_balances
         WHERE book IN ('cash', 'gift') AND cents < 0 ORDER BY account LIMIT $1",
    ),
    (
        "an order's payment is not what its entry took; the difference is",
        "SELECT p.account, p.order_id, p.cash_cents + p.gift_cents - COALESCE(r.cents, 0) FROM payments p
         LEFT JOIN ledger_entries e
           ON e.account = p.account AND e.kind = 'payment' AND e.reference = CAST(p.order_id AS TEXT)
         LEFT JOIN ledger_postings r ON r.entry = e.id AND r.book = 'revenue'
         WHERE p.cash_cents + p.gift_cents <> COALESCE(r.cents, 0) ORDER BY p.order_id LIMIT $1",
    ),
    (
        "more went back of an order than was paid:",
        "SELECT account, order_id, returned_cash_cents + returned_gift_cents FROM payments
         WHERE returned_cash_cents > cash_cents OR returned_gift_cents > gift_cents ORDER BY order_id LIMIT $1",
    ),
    (
        "what went back of all orders is not what the refund entries say; the difference is",
        "SELECT account, CAST(0 AS BIGINT), CAST(SUM(cents) AS BIGINT) FROM
           (SELECT account, returned_cash_cents + returned_gift_cents AS cents FROM payments
            UNION ALL
            SELECT account, cents FROM ledger_balances WHERE book = 'refunds') AS both_sides
         GROUP BY account HAVING SUM(cents) <> 0 ORDER BY account LIMIT $1",
    ),
];

/// Runs every check; up to `most` faults of each.
pub(super) fn faults(sql: &mut dyn Sql, most: u64) -> Stored<Vec<LedgerFault>> {
    let mut found = Vec::new();
    for (words, statement) in CHECKS {
        for mut row in sql.query(statement, &[count(most)])? {
            let (account, number, cents) = (row.integer(0)?, row.integer(1)?, row.integer(2)?);
            let about = if number == 0 { String::new() } else { format!("number {number}: ") };
            found.push(LedgerFault {
                account: AccountId(account),
                words: format!("{about}{words} {cents} cents"),
            });
        }
    }
    Ok(found)
}
