//! Which files cite which ids in their comments, apart for the program and for its tests.

use super::register::Register;
use crate::tree::Tree;
use std::collections::{BTreeMap, BTreeSet};

/// Crates that are tools beside the service.
const TOOLS: [&str; 3] = ["crates/xtask/", "crates/bench/", "crates/testkit/"];

/// Floors in the order in which files are named: where a rule is decided comes before where it is used.
const FLOORS: [&str; 7] = ["domain", "pki", "app", "store", "connectors", "web", "chancery"];

/// Files by id.
#[derive(Default)]
pub struct Citations {
    rules: BTreeMap<String, BTreeSet<(usize, String)>>,
    tests: BTreeMap<String, BTreeSet<(usize, String)>>,
}

impl Citations {
    /// Looks through the tree for ids that begin with one of these letters.
    pub fn of(tree: &Tree, letters: &[char]) -> Self {
        let test_files = test_modules(tree);
        let mut found = Self::default();
        for (path, text) in tree.files().filter(|(path, _)| !TOOLS.iter().any(|tool| path.starts_with(tool)))
        {
            let parts: Vec<&str> = path.split('/').collect();
            match parts.as_slice() {
                ["crates", _, "src", .., last] if last.ends_with(".rs") => {
                    let (program, tests) = if test_files.contains(path) { ("", text) } else { halves(text) };
                    found.rules.add(path, &comments(program, "//"), letters);
                    found.tests.add(path, &comments(tests, "//"), letters);
                    found.tests.add(path, &test_names(tests, "fn "), letters);
                }
                ["crates", _, "data", .., last] if last.ends_with(".toml") => {
                    found.rules.add(path, &comments(text, "#"), letters);
                }
                ["crates", _, "tests", .., last] if last.ends_with(".rs") => {
                    found.tests.add(path, &comments(text, "//"), letters);
                    found.tests.add(path, &test_names(text, "fn "), letters);
                }
                ["tests", .., last] if last.ends_with(".py") => {
                    found.tests.add(path, &comments(text, "#"), letters);
                    found.tests.add(path, &docstrings(text), letters);
                    found.tests.add(path, &test_names(text, "def test_"), letters);
                }
                _ => {}
            }
        }
        found
    }

    /// Files of the program that cite the id, floor by floor.
    pub fn rules(&self, id: &str) -> Vec<&str> {
        paths(&self.rules, id)
    }

    /// Tests that cite the id; for unit tests the file that they stand in.
    pub fn tests(&self, id: &str) -> Vec<&str> {
        paths(&self.tests, id)
    }

    /// Cited ids that the register does not have, each with one file.
    pub fn unknown(&self, register: &Register) -> BTreeSet<(String, String)> {
        let known: BTreeSet<&str> = register.rules().map(|rule| rule.id.as_str()).collect();
        let all = self.rules.iter().chain(&self.tests);
        all.filter(|(id, _)| !known.contains(id.as_str()))
            .filter_map(|(id, files)| files.first().map(|(_, path)| (id.clone(), path.clone())))
            .collect()
    }
}

trait Add {
    fn add(&mut self, path: &str, text: &str, letters: &[char]);
}

impl Add for BTreeMap<String, BTreeSet<(usize, String)>> {
    fn add(&mut self, path: &str, text: &str, letters: &[char]) {
        let floor = path.split('/').nth(1).unwrap_or_default();
        let rank = FLOORS.iter().position(|known| path.starts_with("crates/") && *known == floor);
        for id in ids(text, letters) {
            self.entry(id).or_default().insert((rank.unwrap_or(FLOORS.len()), path.to_owned()));
        }
    }
}

fn paths<'a>(map: &'a BTreeMap<String, BTreeSet<(usize, String)>>, id: &str) -> Vec<&'a str> {
    map.get(id).into_iter().flatten().map(|(_, path)| path.as_str()).collect()
}

/// Words of a letter and one digit: `C2`, `(C2, seed 001)`, `C2:`; not `P256`, `0xA1`, `A1B2` or `$C2`.
fn ids(text: &str, letters: &[char]) -> BTreeSet<String> {
    let chars: Vec<char> = text.chars().collect();
    let part_of_a_word =
        |c: &char| c.is_alphanumeric() || matches!(c, '_' | '$' | '`' | '"' | '\'' | '-' | '.' | '%');
    let mut found = BTreeSet::new();
    for (at, pair) in chars.windows(2).enumerate() {
        let [letter, digit] = pair else { continue };
        let before = at.checked_sub(1).and_then(|before| chars.get(before));
        let (next, second) = (chars.get(at + 2), chars.get(at + 3));
        let goes_on = match next {
            // A full stop ends a sentence, a hyphen makes a range of ids.
            Some('.' | '-') => {
                second.is_some_and(|c| c.is_alphanumeric() && !(next == Some(&'-') && letters.contains(c)))
            }
            Some(next) => part_of_a_word(next),
            None => false,
        };
        let begins = before.is_none_or(|before| !part_of_a_word(before) || *before == '-');
        if letters.contains(letter) && matches!(digit, '1'..='9') && begins && !goes_on {
            found.insert([*letter, *digit].iter().collect());
        }
    }
    found
}

