//! The page: one table per section, each rule with links to its code and its tests.

use super::cited::Citations;
use super::register::{Register, Rule};
use std::fmt::Write;

/// Files named per cell; more of them are counted.
const NAMED: usize = 6;

const HEAD: &str = "# Where each rule stands

Written by `cargo xtask trace` from the ids that comments and tests cite; the rules themselves are listed in
[trace.toml](trace.toml). `./dev check` refuses a rule without code or test, unless it is marked as to come, and a page that
is older than the tree. A unit test stands at the end of the file that it tests.
";

/// The whole text.
pub fn write(register: &Register, citations: &Citations) -> String {
    let mut page = HEAD.to_owned();
    for section in &register.sections {
        let _ = write!(
            page,
            "\n## {}. {}\n\n| id | rule | in the code | shown by |\n| --- | --- | --- | --- |\n",
            section.letter, section.title
        );
        for rule in &section.rules {
            let _ = writeln!(
                page,
                "| {} | {} | {} | {} |",
                rule.id,
                rule.title,
                cell(rule, &citations.rules(&rule.id)),
                cell(rule, &citations.tests(&rule.id))
            );
        }
    }
    page
}

fn cell(rule: &Rule, paths: &[&str]) -> String {
    let mut parts: Vec<String> = paths
        .iter()
        .take(NAMED)
        .map(|path| format!("[{}](../{path})", path.strip_prefix("crates/").unwrap_or(path)))
        .collect();
    if let Some(more) = paths.len().checked_sub(NAMED).filter(|more| *more > 0) {
        parts.push(format!("and {more} more"));
    }
    match &rule.later {
        Some(later) if paths.is_empty() => parts.push(format!("to come with: {later}")),
        Some(later) => parts.push(format!("the rest to come with: {later}")),
        None if paths.is_empty() => parts.push("missing".to_owned()),
        None => {}
    }
    parts.join("<br>")
}
