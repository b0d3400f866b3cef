//! SQL lives in `store` only: no statement in a literal on any other floor.

use crate::finding::Finding;
use crate::tree::Tree;

const FLOORS_WITHOUT_SQL: [&str; 6] = ["domain", "pki", "app", "connectors", "web", "chancery"];

/// A statement's first words, as SQL is written in this project (upper case).
const STATEMENTS: [(&str, &str); 6] = [
    ("SELECT ", " FROM "),
    ("INSERT INTO ", "VALUES"),
    ("UPDATE ", " SET "),
    ("DELETE FROM ", ""),
    ("CREATE TABLE ", ""),
    ("ALTER TABLE ", ""),
];

/// Reports lines that hold a statement.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for floor in FLOORS_WITHOUT_SQL {
        for (path, _, text) in tree.sources(floor) {
            for (index, line) in text.lines().enumerate() {
                let comment = line.trim_start().starts_with("//");
                if !comment && STATEMENTS.iter().any(|(begin, then)| holds(line, begin, then)) {
                    findings.push(Finding::at(path, index + 1, "sql", "SQL belongs to the floor `store`"));
                }
            }
        }
    }
    findings
}

fn holds(line: &str, begin: &str, then: &str) -> bool {
    line.find(begin).and_then(|at| line.get(at + begin.len()..)).is_some_and(|rest| rest.contains(then))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_are_found_outside_of_the_store() {
        let sql = "let q = \"SELECT id FROM certificates\";\n";
        let tree = Tree::of(&[
            ("crates/app/src/a.rs", sql),
            ("crates/store/src/a.rs", sql),
            ("crates/web/src/a.rs", "// SELECT id FROM certificates\nlet t = \"SELECT one of these\";\n"),
            ("crates/domain/src/b.rs", "x\n\"DELETE FROM y\"\n"),
        ]);
        let found: Vec<(String, usize)> = check(&tree).into_iter().map(|f| (f.path, f.line)).collect();
        assert_eq!(found, [("crates/domain/src/b.rs".to_owned(), 2), ("crates/app/src/a.rs".to_owned(), 1)]);
    }
}
