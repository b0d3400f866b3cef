//! Every stage of an upstream order against everything that may happen to it, as one golden table.
#![allow(clippy::unwrap_used)]

use super::*;

fn order(stage: Stage) -> UpstreamOrder {
    let id = CertificateId::from_chance(&[7; 16]);
    UpstreamOrder { stage, ..UpstreamOrder::new(id, "other".to_owned(), Timestamp(0)) }
}

#[test]
fn every_stage_against_every_action() {
    let window = RenewalWindow { from: Timestamp(1), to: Timestamp(2) };
    let stages = [
        Stage::Unordered,
        Stage::Ordered { url: "u".to_owned() },
        Stage::Issued { renewal: None },
        Stage::Revoked,
    ];
    type Action = (&'static str, fn(UpstreamOrder, RenewalWindow) -> UpstreamOrder);
    let actions: [Action; 6] = [
        ("ordered", |order, _| order.ordered("new".to_owned())),
        ("unreachable", |order, _| order.failed(Fault::Unreachable, "x".to_owned(), 2, 9)),
        ("refused", |order, _| order.failed(Fault::Refused, "x".to_owned(), 2, 9)),
        ("issued", |order, _| order.issued()),
        ("advised", UpstreamOrder::advised),
        ("revoked", |order, _| order.revoked()),
    ];
    let mut table = String::new();
    for stage in stages {
        for (name, action) in actions {
            let after = action(order(stage.clone()), window).stage;
            table.push_str(&format!("{stage:?} + {name} -> {after:?}\n"));
        }
    }
    assert_eq!(table, include_str!("matrix.txt"), "the table is now:\n{table}");
}

#[test]
fn after_failures_in_a_row_the_next_directory_is_asked_from_the_start() {
    let mut now = order(Stage::Ordered { url: "u".to_owned() });
    let mut seen = Vec::new();
    for _ in 0..7 {
        now = now.failed(Fault::Unreachable, "away".to_owned(), 2, 3);
        seen.push((now.directory, now.failures, now.stage == Stage::Unordered));
    }
    let expected =
        [(0, 1, false), (0, 2, false), (1, 0, true), (1, 1, true), (1, 2, true), (0, 0, true), (0, 1, true)];
    assert_eq!(seen, expected);
    // With one directory there is nowhere to go.
    let alone = (0..9).fold(order(Stage::Unordered), |o, _| o.failed(Fault::Refused, String::new(), 1, 3));
    assert_eq!((alone.directory, alone.failures), (0, 9));
}
