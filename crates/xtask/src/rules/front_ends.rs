//! The front ends of `web` and the rooms of `app` do not import each other: front ends meet in the use-cases, rooms
//! meet through events in `reactions.rs`.

use std::collections::BTreeSet;

use crate::finding::Finding;
use crate::source::{modules_used, room_of, without_comments_and_literals, without_tests};
use crate::tree::Tree;

const FRONT_ENDS: [&str; 6] = ["tencent", "acme", "console", "public", "api", "agent"];

/// Rooms of `app` that every other room may call, each with its reason.
const SHARED: &[(&str, &str)] = &[
    (
        "operation_log",
        "each use-case writes its line in its own unit of work, so that neither is there without the other",
    ),
    ("issuance", "whatever is certified, for the catalogue or over ACME, goes the same way to its signature"),
    ("validation", "there is one way to look for a proof and to ask CAA, for the catalogue and for ACME"),
    ("revocation", "there is one way to revoke, whoever asks for it and over whatever front end"),
    ("organization", "what a profile is worth today is asked where an application is submitted"),
    ("order", "reviews, reissues and renewals move an application on in their own unit of work"),
    (
        "benefit",
        "points that pay for an order, and places that free certificates take, are of its unit of work",
    ),
    ("money", "an order and its payment are one unit of work"),
    ("review", "there is one queue of reviews, whatever is reviewed"),
];

/// Reports an import from one front end to another, or from one room of `app` to another.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let front_ends: BTreeSet<&str> = FRONT_ENDS.into();
    strangers(tree, "web", &front_ends, "front ends meet only in the use-cases of `app`", &mut findings);
    // What is a room is said once, by the domain: helpers of `app` such as `ports` or `failure` are for all rooms.
    let rooms: BTreeSet<&str> = tree.sources("domain").filter_map(|(_, inside, _)| room_of(inside)).collect();
    strangers(tree, "app", &rooms, "rooms meet through events in `reactions.rs`", &mut findings);
    findings
}

fn strangers(tree: &Tree, floor: &str, set: &BTreeSet<&str>, remedy: &str, findings: &mut Vec<Finding>) {
    for (path, inside, text) in tree.sources(floor) {
        let Some(room) = room_of(inside).filter(|room| set.contains(room)) else { continue };
        for (to, line) in modules_used(&without_comments_and_literals(without_tests(text)), "crate") {
            let shared = SHARED.iter().any(|(name, _)| *name == to);
            if to != room && set.contains(to.as_str()) && !shared {
                findings.push(Finding::at(
                    path,
                    line,
                    "neighbours",
                    format!("`{room}` imports `{to}`: {remedy}"),
                ));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn front_ends_are_strangers() {
        let tree = Tree::of(&[
            ("crates/web/src/tencent/mod.rs", "use crate::{acme::Order, server};"),
            ("crates/web/src/server.rs", "use crate::tencent;"),
        ]);
        let found: Vec<String> = check(&tree).into_iter().map(|f| f.path).collect();
        assert_eq!(found, ["crates/web/src/tencent/mod.rs"]);
    }

    #[test]
    fn rooms_of_app_are_strangers_but_share_the_ports() {
        let tree = Tree::of(&[
            ("crates/domain/src/order/mod.rs", ""),
            ("crates/domain/src/csr.rs", ""),
            ("crates/domain/src/operation_log.rs", ""),
            (
                "crates/app/src/order/buy.rs",
                "use crate::ports::Register;\nuse crate::csr::create;\nuse crate::operation_log::record;",
            ),
            ("crates/app/src/reactions.rs", "use crate::{order, csr};"),
        ]);
        let found: Vec<(String, usize)> = check(&tree).into_iter().map(|f| (f.path, f.line)).collect();
        assert_eq!(found, [("crates/app/src/order/buy.rs".to_owned(), 2)]);
    }
}
