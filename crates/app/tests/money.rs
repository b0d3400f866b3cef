//! Money under the hands of several spenders at once, on both databases; what happens once, what is refused without a
//! change, and what is never rounded away (C1, C2, C4).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use chancery_app::money::{
    Charge, GiftUse, Part, Payment, PaymentMeans, Received, TopUp, VoucherChoice, VoucherInput, give_back,
    give_back_part, issue_gift_card, issue_voucher, pay, receive, reckon, redeem_gift_card, top_up,
    withdraw_voucher,
};
use chancery_app::ports::{PaymentReport, ReportKind, Scope};
use chancery_app::{App, Code, Ctx, Failure};
use chancery_domain::actor::Actor;
use chancery_domain::ids::{AccountId, OrderId};
use chancery_domain::ledger::Book;
use chancery_domain::money::Cents;
use chancery_domain::operation_log::Operation;
use chancery_domain::voucher::{Discount, Worth};
use support::two_nodes::*;
use support::*;

fn part(cash: i64, gift: i64) -> Part {
    Part { cash: Cents(cash), gift: Cents(gift) }
}

fn voucher(worth: Worth, account: Option<AccountId>) -> VoucherInput {
    VoucherInput { account, worth, minimum: Cents(100), brand: None, ends_at: None }
}

/// What the tests ask of a bank.
impl Bank {
    async fn add(&self, amount: Part) {
        let wanted = TopUp { account: self.account(), part: amount, reference: None };
        top_up(&self.world.app, &operator(&self.world), wanted).await.unwrap();
    }

    async fn have(&self) -> (i64, i64) {
        let account = self.account();
        let balances = self.world.read(move |register| Ok(register.balances(account)?)).await;
        assert_eq!(balances.sum(), 0);
        (balances.of(Book::Cash).0, balances.of(Book::Gift).0)
    }

    async fn pay_as(
        &self,
        app: App,
        ctx: Ctx,
        order: i64,
        due: i64,
        means: PaymentMeans,
    ) -> Result<Payment, Failure> {
        let account = ctx.tenant()?;
        let store = app.store.clone();
        store
            .write(Scope::Account(account), move |register| {
                let charge = Charge { order: OrderId(order), brand: "trustasia", due: Cents(due) };
                pay(register, &ctx, &app.policy, account, &charge, &means)
            })
            .await
    }

    async fn pay(&self, order: i64, due: i64, means: PaymentMeans) -> Result<Payment, Failure> {
        self.pay_as(self.node(order), self.world.ctx.clone(), order, due, means).await
    }

    async fn give_back(&self, order: i64, amount: Option<i64>, reference: &str) -> Result<Part, Failure> {
        let (app, ctx, account) = (self.node(order), self.world.ctx.clone(), self.account());
        let (store, reference) = (app.store.clone(), reference.to_owned());
        store
            .write(Scope::Account(account), move |register| match amount {
                None => give_back(register, &ctx, &app.policy, account, OrderId(order)),
                Some(cents) => give_back_part(
                    register,
                    &ctx,
                    &app.policy,
                    account,
                    OrderId(order),
                    Cents(cents),
                    &reference,
                ),
            })
            .await
    }

    async fn log_lines(&self, operation: Operation) -> usize {
        self.world.lines(operation).await
    }
}

// C4: a top-up with a reference happens once; the same reference with another amount is refused.
#[tokio::test(flavor = "multi_thread")]
async fn a_top_up_with_a_reference_happens_once() {
    on_both(|bank| async move {
        let wanted = |cash| TopUp {
            account: bank.account(),
            part: part(cash, 7),
            reference: Some("invoice-1".into()),
        };
        let mut running = Vec::new();
        for number in 0..6 {
            let (app, ctx, wanted) = (bank.node(number), operator(&bank.world), wanted(500));
            running.push(tokio::spawn(async move { top_up(&app, &ctx, wanted).await.unwrap().already }));
        }
        let mut first = 0;
        for task in running {
            first += i32::from(!task.await.unwrap());
        }
        assert_eq!((first, bank.have().await), (1, (500, 7)));
        let ctx = operator(&bank.world);
        let refused = top_up(&bank.world.app, &ctx, wanted(501)).await.unwrap_err();
        assert_eq!(refused.code, Code::MoneyRefused);
        for bad in [part(0, 0), part(-1, 5), part(i64::MAX, 0)] {
            let input = TopUp { account: bank.account(), part: bad, reference: None };
            assert!(top_up(&bank.world.app, &ctx, input).await.is_err(), "{bad:?}");
        }
        let nobody = TopUp { account: AccountId(5), part: part(1, 0), reference: None };
        assert_eq!(top_up(&bank.world.app, &ctx, nobody).await.unwrap_err().code, Code::InvalidParameter);
        assert_eq!((bank.have().await, bank.log_lines(Operation::BalanceToppedUp).await), ((500, 7), 1));
    })
    .await;
}

