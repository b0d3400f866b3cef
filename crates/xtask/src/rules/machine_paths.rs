//! No path of a developer's machine in the tree: what only one machine has breaks everywhere else.

use crate::finding::Finding;
use crate::tree::Tree;

/// Written in two parts so that this file does not hold what it looks for.
const FOREIGN: [&str; 4] =
    [concat!("/", "work/"), concat!("/", "farm/"), concat!("/tmp", "/h/"), concat!("/", "home/")];

/// Reports each line that names such a path.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.files() {
        for (index, line) in text.lines().enumerate() {
            if let Some(foreign) = FOREIGN.iter().find(|foreign| line.contains(*foreign)) {
                let text = format!("names `{foreign}`, a place of one machine");
                findings.push(Finding::at(path, index + 1, "machine-path", text));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_found_in_any_file() {
        let line = format!("see {}x.md", FOREIGN.first().copied().unwrap_or_default());
        let tree = Tree::of(&[("docs/a.md", &line), ("docs/b.md", "our framework is small")]);
        assert_eq!(check(&tree).len(), 1);
    }
}
