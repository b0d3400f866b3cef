//! No circles between the rooms of a floor: what imports each other is one room and should say so.

use std::collections::{BTreeMap, BTreeSet};

use super::FLOORS;
use crate::finding::Finding;
use crate::source::{modules_used, room_of, without_comments_and_literals, without_tests};
use crate::tree::Tree;

/// Reports each import that lies on a circle.
pub fn check(tree: &Tree) -> Vec<Finding> {
    FLOORS.iter().flat_map(|floor| check_floor(tree, floor)).collect()
}

/// From room to the rooms it imports, each with the place of the first import.
type Imports = BTreeMap<String, BTreeMap<String, (String, usize)>>;

fn check_floor(tree: &Tree, floor: &str) -> Vec<Finding> {
    let mut imports = Imports::new();
    for (path, inside, text) in tree.sources(floor) {
        let Some(room) = room_of(inside) else { continue };
        let from = imports.entry(room.to_owned()).or_default();
        for (to, line) in modules_used(&without_comments_and_literals(without_tests(text)), "crate") {
            if to != room {
                from.entry(to).or_insert_with(|| (path.to_owned(), line));
            }
        }
    }
    let mut findings = Vec::new();
    for (from, targets) in &imports {
        for (to, (path, line)) in targets {
            if reaches(&imports, to, from) {
                let text =
                    format!("`{from}` imports `{to}`, which leads back to `{from}`: a circle between rooms");
                findings.push(Finding::at(path, *line, "circle", text));
            }
        }
    }
    findings
}

fn reaches(imports: &Imports, from: &str, wanted: &str) -> bool {
    let mut seen = BTreeSet::new();
    let mut open = vec![from];
    while let Some(room) = open.pop() {
        if room == wanted {
            return true;
        }
        if seen.insert(room)
            && let Some(targets) = imports.get(room)
        {
            open.extend(targets.keys().map(String::as_str));
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_circle_over_three_rooms_is_found_and_a_line_is_not() {
        let circle = Tree::of(&[
            ("crates/app/src/a.rs", "use crate::b::X;"),
            ("crates/app/src/b/mod.rs", "use crate::{c, d};"),
            ("crates/app/src/c.rs", "fn f() { crate::a::g(); }"),
            ("crates/app/src/d.rs", ""),
        ]);
        let found: Vec<String> = check(&circle).into_iter().map(|f| f.path).collect();
        assert_eq!(found, ["crates/app/src/a.rs", "crates/app/src/b/mod.rs", "crates/app/src/c.rs"]);

        let line = Tree::of(&[("crates/app/src/a.rs", "use crate::b::X;"), ("crates/app/src/b.rs", "")]);
        assert_eq!(check(&line), []);
    }

    #[test]
    fn tests_may_look_back() {
        let tree = Tree::of(&[
            ("crates/app/src/a.rs", "use crate::b::X;"),
            ("crates/app/src/b.rs", "fn f() {}\n#[cfg(test)]\nmod tests { use crate::a::Y; }"),
        ]);
        assert_eq!(check(&tree), []);
    }
}
