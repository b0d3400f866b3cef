//! The ledger as rows: entries, postings, and the balances kept beside them.

use super::{Rows, ledger_check, only};
use crate::sql::{Row, count, values};
use chancery_app::ports::{EntryPage, Ledger, LedgerFault, PaymentRecord, ReportMark, StoreError, Stored};
use chancery_domain::ids::{AccountId, EntryId, OrderId, VoucherId};
use chancery_domain::ledger::{Balances, Book, Entry, EntryKind, Part, Payment};
use chancery_domain::money::Cents;
use chancery_domain::time::Timestamp;

impl Ledger for Rows<'_> {
    fn balances(&mut self, account: AccountId) -> Stored<Balances> {
        let rows =
            self.0.query("SELECT book, cents FROM ledger_balances WHERE account = $1", values![account.0])?;
        let mut balances = Balances::default();
        for mut row in rows {
            balances = balances.with(book(&row.text(0)?)?, Cents(row.integer(1)?));
        }
        Ok(balances)
    }

    fn insert_entry(&mut self, entry: &Entry) -> Stored<EntryId> {
        let inserted = self.0.query(
            "INSERT INTO ledger_entries (account, kind, reference, at) VALUES ($1, $2, $3, $4)
             ON CONFLICT DO NOTHING RETURNING id",
            values![entry.account.0, entry.kind.code(), entry.reference.as_str(), entry.at],
        )?;
        let Some(mut row) = inserted.into_iter().next() else {
            return Err(StoreError::Taken("an entry of the ledger with this reference"));
        };
        let id = EntryId(row.integer(0)?);
        for posting in entry.postings() {
            self.0.execute(
                "INSERT INTO ledger_postings (entry, book, cents) VALUES ($1, $2, $3)",
                values![id.0, posting.book.code(), posting.cents.0],
            )?;
            // Two statements, because a database checks the row of an upsert before it finds the one to be changed:
            // what is taken from a book would then count as a balance below zero.
            let changed = self.0.execute(
                "UPDATE ledger_balances SET cents = cents + $3 WHERE account = $1 AND book = $2",
                values![entry.account.0, posting.book.code(), posting.cents.0],
            )?;
            if changed == 0 {
                self.0.execute(
                    "INSERT INTO ledger_balances (account, book, cents) VALUES ($1, $2, $3)",
                    values![entry.account.0, posting.book.code(), posting.cents.0],
                )?;
            }
        }
        Ok(id)
    }

    fn entry(
        &mut self,
        account: AccountId,
        kind: EntryKind,
        reference: &str,
    ) -> Stored<Option<(EntryId, Entry)>> {
        let row = self.first(
            "SELECT id, account, kind, reference, at FROM ledger_entries
             WHERE account = $1 AND kind = $2 AND reference = $3",
            values![account.0, kind.code(), reference],
        )?;
        row.map(|row| self.whole_entry(row)).transpose()
    }

    fn entries(&mut self, account: AccountId, offset: u64, limit: u64) -> Stored<EntryPage> {
        let total =
            self.0.query("SELECT COUNT(*) FROM ledger_entries WHERE account = $1", values![account.0])?;
        let total = only(total)?.count(0)?;
        let rows = self.0.query(
            "SELECT id, account, kind, reference, at FROM ledger_entries
             WHERE account = $1 ORDER BY id DESC LIMIT $2 OFFSET $3",
            &[account.0.into(), count(limit), count(offset)],
        )?;
        let items = rows.into_iter().map(|row| self.whole_entry(row)).collect::<Stored<Vec<_>>>()?;
        Ok(EntryPage { total, items })
    }

    fn insert_payment(&mut self, record: &PaymentRecord) -> Stored<()> {
        let payment = &record.payment;
        self.insert(
            "INSERT INTO payments (order_id, account, due_cents, discount_cents, voucher, voucher_cents, cash_cents,
                 gift_cents, returned_cash_cents, returned_gift_cents, paid_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING",
            values![
                record.order.0,
                record.account.0,
                payment.due.0,
                payment.discount.0,
                payment.voucher.map(|id| id.0),
                payment.voucher_cents.0,
                payment.cash.0,
                payment.gift.0,
                record.returned.cash.0,
                record.returned.gift.0,
                record.paid_at,
            ],
            "the payment of this order",
        )
    }

    fn payment(&mut self, order: OrderId) -> Stored<Option<PaymentRecord>> {
        self.first(
            "SELECT account, order_id, due_cents, discount_cents, voucher, voucher_cents, cash_cents, gift_cents,
                 returned_cash_cents, returned_gift_cents, paid_at
             FROM payments WHERE order_id = $1",
            values![order.0],
        )?
        .map(payment)
        .transpose()
    }

    fn set_returned(&mut self, order: OrderId, returned: Part) -> Stored<()> {
        self.change(
            "UPDATE payments SET returned_cash_cents = $2, returned_gift_cents = $3 WHERE order_id = $1",
            values![order.0, returned.cash.0, returned.gift.0],
            "the payment",
        )
    }

    fn book_sums(&mut self) -> Stored<Vec<(Book, Cents)>> {
        let rows = self.0.query(
            "SELECT book, CAST(SUM(cents) AS BIGINT) FROM ledger_postings GROUP BY book ORDER BY book",
            &[],
        )?;
        rows.into_iter().map(|mut row| Ok((book(&row.text(0)?)?, Cents(row.integer(1)?)))).collect()
    }

    fn ledger_faults(&mut self, most: u64) -> Stored<Vec<LedgerFault>> {
        ledger_check::faults(self.0, most)
    }

    fn claim_report(
        &mut self,
        id: &str,
        account: AccountId,
        content_sha256: &str,
        now: Timestamp,
    ) -> Stored<ReportMark> {
        // The insert waits for another unit that is inserting the same id; its count decides.
        let inserted = self.0.execute(
            "INSERT INTO payment_reports (id, account, content_sha256, received_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT DO NOTHING",
            values![id, account.0, content_sha256, now],
        )?;
        if inserted == 1 {
            return Ok(ReportMark::First);
        }
        let row = self.0.query("SELECT content_sha256 FROM payment_reports WHERE id = $1", values![id])?;
        only(row)?.text(0).map(ReportMark::Seen)
    }
}

