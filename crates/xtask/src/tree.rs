//! The tree that the rules look at: every text file of the repository, read once, so that a rule is a function from
//! a tree to findings and can be tried on a small made-up tree.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::Context;

/// Folders that are built, fetched or filled at run time.
const SKIPPED_FOLDERS: [&str; 10] = [
    "target",
    ".git",
    ".venv",
    "chancery-data",
    "node_modules",
    "__pycache__",
    ".pytest_cache",
    "corpus",
    "artifacts",
    ".dev-cache",
];

/// Repository files by path (forward slashes, relative to the root).
#[derive(Debug, Default, Clone)]
pub struct Tree {
    files: BTreeMap<String, String>,
    /// Pictures, fonts and what else is no text: known by name only.
    others: BTreeSet<String>,
}

impl Tree {
    /// Reads every UTF-8 file below `root`; of a file that is not text only the name is kept.
    pub fn read(root: &Path) -> anyhow::Result<Self> {
        let mut tree = Self::default();
        tree.read_folder(root, "")?;
        Ok(tree)
    }

    fn read_folder(&mut self, folder: &Path, prefix: &str) -> anyhow::Result<()> {
        for entry in std::fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = if prefix.is_empty() { name.clone() } else { format!("{prefix}/{name}") };
            let kind = entry.file_type()?;
            if kind.is_dir() {
                if !SKIPPED_FOLDERS.contains(&name.as_str()) {
                    self.read_folder(&entry.path(), &path)?;
                }
            } else if kind.is_file() {
                match std::fs::read_to_string(entry.path()) {
                    Ok(text) => drop(self.files.insert(path, text)),
                    Err(_) => drop(self.others.insert(path)),
                }
            }
        }
        Ok(())
    }

    /// A tree from literal files, for the tests of the rules.
    #[cfg(test)]
    pub fn of(files: &[(&str, &str)]) -> Self {
        let files = files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
        Self { files, others: BTreeSet::new() }
    }

    /// All files in path order.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// The text of one file.
    pub fn get(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    /// True when `path` is a file or a folder that holds one.
    pub fn holds(&self, path: &str) -> bool {
        self.files.contains_key(path)
            || self.others.contains(path)
            || path.is_empty()
            || self.files.keys().any(|file| is_below(file, path))
    }

    /// The Rust files of one crate's `src`, with the path inside `src`.
    pub fn sources<'a>(&'a self, crate_folder: &str) -> impl Iterator<Item = (&'a str, &'a str, &'a str)> {
        let prefix = format!("crates/{crate_folder}/src/");
        self.files().filter_map(move |(path, text)| {
            let inside = path.strip_prefix(prefix.as_str())?;
            inside.ends_with(".rs").then_some((path, inside, text))
        })
    }

    /// Names of the folders under `crates/`.
    pub fn crates(&self) -> Vec<String> {
        let names: BTreeSet<&str> = self
            .files
            .keys()
            .filter_map(|path| path.strip_prefix("crates/")?.split_once('/'))
            .map(|(name, _)| name)
            .collect();
        names.into_iter().map(str::to_owned).collect()
    }
}

fn is_below(file: &str, folder: &str) -> bool {
    file.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_are_those_of_one_crate() {
        let tree = Tree::of(&[
            ("crates/domain/src/order/stage.rs", ""),
            ("crates/domain/tests/x.rs", ""),
            ("crates/domain-extra/src/lib.rs", ""),
        ]);
        let inside: Vec<&str> = tree.sources("domain").map(|(_, inside, _)| inside).collect();
        assert_eq!(inside, ["order/stage.rs"]);
        assert_eq!(tree.crates(), ["domain", "domain-extra"]);
        assert!(tree.holds("crates/domain/src"));
        assert!(!tree.holds("crates/dom"));
    }
}
