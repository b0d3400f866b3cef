//! Each Rust file begins with one sentence on what is here and why, in a `//!` line.

use crate::finding::Finding;
use crate::tree::Tree;

/// The shortest text that can say something.
const CHARACTERS_MIN: usize = 15;

/// Reports Rust files whose first line is no `//!` sentence.
pub fn check(tree: &Tree) -> Vec<Finding> {
    tree.files()
        .filter(|(path, _)| path.ends_with(".rs"))
        .filter_map(|(path, text)| {
            let first = text.lines().next().unwrap_or_default();
            let said = first.strip_prefix("//! ").map_or(0, |sentence| sentence.trim().chars().count());
            (said < CHARACTERS_MIN).then(|| {
                Finding::at(
                    path,
                    1,
                    "first-line",
                    "begin the file with `//! ` and a sentence: what is here and why",
                )
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_is_wanted() {
        for (text, findings) in [
            ("//! The stages of an order and what leads from one to the next.\n", 0),
            ("//! Order.\n", 1),
            ("use std::fmt;\n", 1),
            ("", 1),
            ("// Plain comments are not shown by rustdoc.\n", 1),
        ] {
            assert_eq!(check(&Tree::of(&[("crates/app/src/a.rs", text)])).len(), findings, "{text:?}");
        }
    }
}
