//! Every stage of an order against every state of its application: `matrix.txt` shows it whole and this test keeps it
//! true (C2).
#![allow(clippy::expect_used)]

use super::{Application, due};
use crate::catalogue::Quote;
use crate::ids::{AccountId, OrderId, PackageId};
use crate::ledger::Payment;
use crate::money::Cents;
use crate::order::{
    CertificateGoods, Ending, Goods, Order, PointsUsed, ProductCode, Settlement, Stage, Wishes,
};
use crate::time::Timestamp;

const NOW: Timestamp = Timestamp(1_800_000_000);

fn order(stage: Stage, settlement: Settlement) -> Order {
    Order {
        id: OrderId(1),
        account: AccountId::FIRST,
        goods: Goods::Certificate(CertificateGoods {
            product: ProductCode(14),
            name_count: 1,
            years: 1,
            term_days: 365,
            certificate: None,
            wishes: Wishes::default(),
        }),
        quote: Quote { lines: Vec::new(), total: Cents(67_200) },
        settlement,
        stage,
        created_at: NOW,
    }
}

fn settlements() -> Vec<(&'static str, Settlement)> {
    let used = PointsUsed { package: PackageId("pkg-x".into()), points: 68 };
    vec![
        (
            "money",
            Settlement::Money(Payment { due: Cents(67_200), cash: Cents(67_200), ..Payment::default() }),
        ),
        ("points", Settlement::Points(vec![used])),
    ]
}

// C2: the whole table.
#[test]
fn the_matrix_is_as_written() {
    let stages = [
        ("unpaid", Stage::Unpaid { closes_at: NOW.plus_days(1) }),
        ("paid", Stage::Paid { at: NOW }),
        ("refunding", Stage::Refunding { asked_at: NOW }),
        ("refunded", Stage::Refunded { at: NOW }),
        ("cancelled", Stage::Cancelled { at: NOW }),
        ("closed, delivered", Stage::Closed { at: NOW, because: Ending::Delivered }),
        ("closed, not paid", Stage::Closed { at: NOW, because: Ending::NotPaid }),
    ];
    let applications = [
        ("not submitted", Application::NotSubmitted),
        ("running", Application::Running),
        ("failed, stopped or cancelled", Application::Ended),
        ("issued", Application::Issued),
        ("refunded", Application::Refunded),
    ];
    let mut text = String::from(
        "# order x certificate -> next stage of the order, or ! and why not. Refresh: UPDATE_MATRIX=1 cargo test -p chancery-domain\n",
    );
    let mut kinds = vec![("free", Settlement::Free), ("unsettled", Settlement::Open)];
    kinds.extend(settlements());
    for (kind, settlement) in &kinds {
        for (name, stage) in stages {
            let settled = !matches!(settlement, Settlement::Open);
            if settled
                == matches!(stage, Stage::Unpaid { .. } | Stage::Closed { because: Ending::NotPaid, .. })
                && !matches!(stage, Stage::Cancelled { .. })
            {
                continue;
            }
            text.push_str(&format!("\n{kind}, {name}\n"));
            for (what, application) in applications {
                let outcome = match due(&order(stage, settlement.clone()), application, NOW) {
                    Ok(next) => next.code().to_owned(),
                    Err(error) => format!("! {error}"),
                };
                text.push_str(&format!("  {what:<30} {outcome}\n"));
            }
        }
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/refund/matrix.txt");
    if std::env::var_os("UPDATE_MATRIX").is_some() {
        std::fs::write(path, &text).expect("matrix written");
    }
    assert_eq!(std::fs::read_to_string(path).unwrap_or_default(), text);
}
