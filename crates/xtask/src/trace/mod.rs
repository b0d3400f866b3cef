//! `cargo xtask trace`: writes which file carries each rule of the service and which test shows it, found by the ids
//! that comments cite, so that no table has to be kept by hand.

mod cited;
mod page;
mod register;

use crate::tree::Tree;
use anyhow::Context;
use cited::Citations;
use register::Register;

/// The rules by id; kept by hand.
const RULES: &str = "docs/trace.toml";

/// The page that is written.
pub const PAGE: &str = "docs/trace.md";

/// What the tree gives: the page, and what is missing in plain words.
pub struct Trace {
    /// The text of [`PAGE`].
    pub page: String,
    /// Rules without code or without a test that are not marked as to come, and cited ids that are no rule.
    pub missing: Vec<String>,
}

/// Reads the rules and looks for them.
///
/// # Errors
/// The file of rules is missing or not of its form.
pub fn trace(tree: &Tree) -> anyhow::Result<Trace> {
    let text = tree.get(RULES).with_context(|| format!("{RULES} is missing"))?;
    let register = Register::parse(text).with_context(|| RULES.to_owned())?;
    let citations = Citations::of(tree, &register.letters());
    let mut missing = Vec::new();
    for rule in register.rules().filter(|rule| rule.later.is_none()) {
        if citations.rules(&rule.id).is_empty() {
            missing.push(format!("{} ({}): no comment in the code cites it", rule.id, rule.title));
        }
        if citations.tests(&rule.id).is_empty() {
            missing.push(format!("{} ({}): no test cites it", rule.id, rule.title));
        }
    }
    missing.extend(
        citations
            .unknown(&register)
            .into_iter()
            .map(|(id, path)| format!("{path}: cites {id}, which {RULES} does not have")),
    );
    Ok(Trace { page: page::write(&register, &citations), missing })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO: &str = "[[section]]\nletter = \"B\"\ntitle = \"Quota\"\n[section.rules]\nB1 = \"counts\"\n\
                       B2 = { title = \"returns\", later = \"console\" }\n";

    #[test]
    fn what_is_found_is_linked_and_what_is_not_is_told() {
        let tree = Tree::of(&[
            ("docs/trace.toml", TWO),
            ("crates/domain/src/quota.rs", "//! Counts (B1, seed 000).\nfn f() {} // B9\n"),
            ("tests/test_quota.py", "def test_x():\n    \"\"\"B1: twenty.\"\"\"\n"),
        ]);
        let traced = trace(&tree).expect("traced");
        assert!(
            traced.page.contains("[domain/src/quota.rs](../crates/domain/src/quota.rs)"),
            "{}",
            traced.page
        );
        assert!(traced.page.contains("[tests/test_quota.py](../tests/test_quota.py)"), "{}", traced.page);
        assert!(traced.page.contains("to come with: console"), "{}", traced.page);
        assert_eq!(
            traced.missing,
            ["crates/domain/src/quota.rs: cites B9, which docs/trace.toml does not have"]
        );
    }

    #[test]
    fn a_rule_needs_code_and_test() {
        let tree = Tree::of(&[("docs/trace.toml", TWO), ("crates/app/src/a.rs", "//! B2 and B1\n")]);
        let traced = trace(&tree).expect("traced");
        assert_eq!(traced.missing, ["B1 (counts): no test cites it"]);
    }

    #[test]
    fn a_wrong_file_of_rules_is_refused() {
        for text in
            ["", "[[section]]\nletter = \"B\"\n", &TWO.replace("B2", "C2"), &TWO.replace("later", "latter")]
        {
            assert!(trace(&Tree::of(&[("docs/trace.toml", text)])).is_err(), "{text}");
        }
    }
}
