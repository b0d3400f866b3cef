//! Relative links in Markdown lead somewhere: the file exists, and the heading named after `#` too.

use std::collections::BTreeSet;

use crate::finding::Finding;
use crate::tree::Tree;

/// Reports links whose file or heading is missing.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.files().filter(|(path, _)| path.ends_with(".md")) {
        for (line, target) in links(text) {
            if let Some(reason) = broken(tree, path, &target) {
                findings.push(Finding::at(path, line, "link", format!("`{target}`: {reason}")));
            }
        }
    }
    findings
}

/// Targets of `[text](target)` outside of code, with their lines.
fn links(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut fenced = false;
    for (index, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        }
        if fenced {
            continue;
        }
        let prose = without_code_spans(line);
        for (at, _) in prose.match_indices("](") {
            let rest = prose.get(at + 2..).unwrap_or_default();
            if let Some((target, _)) = rest.split_once(')') {
                let target = target.split_whitespace().next().unwrap_or_default();
                found.push((index + 1, target.to_owned()));
            }
        }
    }
    found
}

fn without_code_spans(line: &str) -> String {
    line.split('`').step_by(2).collect::<Vec<_>>().join("` `")
}

fn broken(tree: &Tree, from: &str, target: &str) -> Option<String> {
    if target.contains("://") || target.starts_with("mailto:") {
        return None;
    }
    let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
    let path = if file.is_empty() { from.to_owned() } else { resolve(from, file) };
    if !tree.holds(&path) {
        return Some("no such file or folder".to_owned());
    }
    if anchor.is_empty() || !path.ends_with(".md") {
        return None;
    }
    let headings = headings(tree.get(&path).unwrap_or_default());
    (!headings.contains(anchor)).then(|| format!("{path} has no heading `#{anchor}`"))
}

/// `file` as seen from the folder of `from`.
fn resolve(from: &str, file: &str) -> String {
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in file.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// Anchors of a page's headings, in the spelling that forges and rustdoc agree on: lower case, spaces to hyphens,
/// other punctuation dropped.
fn headings(text: &str) -> BTreeSet<String> {
    let mut fenced = false;
    text.lines()
        .filter(|line| {
            if line.trim_start().starts_with("```") {
                fenced = !fenced;
            }
            !fenced && line.starts_with('#')
        })
        .map(|line| {
            line.trim_start_matches('#')
                .trim()
                .chars()
                .filter_map(|c| match c {
                    ' ' => Some('-'),
                    c if c.is_alphanumeric() || c == '-' || c == '_' => Some(c.to_ascii_lowercase()),
                    _ => None,
                })
                .collect()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_and_anchors() {
        let page = "# A title: with (signs)\n[ok](b.md#second-part) [self](#a-title-with-signs) [up](../README.md)\n\
                    [web](https://example.org/x) `[code](none.md)` [folder](.)\n```\n[fenced](none.md)\n```\n\
                    [gone](none.md) [no](b.md#third) [gone again](../../x.md)\n";
        let tree =
            Tree::of(&[("docs/a.md", page), ("docs/b.md", "## Second part\n"), ("README.md", "# R\n")]);
        let found: Vec<(usize, String)> = check(&tree).into_iter().map(|f| (f.line, f.text)).collect();
        assert_eq!(found.len(), 3, "{found:?}");
        assert!(found.iter().all(|(line, _)| *line == 7), "{found:?}");
    }
}
