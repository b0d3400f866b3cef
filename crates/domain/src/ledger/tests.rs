//! Payments and refunds in every proportion; entries that do not balance.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::*;
use crate::ids::AccountId;
use crate::time::Timestamp;

const ACCOUNT: AccountId = AccountId::FIRST;
const ORDER: OrderId = OrderId(7);
const NOW: Timestamp = Timestamp(1_800_000_000);
const MOST: Cents = Cents(1_000_000);

fn paid(cash: i64, gift: i64) -> Payment {
    Payment { due: Cents(cash + gift), cash: Cents(cash), gift: Cents(gift), ..Payment::default() }
}

// C1: every entry balances.
#[test]
fn an_entry_whose_postings_do_not_sum_to_zero_is_refused() {
    let postings = [(Book::Cash, Cents(5)), (Book::Bank, Cents(-4))];
    let refused = Entry::new(ACCOUNT, EntryKind::TopUp, "r", NOW, &postings);
    assert_eq!(refused, Err(LedgerError::Unbalanced { sum: 1 }));
    let part = Part { cash: Cents(700), gift: Cents(50) };
    for entry in [
        Entry::credit(ACCOUNT, EntryKind::TopUp, "r", NOW, part).unwrap(),
        Entry::payment(ACCOUNT, "r", NOW, part).unwrap(),
        Entry::refund(ACCOUNT, "r", NOW, part).unwrap(),
    ] {
        assert_eq!(entry.postings().iter().map(|p| p.cents.0).sum::<i64>(), 0, "{entry:?}");
    }
}

#[test]
fn amounts_below_one_cent_are_refused() {
    for (cash, gift) in [(0, 0), (-1, 5), (5, -1)] {
        let part = Part { cash: Cents(cash), gift: Cents(gift) };
        assert!(Entry::credit(ACCOUNT, EntryKind::TopUp, "r", NOW, part).is_err(), "{part:?}");
        assert!(Entry::payment(ACCOUNT, "r", NOW, part).is_err(), "{part:?}");
        assert!(Entry::refund(ACCOUNT, "r", NOW, part).is_err(), "{part:?}");
    }
}

// C1: a balance is never negative and never above the policy's bound.
#[test]
fn balances_stay_within_their_bounds() {
    let have = Balances::default().with(Book::Cash, Cents(10)).with(Book::Gift, Cents(3));
    let pay = |cash, gift| {
        let entry = Entry::payment(ACCOUNT, "r", NOW, Part { cash: Cents(cash), gift: Cents(gift) });
        have.after(&entry.unwrap(), MOST)
    };
    assert_eq!(pay(10, 3).unwrap().of(Book::Revenue), Cents(13));
    assert!(matches!(pay(11, 0), Err(LedgerError::Insufficient { available: Cents(10), .. })));
    assert!(matches!(pay(1, 4), Err(LedgerError::Insufficient { available: Cents(3), .. })));
    let top_up = |cash| {
        let part = Part { cash: Cents(cash), gift: Cents::ZERO };
        have.after(&Entry::credit(ACCOUNT, EntryKind::TopUp, "r", NOW, part).unwrap(), MOST)
    };
    assert_eq!(top_up(MOST.0 - 10).unwrap().of(Book::Cash), MOST);
    assert_eq!(top_up(MOST.0 - 9), Err(LedgerError::TooLarge { most: MOST }));
    assert_eq!(top_up(i64::MAX), Err(LedgerError::TooLarge { most: MOST }));
}

// C1, C2: a refund may lift a balance beyond the policy's bound; what is there can be spent, and only no more added.
#[test]
fn what_is_beyond_the_bound_can_be_spent() {
    let have = Balances::default().with(Book::Cash, Cents(MOST.0 + 500)).with(Book::Revenue, Cents(-500));
    let part = Part { cash: Cents(100), gift: Cents::ZERO };
    let paid = have.after(&Entry::payment(ACCOUNT, "r", NOW, part).unwrap(), MOST).unwrap();
    assert_eq!(paid.of(Book::Cash), Cents(MOST.0 + 400));
    let more = Entry::credit(ACCOUNT, EntryKind::TopUp, "r", NOW, Part { cash: Cents(1), gift: Cents::ZERO });
    assert_eq!(paid.after(&more.unwrap(), MOST), Err(LedgerError::TooLarge { most: MOST }));
}

// C1: gift cards and cash pay together, in the order asked for.
#[test]
fn gift_balance_and_cash_pay_in_the_order_asked_for() {
    let have = Balances::default().with(Book::Cash, Cents(100)).with(Book::Gift, Cents(30));
    let table = [
        (GiftUse::First, 20, Some((0, 20))),
        (GiftUse::First, 130, Some((100, 30))),
        (GiftUse::First, 131, None),
        (GiftUse::Last, 20, Some((20, 0))),
        (GiftUse::Last, 101, Some((100, 1))),
        (GiftUse::Last, 131, None),
        (GiftUse::Never, 100, Some((100, 0))),
        (GiftUse::Never, 101, None),
        (GiftUse::First, 0, Some((0, 0))),
        (GiftUse::First, -1, None),
    ];
    for (gift_use, due, expected) in table {
        let taken = Spending(gift_use).take(&have, Cents(due)).ok().map(|p| (p.cash.0, p.gift.0));
        assert_eq!(taken, expected, "{gift_use:?} {due}");
    }
}