// C1: several spenders at once never spend a cent twice: of ten orders of 30 cents, 100 cents pay three.
#[tokio::test(flavor = "multi_thread")]
async fn the_last_cent_is_spent_once() {
    on_both(|bank| async move {
        bank.add(part(55, 45)).await;
        let mut running = Vec::new();
        for order in 1..=10 {
            running.push(tokio::spawn(bank.pay(order, 30, PaymentMeans::default())));
        }
        let mut paid = 0;
        for task in running {
            match task.await.unwrap() {
                Ok(payment) => paid += payment.paid().sum().0,
                Err(failure) => assert_eq!(failure.code, Code::BalanceInsufficient),
            }
        }
        let (cash, gift) = bank.have().await;
        assert_eq!((paid, cash + gift), (90, 10));
        assert_eq!(bank.log_lines(Operation::Paid).await, 3);
    })
    .await;
}

// C1: the same order is paid once, however many send it at once; another price under its number is refused.
#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_paid_once() {
    on_both(|bank| async move {
        bank.add(part(1_000, 0)).await;
        let mut running = Vec::new();
        for number in 0..6 {
            let (app, ctx) = (bank.node(number), bank.world.ctx.clone());
            running.push(tokio::spawn(bank.pay_as(app, ctx, 1, 400, PaymentMeans::default())));
        }
        for task in running {
            assert_eq!(task.await.unwrap().unwrap().cash, Cents(400));
        }
        assert_eq!(bank.have().await, (600, 0));
        let refused = bank.pay(1, 401, PaymentMeans::default()).await.unwrap_err();
        assert_eq!(refused.code, Code::MoneyRefused);
        let app = bank.node(0);
        let stranger = bank.pay_as(app, bank.other.clone(), 1, 400, PaymentMeans::default()).await;
        assert_eq!(stranger.unwrap_err().code, Code::MoneyRefused);
        assert_eq!((bank.have().await, bank.log_lines(Operation::Paid).await), ((600, 0), 1));
    })
    .await;
}

// C1: a voucher is used once, also by two accounts on two nodes at once; whose order was refused has paid nothing.
#[tokio::test(flavor = "multi_thread")]
async fn a_voucher_is_used_once() {
    on_both(|bank| async move {
        bank.add(part(10_000, 0)).await;
        let to_other =
            TopUp { account: bank.other.tenant().unwrap(), part: part(10_000, 0), reference: None };
        let staff = operator(&bank.world);
        top_up(&bank.world.app, &staff, to_other).await.unwrap();
        let input = voucher(Worth::Amount(Cents(300)), None);
        let issued = issue_voucher(&bank.world.app, &staff, input).await.unwrap();
        let means =
            PaymentMeans { voucher: Some(VoucherChoice::Code(issued.code.clone())), gift: GiftUse::First };
        let mut running = Vec::new();
        for order in 1..=8 {
            let ctx = if order % 2 == 0 { bank.world.ctx.clone() } else { bank.other.clone() };
            let app = bank.node(order / 2);
            running.push(tokio::spawn(bank.pay_as(app, ctx, order, 1_000, means.clone())));
        }
        let mut paid = 0;
        for task in running {
            match task.await.unwrap() {
                Ok(payment) => {
                    assert_eq!((payment.voucher, payment.cash), (Some(issued.voucher.id), Cents(700)));
                    paid += 1;
                }
                Err(failure) => assert_eq!(failure.code, Code::VoucherRefused, "{failure}"),
            }
        }
        let cash = bank.have().await.0;
        assert!(paid == 1 && (cash == 10_000 || cash == 9_300), "{paid} {cash}");
        let late = withdraw_voucher(&bank.world.app, &staff, issued.voucher.id).await.unwrap_err();
        assert_eq!(late.code, Code::VoucherRefused);
    })
    .await;
}

