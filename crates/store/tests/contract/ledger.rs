//! The ledger: entries once per reference, balances kept beside them, payments, reports, and the check of the books.

use crate::samples::NOW;
use crate::support::{ACCOUNT, Database, OTHER};
use chancery_app::Failure;
use chancery_app::ports::{PaymentRecord, ReportMark, Scope, StoreError};
use chancery_domain::ids::{OrderId, VoucherId};
use chancery_domain::ledger::{Balances, Book, Entry, EntryKind, Part, Payment};
use chancery_domain::money::Cents;

on_both!(
    entries_change_balances_once_per_reference,
    a_balance_below_zero_is_refused_by_the_database_too,
    payments_come_back_as_they_were_stored,
    a_report_is_first_once_among_many_at_once,
    the_check_finds_every_kind_of_fault,
);

fn part(cash: i64, gift: i64) -> Part {
    Part { cash: Cents(cash), gift: Cents(gift) }
}

fn credit(reference: &str, amount: Part) -> Entry {
    Entry::credit(ACCOUNT, EntryKind::TopUp, reference, NOW, amount).unwrap()
}

async fn entries_change_balances_once_per_reference(db: Database) {
    let first = db.write(|r| Ok(r.insert_entry(&credit("a", part(500, 70)))?)).await;
    let second =
        db.write(|r| Ok(r.insert_entry(&Entry::payment(ACCOUNT, "a", NOW, part(100, 70)).unwrap())?)).await;
    assert!(first < second);
    let again = db.write(|r| Ok(r.insert_entry(&credit("a", part(1, 0))))).await;
    assert!(matches!(again, Err(StoreError::Taken(_))));
    let (mine, others) = db.read(|r| Ok((r.balances(ACCOUNT)?, r.balances(OTHER)?))).await;
    let expected = [
        (Book::Cash, 400),
        (Book::Gift, 0),
        (Book::Bank, -500),
        (Book::GiftIssue, -70),
        (Book::Revenue, 170),
        (Book::Refunds, 0),
    ];
    for (book, cents) in expected {
        assert_eq!(mine.of(book), Cents(cents), "{book:?}");
    }
    assert_eq!(others, Balances::default());
    let (page, rest, found, none) = db
        .read(|r| {
            let page = r.entries(ACCOUNT, 0, 1)?;
            let rest = r.entries(ACCOUNT, 1, 10)?;
            let found = r.entry(ACCOUNT, EntryKind::TopUp, "a")?;
            Ok((page, rest, found, r.entry(OTHER, EntryKind::TopUp, "a")?))
        })
        .await;
    assert_eq!((page.total, rest.total), (2, 2));
    assert_eq!(page.items, [(second, Entry::payment(ACCOUNT, "a", NOW, part(100, 70)).unwrap())]);
    assert_eq!(rest.items, [(first, credit("a", part(500, 70)))]);
    assert_eq!((found, none), (Some((first, credit("a", part(500, 70)))), None));
    let sums = db.read(|r| Ok(r.book_sums()?)).await;
    assert_eq!(sums.iter().map(|(_, cents)| cents.0).sum::<i64>(), 0);
    assert!(sums.contains(&(Book::Revenue, Cents(170))));
}

async fn a_balance_below_zero_is_refused_by_the_database_too(db: Database) {
    db.write(|r| Ok(r.insert_entry(&credit("a", part(10, 0)))?)).await;
    let taken = db
        .store
        .write(Scope::Account(ACCOUNT), |r| {
            Ok(r.insert_entry(&Entry::payment(ACCOUNT, "b", NOW, part(11, 0)).unwrap())?)
        })
        .await;
    assert!(taken.is_err());
    let (balances, page) = db.read(|r| Ok((r.balances(ACCOUNT)?, r.entries(ACCOUNT, 0, 10)?))).await;
    assert_eq!((balances.of(Book::Cash), page.total), (Cents(10), 1));
}

