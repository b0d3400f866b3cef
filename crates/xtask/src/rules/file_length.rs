//! A file has at most 500 lines: a longer one is a room that wants a wall.

use crate::finding::Finding;
use crate::tree::Tree;

const LINES_MAX: usize = 500;

/// Codecs and protocol machines that read better in one piece; each with its reason in the file's first line.
const CODECS: [&str; 0] = [];

/// Reports Rust files that are too long; tests, benches and fuzz targets may be longer.
pub fn check(tree: &Tree) -> Vec<Finding> {
    tree.files()
        .filter(|(path, _)| path.ends_with(".rs") && !is_excepted(path))
        .filter_map(|(path, text)| {
            let lines = text.lines().count();
            (lines > LINES_MAX).then(|| {
                let text = format!("{lines} lines, at most {LINES_MAX}: split it by concept");
                Finding::at(path, 0, "file-length", text)
            })
        })
        .collect()
}

fn is_excepted(path: &str) -> bool {
    CODECS.contains(&path) || path.split('/').any(|part| matches!(part, "tests" | "benches" | "fuzz"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_501st_line_is_one_too_many() {
        let long = "x\n".repeat(501);
        let right = "x\n".repeat(500);
        let tree = Tree::of(&[
            ("crates/app/src/a.rs", &long),
            ("crates/app/src/b.rs", &right),
            ("crates/app/tests/c.rs", &long),
            ("docs/d.md", &long),
        ]);
        let found: Vec<String> = check(&tree).into_iter().map(|f| f.path).collect();
        assert_eq!(found, ["crates/app/src/a.rs"]);
    }
}