// C1: a gift card is redeemed once, by one of many; a guess changes nothing; no code stands in the operation log.
#[tokio::test(flavor = "multi_thread")]
async fn a_gift_card_is_redeemed_once() {
    on_both(|bank| async move {
        let staff = operator(&bank.world);
        let issued = issue_gift_card(&bank.world.app, &staff, Cents(2_500), None).await.unwrap();
        let mut running = Vec::new();
        for number in 0..8 {
            let ctx = if number % 2 == 0 { bank.world.ctx.clone() } else { bank.other.clone() };
            let (app, code) = (bank.node(number / 2), issued.code.to_lowercase());
            running.push(tokio::spawn(async move { redeem_gift_card(&app, &ctx, &code).await }));
        }
        let (mut redeemed, mut refused) = (0, 0);
        for task in running {
            match task.await.unwrap() {
                Ok(done) => {
                    assert_eq!((done.added, done.gift), (Cents(2_500), Cents(2_500)));
                    redeemed += 1;
                }
                Err(failure) => {
                    assert_eq!(failure.code, Code::VoucherRefused);
                    refused += 1;
                }
            }
        }
        assert_eq!((redeemed, refused), (1, 7));
        let guess = redeem_gift_card(&bank.world.app, &bank.world.ctx, "22222-22222").await.unwrap_err();
        assert_eq!(guess.code, Code::VoucherRefused);
        let account = bank.account();
        let lines = bank.world.read(move |register| Ok(register.log_lines(account, 0, 1_000)?)).await;
        let shown = format!("{lines:?}");
        assert!(!shown.contains("22222") && !shown.contains(issued.code.as_str()), "{shown}");
    })
    .await;
}

// C1: a processor's report counts once, however often and however many at once it comes.
#[tokio::test(flavor = "multi_thread")]
async fn a_report_of_a_processor_counts_once() {
    on_both(|bank| async move {
        let report = |id: &str, cents, account| PaymentReport {
            id: id.to_owned(),
            account,
            kind: ReportKind::Paid(Cents(cents)),
            content_sha256: format!("{id}-{cents}"),
        };
        let system = Ctx { actor: Actor::system(), ..bank.world.ctx.clone() };
        let mut running = Vec::new();
        for number in 0..8 {
            let (app, ctx, report) =
                (bank.node(number), system.clone(), report("evt_1", 900, bank.account()));
            running.push(tokio::spawn(async move { receive(&app, &ctx, report).await.unwrap() }));
        }
        let mut credited = 0;
        for task in running {
            credited += i32::from(task.await.unwrap() == Received::Credited);
        }
        assert_eq!((credited, bank.have().await), (1, (900, 0)));
        let app = &bank.world.app;
        let changed = receive(app, &system, report("evt_1", 901, bank.account())).await.unwrap_err();
        assert_eq!(changed.code, Code::MoneyRefused);
        let moved = receive(app, &system, report("evt_1", 901, bank.other.tenant().unwrap())).await;
        assert_eq!(moved.unwrap_err().code, Code::MoneyRefused);
        let nobody = receive(app, &system, report("evt_2", 5, AccountId(7))).await.unwrap_err();
        assert_eq!(nobody.code, Code::InvalidParameter);
        let huge = receive(app, &system, report("evt_3", i64::MAX, bank.account())).await.unwrap_err();
        assert_eq!(huge.code, Code::MoneyRefused);
        let other = PaymentReport { kind: ReportKind::Other("x".into()), ..report("e", 1, AccountId(7)) };
        assert_eq!(receive(app, &system, other).await.unwrap(), Received::Ignored);
        assert_eq!((bank.have().await, bank.log_lines(Operation::Refused).await), ((900, 0), 2));
    })
    .await;
}

