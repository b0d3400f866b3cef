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
        Stage::Issued { renewal: None, renew_at: None },
        Stage::Issued { renewal: Some(window), renew_at: Some(Timestamp(2)) },
        Stage::Revoked,
    ];
    type Action = (&'static str, fn(UpstreamOrder, RenewalWindow) -> UpstreamOrder);
    let actions: [Action; 7] = [
        ("ordered", |order, _| order.ordered("new".to_owned())),
        ("unreachable", |order, _| order.failed(Fault::Unreachable, "x".to_owned(), 2, 9)),
        ("refused", |order, _| order.failed(Fault::Refused, "x".to_owned(), 2, 9)),
        ("issued", |order, _| order.issued()),
        ("advised", |order, window| order.advised(window, 0)),
        ("advised otherwise", |order, _| {
            order.advised(RenewalWindow { from: Timestamp(5), to: Timestamp(8) }, 7)
        }),
        ("revoked", |order, _| order.revoked()),
    ];
    let mut table = String::new();
    for stage in stages {
        for (name, action) in actions {
            let after = action(order(stage.clone()), window).stage;
            table.push_str(&format!("{stage:?} + {name} -> {after:?}\n"));
        }
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/upstream/matrix.txt");
    if std::env::var_os("UPDATE_MATRIX").is_some() {
        std::fs::write(path, &table).unwrap();
    }
    assert_eq!(table, std::fs::read_to_string(path).unwrap_or_default());
}

#[test]
fn the_moment_lies_within_the_window() {
    let window = RenewalWindow { from: Timestamp(10), to: Timestamp(12) };
    let moments: Vec<i64> = (0..6).map(|chance| window.moment(chance).0).collect();
    assert_eq!(moments, [10, 11, 12, 10, 11, 12]);
    let turned = RenewalWindow { from: Timestamp(12), to: Timestamp(10) };
    assert_eq!(turned.moment(u64::MAX), Timestamp(12));
    let endless = RenewalWindow { from: Timestamp(0), to: Timestamp(i64::MAX) };
    assert_eq!(endless.moment(5), Timestamp(5));
}

#[test]
fn a_record_without_a_chosen_moment_is_read_and_gets_one() {
    let text = r#"{"Issued":{"renewal":{"from":1,"to":2}}}"#;
    let kept: Stage = serde_json::from_str(text).unwrap();
    let window = RenewalWindow { from: Timestamp(1), to: Timestamp(2) };
    assert_eq!(kept, Stage::Issued { renewal: Some(window), renew_at: None });
    assert_eq!(order(kept).advised(window, 1).renew_at(), Some(Timestamp(2)));
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
