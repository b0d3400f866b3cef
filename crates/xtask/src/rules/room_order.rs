//! The rooms of the domain stand in an order, left never imports right: the order of the `pub mod` lines of its
//! `lib.rs`.

use crate::finding::Finding;
use crate::source::{modules_used, room_of, without_comments_and_literals};
use crate::tree::Tree;

const LIB: &str = "crates/domain/src/lib.rs";

/// Reports an import of a room that stands further right, tests included.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let Some(lib) = tree.get(LIB) else { return Vec::new() };
    let order: Vec<&str> = lib
        .lines()
        .filter_map(|line| line.trim().trim_start_matches("pub ").strip_prefix("mod ")?.strip_suffix(';'))
        .collect();
    let place = |room: &str| order.iter().position(|known| *known == room);
    let mut findings = Vec::new();
    for (path, inside, text) in tree.sources("domain") {
        let Some(room) = room_of(inside) else { continue };
        let Some(own) = place(room) else {
            findings.push(Finding::at(path, 0, "room-order", format!("`{room}` is not declared in {LIB}")));
            continue;
        };
        for (to, line) in modules_used(&without_comments_and_literals(text), "crate") {
            if place(&to).is_some_and(|other| other > own) {
                let text = format!("`{room}` imports `{to}`, which stands right of it in {LIB}");
                findings.push(Finding::at(path, line, "room-order", text));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn left_never_imports_right() {
        let tree = Tree::of(&[
            (LIB, "//! Rooms.\npub mod name;\npub mod csr;\nmod order;\n"),
            ("crates/domain/src/name/mod.rs", "// crate::order in a comment\n"),
            ("crates/domain/src/csr.rs", "use crate::name::Name;\nuse crate::order::Stage;\n"),
            ("crates/domain/src/order.rs", "use crate::{name, csr};\n"),
            ("crates/domain/src/lost.rs", ""),
        ]);
        let found: Vec<(String, usize)> = check(&tree).into_iter().map(|f| (f.path, f.line)).collect();
        assert_eq!(
            found,
            [("crates/domain/src/csr.rs".to_owned(), 2), ("crates/domain/src/lost.rs".to_owned(), 0)]
        );
    }
}