// C1, C2, A7: discount, then voucher, then gift balance, then cash; cash and gift come back, the rest does not.
#[tokio::test(flavor = "multi_thread")]
async fn discounts_and_vouchers_do_not_come_back() {
    on_both(|bank| async move {
        bank.add(part(1_000, 333)).await;
        let (account, now) = (bank.account(), NOW);
        let discount = Discount { account, brand: None, percent: 10, ends_at: None, set_at: now };
        let set =
            move |register: &mut dyn chancery_app::ports::Register| Ok(register.set_discount(&discount)?);
        bank.world.app.store.write(Scope::Account(account), set).await.unwrap();
        let input = voucher(Worth::Percent(20), Some(account));
        let issued = issue_voucher(&bank.world.app, &operator(&bank.world), input).await.unwrap().voucher;
        let choice = VoucherChoice::Number(issued.id);
        let (ctx, asked) = (bank.world.ctx.clone(), choice.clone());
        let reckoned = bank
            .world
            .read(move |register| {
                let charge = Charge { order: OrderId(1), brand: "trustasia", due: Cents(999) };
                reckon(register, &ctx, account, &charge, Some(&asked))
            })
            .await;
        assert_eq!(reckoned.rest, Cents(999 - 99 - 180));
        let means = PaymentMeans { voucher: Some(choice.clone()), gift: GiftUse::First };
        let stranger = bank.pay_as(bank.node(0), bank.other.clone(), 9, 999, means.clone()).await;
        assert_eq!(stranger.unwrap_err().code, Code::VoucherRefused);
        let payment = bank.pay(1, 999, means.clone()).await.unwrap();
        let expected = Payment {
            due: Cents(999),
            discount: Cents(99),
            voucher: Some(issued.id),
            voucher_cents: Cents(180),
            cash: Cents(387),
            gift: Cents(333),
        };
        assert_eq!((payment, bank.have().await), (expected, (613, 0)));
        assert_eq!(bank.pay(2, 500, means.clone()).await.unwrap_err().code, Code::VoucherRefused);
        // A third of it, under a reference twice; then more than the rest; then the rest, twice.
        assert_eq!(bank.give_back(1, Some(240), "a").await.unwrap(), part(129, 111));
        assert_eq!(bank.give_back(1, Some(240), "a").await.unwrap(), part(129, 111));
        assert_eq!(bank.give_back(1, Some(239), "a").await.unwrap_err().code, Code::MoneyRefused);
        assert_eq!(bank.give_back(1, Some(481), "b").await.unwrap_err().code, Code::MoneyRefused);
        assert_eq!(bank.give_back(1, None, "").await.unwrap(), part(258, 222));
        assert_eq!(bank.give_back(1, None, "").await.unwrap(), part(0, 0));
        assert_eq!(bank.give_back(1, Some(1), "c").await.unwrap_err().code, Code::MoneyRefused);
        assert_eq!(bank.give_back(2, None, "").await.unwrap_err().code, Code::MoneyRefused);
        assert_eq!(bank.have().await, (1_000, 333));
        assert_eq!(bank.pay(3, 500, means).await.unwrap_err().code, Code::VoucherRefused);
    })
    .await;
}

// C1, C2: whatever comes in whatever interleaving on two nodes, the books balance, no balance falls below zero, and of
// no order goes back more than was paid.
#[tokio::test(flavor = "multi_thread")]
async fn the_ledger_balances_under_any_interleaving() {
    on_both(|bank| async move {
        let seed = seed();
        eprintln!("seed {seed}");
        let mut running = Vec::new();
        for actor in 0..6_u64 {
            running.push(tokio::spawn(async move {
                let mut dice = Dice::new(seed, actor);
                let mut below = |bound| dice.below(bound);
                for _ in 0..15 {
                    let (order, amount) = (1 + below(12), 1 + below(300));
                    match below(4) {
                        0 => bank.add(part(amount, below(100))).await,
                        1 => drop(bank.give_back(order, None, "").await),
                        2 => drop(bank.give_back(order, Some(amount / 4 + 1), &amount.to_string()).await),
                        // The price depends on the order alone, so that paying twice is the same payment.
                        _ => drop(bank.pay(order, order * 37, PaymentMeans::default()).await),
                    }
                    let (cash, gift) = bank.have().await;
                    assert!(cash >= 0 && gift >= 0, "seed {seed}: {cash} {gift}");
                }
            }));
        }
        for task in running {
            task.await.unwrap();
        }
        for order in 1..=12 {
            let found = bank.world.read(move |register| Ok(register.payment(OrderId(order))?)).await;
            if let Some(paid) = found {
                assert!(paid.returned.cash <= paid.payment.cash && paid.returned.gift <= paid.payment.gift);
            }
        }
    })
    .await;
}