impl Rows<'_> {
    /// An entry with its postings; they must balance.
    fn whole_entry(&mut self, mut row: Row) -> Stored<(EntryId, Entry)> {
        let id = EntryId(row.integer(0)?);
        let (account, kind) = (AccountId(row.integer(1)?), entry_kind(&row.text(2)?)?);
        let (reference, at) = (row.text(3)?, row.moment(4)?);
        let rows = self.0.query("SELECT book, cents FROM ledger_postings WHERE entry = $1", values![id.0])?;
        let mut postings = Vec::with_capacity(rows.len());
        for mut row in rows {
            postings.push((book(&row.text(0)?)?, Cents(row.integer(1)?)));
        }
        let entry = Entry::new(account, kind, reference, at, &postings)
            .map_err(|error| StoreError::Broken(format!("entry {id} of the ledger: {error}")))?;
        Ok((id, entry))
    }
}

fn payment(mut row: Row) -> Stored<PaymentRecord> {
    Ok(PaymentRecord {
        account: AccountId(row.integer(0)?),
        order: OrderId(row.integer(1)?),
        payment: Payment {
            due: Cents(row.integer(2)?),
            discount: Cents(row.integer(3)?),
            voucher: row.integer_or_null(4)?.map(VoucherId),
            voucher_cents: Cents(row.integer(5)?),
            cash: Cents(row.integer(6)?),
            gift: Cents(row.integer(7)?),
        },
        returned: Part { cash: Cents(row.integer(8)?), gift: Cents(row.integer(9)?) },
        paid_at: row.moment(10)?,
    })
}

fn book(word: &str) -> Stored<Book> {
    let unknown = || StoreError::Broken(format!("{word:?} is no book of the ledger that this program knows"));
    Book::ALL.into_iter().find(|book| book.code() == word).ok_or_else(unknown)
}

fn entry_kind(word: &str) -> Stored<EntryKind> {
    let unknown = || StoreError::Broken(format!("{word:?} is no kind of entry that this program knows"));
    EntryKind::ALL.into_iter().find(|kind| kind.code() == word).ok_or_else(unknown)
}
