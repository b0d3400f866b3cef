//! `cargo xtask room NAME`: where a room lives on every floor, so that a reader finds a rule, its use-case, its table,
//! its connector, its actions and its tests without a search.

use crate::source::{modules_used, without_comments_and_literals};
use crate::tree::Tree;

/// Floors in reading order, each with what one looks for there.
const FLOORS: [(&str, &str); 8] = [
    ("domain", "facts and rules"),
    ("pki", "bytes"),
    ("app", "use-cases"),
    ("store", "SQL"),
    ("connectors", "the outside"),
    ("web", "front ends"),
    ("chancery", "command line"),
    ("testkit", "test helpers"),
];

/// The lines to print for a room; empty when no floor knows it.
pub fn list(tree: &Tree, room: &str) -> Vec<String> {
    let mut lines = Vec::new();
    for (floor, what) in FLOORS {
        let files: Vec<&str> = tree
            .sources(floor)
            .filter(|(_, inside, text)| belongs(floor, inside, text, room))
            .map(|(path, _, _)| path)
            .collect();
        push(&mut lines, &format!("{floor} ({what})"), &files);
    }
    let tests: Vec<&str> = tree
        .files()
        .map(|(path, _)| path)
        .filter(|path| path.split('/').any(|part| part == "tests") && named(path, room))
        .collect();
    push(&mut lines, "tests", &tests);
    let documents: Vec<&str> = tree
        .files()
        .map(|(path, _)| path)
        .filter(|path| path.starts_with("docs/") && named(path, room))
        .collect();
    push(&mut lines, "documents", &documents);
    lines
}

fn push(lines: &mut Vec<String>, title: &str, files: &[&str]) {
    if !files.is_empty() {
        lines.push(title.to_owned());
        lines.extend(files.iter().map(|file| format!("  {file}")));
    }
}

/// A file belongs to a room by its place (folder or file name) or, in front ends and the command line, by the
/// use-cases that it calls.
fn belongs(floor: &str, inside: &str, text: &str, room: &str) -> bool {
    let by_place = inside.split('/').any(|part| part == room || part.strip_suffix(".rs") == Some(room));
    let by_call = matches!(floor, "web" | "chancery")
        && modules_used(&without_comments_and_literals(text), "chancery_app").contains_key(room);
    by_place || by_call
}

/// True when a word of the path's file name is the room.
fn named(path: &str, room: &str) -> bool {
    let file = path.rsplit('/').next().unwrap_or_default();
    let stem = file.split('.').next().unwrap_or_default();
    let folder = path.split('/').any(|part| part == room);
    folder || stem == room || stem.starts_with(&format!("{room}_")) || stem.ends_with(&format!("_{room}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_room_is_listed_on_every_floor() {
        let tree = Tree::of(&[
            ("crates/domain/src/validation/mod.rs", ""),
            ("crates/domain/src/order.rs", ""),
            ("crates/app/src/validation/check.rs", ""),
            ("crates/store/src/validation.rs", ""),
            (
                "crates/web/src/tencent/actions/complete_certificate.rs",
                "use chancery_app::validation::check;",
            ),
            ("crates/web/src/tencent/actions/create_csr.rs", "use chancery_app::csr::create;"),
            ("tests/test_validation.py", ""),
            ("docs/walk/validation.md", ""),
        ]);
        let lines = list(&tree, "validation");
        assert_eq!(
            lines,
            [
                "domain (facts and rules)",
                "  crates/domain/src/validation/mod.rs",
                "app (use-cases)",
                "  crates/app/src/validation/check.rs",
                "store (SQL)",
                "  crates/store/src/validation.rs",
                "web (front ends)",
                "  crates/web/src/tencent/actions/complete_certificate.rs",
                "tests",
                "  tests/test_validation.py",
                "documents",
                "  docs/walk/validation.md",
            ]
        );
        assert!(list(&tree, "nowhere").is_empty());
    }
}
