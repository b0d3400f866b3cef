//! Every stage of an order against every action: `matrix.txt` shows it whole and this test keeps it true (C1).
#![allow(clippy::expect_used)]

use super::{Ending, OrderError, Stage};
use crate::time::Timestamp;

const NOW: Timestamp = Timestamp(1_800_000_000);
const CLOSES: Timestamp = Timestamp(1_800_086_400);

fn stages() -> Vec<Stage> {
    vec![
        Stage::Unpaid { closes_at: CLOSES },
        Stage::Paid { at: NOW },
        Stage::Refunding { asked_at: NOW },
        Stage::Refunded { at: NOW },
        Stage::Cancelled { at: NOW },
        Stage::Closed { at: NOW, because: Ending::Delivered },
        Stage::Closed { at: NOW, because: Ending::NotPaid },
    ]
}

fn name(stage: Stage) -> String {
    match stage {
        Stage::Closed { because, .. } => format!("closed ({because:?})"),
        other => other.code().to_owned(),
    }
}

type Action = (&'static str, fn(Stage) -> Result<Stage, OrderError>);

fn actions() -> Vec<Action> {
    let late = |stage: Stage| stage.pay(CLOSES);
    vec![
        ("pay", |s| s.pay(NOW)),
        ("pay: when it closes", late),
        ("cancel", |s| s.cancel(NOW)),
        ("close unpaid: before", |s| s.close_unpaid(CLOSES.plus_seconds(-1))),
        ("close unpaid: when it closes", |s| s.close_unpaid(CLOSES)),
        ("deliver", |s| Ok(s.deliver(NOW))),
        ("come to nothing: free", |s| Ok(s.come_to_nothing(false, NOW))),
        ("come to nothing: paid for", |s| Ok(s.come_to_nothing(true, NOW))),
        ("ask refund", |s| s.ask_refund(NOW)),
        ("ask refund of points", |s| s.ask_refund_of_points(NOW)),
        ("finish refund", |s| s.finish_refund(NOW)),
        ("undo refund", |s| s.undo_refund()),
    ]
}

// C1: the states and what leads from one to another.
#[test]
fn the_matrix_is_as_written() {
    let mut text = String::from(
        "# stage x action -> next stage, or ! and why not. Refresh: UPDATE_MATRIX=1 cargo test -p chancery-domain\n",
    );
    for stage in stages() {
        text.push_str(&format!("\n{}\n", name(stage)));
        for (action, run) in actions() {
            let outcome = match run(stage) {
                Ok(next) => name(next),
                Err(error) => format!("! {error}"),
            };
            text.push_str(&format!("  {action:<30} {outcome}\n"));
        }
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/order/matrix.txt");
    if std::env::var_os("UPDATE_MATRIX").is_some() {
        std::fs::write(path, &text).expect("matrix written");
    }
    assert_eq!(std::fs::read_to_string(path).unwrap_or_default(), text);
}

// C2: a finished refund cannot be undone, by whatever action.
#[test]
fn nothing_leads_out_of_a_finished_refund() {
    let refunded = Stage::Refunded { at: NOW };
    for (action, run) in actions() {
        if let Ok(next) = run(refunded) {
            assert_eq!(next, refunded, "{action}");
        }
    }
}