/// What stands after the comment sign on each line.
fn comments(text: &str, sign: &str) -> String {
    let after = |line: &str| -> Option<String> {
        line.match_indices(sign)
            .find(|(at, _)| {
                line.get(..*at)
                    .is_some_and(|before| before.is_empty() || before.ends_with(char::is_whitespace))
            })
            .and_then(|(at, _)| line.get(at + sign.len()..).map(str::to_owned))
    };
    text.lines().filter_map(after).collect::<Vec<_>>().join("\n")
}

/// Texts between three quotation marks.
fn docstrings(text: &str) -> String {
    text.split("\"\"\"").skip(1).step_by(2).collect::<Vec<_>>().join("\n")
}

/// Ids that names of tests begin with, in capitals: `fn c2_no_cent_is_lost` gives `C2`.
fn test_names(text: &str, before: &str) -> String {
    let starts = text.match_indices(before).filter_map(|(at, _)| text.get(at + before.len()..));
    let named = starts.filter_map(|name| name.split_once('_').map(|(first, _)| first));
    named.filter(|first| first.len() == 2).map(str::to_uppercase).collect::<Vec<_>>().join("\n")
}

/// The program's part and the test module at the end of a file.
fn halves(text: &str) -> (&str, &str) {
    let tests = text.match_indices("#[cfg(test)]\nmod ").find(|(at, _)| {
        let line = text.get(*at..).and_then(|rest| rest.lines().nth(1)).unwrap_or_default();
        line.ends_with('{')
    });
    tests.and_then(|(at, _)| text.split_at_checked(at)).unwrap_or((text, ""))
}

/// Files that are declared as test modules by the file above them.
fn test_modules(tree: &Tree) -> BTreeSet<String> {
    let mut files = BTreeSet::new();
    for (path, text) in tree.files().filter(|(path, _)| path.ends_with(".rs")) {
        let folder = match path.rsplit_once('/') {
            Some((folder, "mod.rs" | "lib.rs" | "main.rs")) => folder.to_owned(),
            _ => path.trim_end_matches(".rs").to_owned(),
        };
        for (at, _) in text.match_indices("#[cfg(test)]\nmod ") {
            let line = text.get(at..).and_then(|rest| rest.lines().nth(1)).unwrap_or_default();
            if let Some(name) = line.strip_prefix("mod ").and_then(|line| line.strip_suffix(';')) {
                files.insert(format!("{folder}/{name}.rs"));
                files.insert(format!("{folder}/{name}/mod.rs"));
            }
        }
    }
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_of_letter_and_digit_are_ids() {
        let letters = ['A', 'C', 'E'];
        let found = |text: &str| ids(text, &letters).into_iter().collect::<Vec<_>>().join(" ");
        assert_eq!(found("(C2, seed 001) and C1. A1-A3: A7"), "A1 A3 A7 C1 C2");
        assert_eq!(found("P256 0xA1 A1B2 C10 `C2` \\xC3 A1.2 $A1 B1 XA1 C0 2.A1 %C3"), "");
    }

    #[test]
    fn tests_and_program_are_told_apart() {
        let tree = Tree::of(&[
            ("crates/app/src/a/mod.rs", "// A1\n#[cfg(test)]\nmod vectors;\nlet url = \"http://A4\";\n"),
            ("crates/app/src/a/vectors.rs", "// A2\n"),
            (
                "crates/app/src/b.rs",
                "fn f() {} // A3\n#[cfg(test)]\nmod tests {\n// A5\nfn a6_holds() {}\n}\n",
            ),
            ("crates/bench/src/main.rs", "// A7\n"),
            ("crates/domain/data/x.toml", "a = 1 # A8\n"),
        ]);
        let found = Citations::of(&tree, &['A']);
        let ids = |map: &BTreeMap<String, _>| map.keys().cloned().collect::<Vec<_>>().join(" ");
        assert_eq!(ids(&found.rules), "A1 A3 A8");
        assert_eq!(ids(&found.tests), "A2 A5 A6");
    }
}
