//! The house rules, one per file; each is a function from the tree to its findings.

mod circles;
mod file_length;
mod first_line;
mod floors;
mod front_ends;
mod links;
mod machine_paths;
mod room_order;
mod sql;

use crate::finding::Finding;
use crate::tree::Tree;

/// Floors whose top-level modules are rooms.
const FLOORS: [&str; 7] = ["domain", "pki", "app", "store", "connectors", "web", "chancery"];

/// Runs every rule; the findings come in path order.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let rules: [fn(&Tree) -> Vec<Finding>; 9] = [
        circles::check,
        file_length::check,
        first_line::check,
        floors::check,
        front_ends::check,
        links::check,
        machine_paths::check,
        room_order::check,
        sql::check,
    ];
    let mut findings: Vec<Finding> = rules.iter().flat_map(|rule| rule(tree)).collect();
    findings.sort();
    findings.dedup();
    findings
}