async fn payments_come_back_as_they_were_stored(db: Database) {
    let record = PaymentRecord {
        account: ACCOUNT,
        order: OrderId(7),
        payment: Payment {
            due: Cents(1_000),
            discount: Cents(100),
            voucher: Some(VoucherId(3)),
            voucher_cents: Cents(50),
            cash: Cents(800),
            gift: Cents(50),
        },
        returned: Part::default(),
        paid_at: NOW,
    };
    let kept = record.clone();
    let again = db
        .write(move |r| {
            r.insert_payment(&kept)?;
            Ok(r.insert_payment(&kept))
        })
        .await;
    assert!(matches!(again, Err(StoreError::Taken(_))));
    assert_eq!(db.read(|r| Ok(r.payment(OrderId(7))?)).await, Some(record.clone()));
    assert_eq!(db.read(|r| Ok(r.payment(OrderId(8))?)).await, None);
    db.write(|r| Ok(r.set_returned(OrderId(7), part(80, 5))?)).await;
    let returned = PaymentRecord { returned: part(80, 5), ..record };
    assert_eq!(db.read(|r| Ok(r.payment(OrderId(7))?)).await, Some(returned));
    let too_much =
        db.store.write(Scope::Account(ACCOUNT), |r| Ok(r.set_returned(OrderId(7), part(801, 5))?)).await;
    assert!(too_much.is_err());
    let missing = db.write(|r| Ok(r.set_returned(OrderId(8), part(0, 0)))).await;
    assert!(matches!(missing, Err(StoreError::Broken(_))));
}

async fn a_report_is_first_once_among_many_at_once(db: Database) {
    let other = db.another_node().await;
    let mut running = Vec::new();
    for number in 0..16 {
        let store = if number % 2 == 0 { db.store.clone() } else { other.clone() };
        // Also of different accounts, which do not wait for each other.
        let account = if number % 4 < 2 { ACCOUNT } else { OTHER };
        running.push(tokio::spawn(async move {
            let claim = move |r: &mut dyn chancery_app::ports::Register| -> Result<ReportMark, Failure> {
                Ok(r.claim_report("evt-1", account, "digest", NOW)?)
            };
            store.write(Scope::Account(account), claim).await.unwrap()
        }));
    }
    let mut first = 0;
    for task in running {
        match task.await.unwrap() {
            ReportMark::First => first += 1,
            ReportMark::Seen(digest) => assert_eq!(digest, "digest"),
        }
    }
    assert_eq!(first, 1);
}

async fn the_check_finds_every_kind_of_fault(db: Database) {
    db.write(|r| {
        r.insert_entry(&credit("a", part(1_000, 0)))?;
        r.insert_entry(&Entry::payment(ACCOUNT, "7", NOW, part(600, 0)).unwrap())?;
        r.insert_payment(&PaymentRecord {
            account: ACCOUNT,
            order: OrderId(7),
            payment: Payment { due: Cents(600), cash: Cents(600), ..Payment::default() },
            returned: Part::default(),
            paid_at: NOW,
        })?;
        Ok(())
    })
    .await;
    let faults = || db.read(|r| Ok(r.ledger_faults(5)?));
    assert_eq!(faults().await, []);
    let damages = [
        ("UPDATE ledger_postings SET cents = cents + 1 WHERE book = 'revenue'", "does not sum to zero"),
        ("UPDATE ledger_postings SET cents = cents - 1 WHERE book = 'revenue'", ""),
        ("UPDATE ledger_balances SET cents = cents + 1 WHERE book = 'cash'", "are not the sums"),
        ("UPDATE ledger_balances SET cents = cents - 1 WHERE book = 'cash'", ""),
        ("UPDATE payments SET due_cents = 601, cash_cents = 601", "is not what its entry took"),
        ("UPDATE payments SET due_cents = 600, cash_cents = 600", ""),
        ("UPDATE payments SET returned_cash_cents = 1", "what the refund entries say"),
        ("UPDATE payments SET returned_cash_cents = 0", ""),
        (
            "INSERT INTO ledger_entries (account, kind, reference, at) VALUES (1, 'top-up', 'empty', 0)",
            "has no postings",
        ),
    ];
    for (damage, words) in damages {
        db.raw(damage).await;
        let found = faults().await;
        if words.is_empty() {
            assert_eq!(found, [], "{damage}");
        } else {
            assert!(found.iter().any(|fault| fault.words.contains(words)), "{damage}: {found:?}");
        }
    }
}