// C2: what was paid goes back in its proportion; a cent that does not divide goes to the larger remainder.
#[test]
fn parts_go_back_in_the_proportion_paid() {
    let table = [
        // cash, gift, returned so far, amount, expected
        ((200, 100), (0, 0), 300, (200, 100)),
        ((200, 100), (0, 0), 3, (2, 1)),
        ((200, 100), (0, 0), 1, (1, 0)),
        ((200, 100), (1, 0), 1, (0, 1)),
        ((200, 100), (1, 1), 1, (1, 0)),
        ((1, 1), (0, 0), 1, (1, 0)),
        ((1, 1), (1, 0), 1, (0, 1)),
        ((0, 50), (0, 0), 20, (0, 20)),
        ((50, 0), (0, 0), 20, (20, 0)),
        ((836, 1), (0, 0), 836, (835, 1)),
    ];
    for ((cash, gift), (c, g), amount, expected) in table {
        let returned = Part { cash: Cents(c), gift: Cents(g) };
        let part = paid(cash, gift).next_return(ORDER, returned, Cents(amount)).unwrap();
        assert_eq!((part.cash.0, part.gift.0), expected, "{cash}+{gift}, {c}+{g} back, {amount} more");
    }
}

#[test]
fn more_than_is_left_is_not_given_back() {
    let returned = Part { cash: Cents(200), gift: Cents(99) };
    let refused = paid(200, 100).next_return(ORDER, returned, Cents(2));
    assert_eq!(refused, Err(LedgerError::ReturnTooLarge { order: ORDER, wanted: Cents(2), left: Cents(1) }));
    assert!(paid(0, 0).next_return(ORDER, Part::default(), Cents(1)).is_err());
    assert!(paid(5, 0).next_return(ORDER, Part::default(), Cents(0)).is_err());
    assert!(paid(5, 0).next_return(ORDER, Part::default(), Cents(-1)).is_err());
}

/// A small generator of repeatable chance (Numerical Recipes' constants); tests print its seed.
pub(crate) struct Chance(pub u64);

impl Chance {
    pub(crate) fn below(&mut self, bound: i64) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from(self.0 >> 33).unwrap() % bound
    }
}

// C2: any sequence of partial refunds gives back each cent once, to the balance that it came from.
#[test]
fn a_sequence_of_refunds_never_returns_more_than_was_paid_nor_loses_a_cent() {
    for seed in 0..2_000 {
        let mut chance = Chance(seed);
        let largest = if seed % 2 == 0 { 12 } else { 1_000_000_000_000 };
        let payment = paid(chance.below(largest), chance.below(largest));
        let total = payment.paid().sum();
        let mut returned = Part::default();
        while payment.left(returned) > Cents::ZERO {
            let left = payment.left(returned).0;
            let amount = if chance.below(20) == 0 { left } else { 1 + chance.below(left) };
            let part = payment.next_return(ORDER, returned, Cents(amount)).unwrap();
            assert!(part.cash.0 >= 0 && part.gift.0 >= 0, "seed {seed}: {part:?}");
            assert_eq!(part.sum().0, amount, "seed {seed}");
            returned.cash.0 += part.cash.0;
            returned.gift.0 += part.gift.0;
            assert!(returned.cash <= payment.cash && returned.gift <= payment.gift, "seed {seed}");
            // The proportion holds within one cent at every step.
            let exact = i128::from(payment.cash.0) * i128::from(returned.sum().0);
            let given = i128::from(returned.cash.0) * i128::from(total.0);
            assert!((exact - given).abs() <= i128::from(total.0), "seed {seed}");
            assert!(payment.next_return(ORDER, returned, Cents(payment.left(returned).0 + 1)).is_err());
        }
        assert_eq!(returned, payment.paid(), "seed {seed}");
    }
}

// C1: whatever entries come in whatever order, the books sum to zero and the tenant's are never negative.
#[test]
fn the_ledger_balances_under_any_sequence_of_entries() {
    for seed in 0..500 {
        let (mut chance, mut balances) = (Chance(seed), Balances::default());
        for _ in 0..100 {
            let part = Part { cash: Cents(chance.below(1_000) - 20), gift: Cents(chance.below(1_000) - 20) };
            let entry = match chance.below(3) {
                0 => Entry::credit(ACCOUNT, EntryKind::TopUp, "r", NOW, part),
                1 => Entry::payment(ACCOUNT, "r", NOW, part),
                _ => Entry::refund(ACCOUNT, "r", NOW, part),
            };
            if let Ok(next) = entry.and_then(|entry| balances.after(&entry, Cents(20_000))) {
                balances = next;
            }
            assert_eq!(balances.sum(), 0, "seed {seed}");
            for book in [Book::Cash, Book::Gift] {
                assert!((0..=20_000).contains(&balances.of(book).0), "seed {seed}: {balances:?}");
            }
        }
    }
}
