//! A look at Rust source that is good enough for house rules: text without comments and literals, and the rooms
//! (top-level modules) that a file imports.

use std::collections::BTreeMap;

/// The source with comments and the insides of string and character literals blanked; lines stay where they are.
pub fn without_comments_and_literals(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut i = 0;
    let at = |i: usize| chars.get(i).copied().unwrap_or('\0');
    while i < chars.len() {
        let c = at(i);
        if c == '/' && at(i + 1) == '/' {
            while i < chars.len() && at(i) != '\n' {
                i += 1;
            }
        } else if c == '/' && at(i + 1) == '*' {
            let mut depth = 0usize;
            while i < chars.len() {
                if at(i) == '/' && at(i + 1) == '*' {
                    depth += 1;
                    i += 2;
                } else if at(i) == '*' && at(i + 1) == '/' {
                    depth = depth.saturating_sub(1);
                    i += 2;
                    if depth == 0 {
                        break;
                    }
                } else {
                    keep_newline(&mut out, at(i));
                    i += 1;
                }
            }
        } else if let Some(hashes) = raw_string_hashes(&chars, i) {
            let quote: String = std::iter::once('"').chain(std::iter::repeat_n('#', hashes)).collect();
            i += hashes + 2;
            out.push_str("\"\"");
            while i < chars.len() && !starts_with(&chars, i, &quote) {
                keep_newline(&mut out, at(i));
                i += 1;
            }
            i += quote.len();
        } else if c == '"' {
            i += 1;
            out.push_str("\"\"");
            while i < chars.len() && at(i) != '"' {
                if at(i) == '\\' {
                    i += 1;
                }
                keep_newline(&mut out, at(i));
                i += 1;
            }
            i += 1;
        } else if c == '\'' && (at(i + 1) == '\\' || at(i + 2) == '\'') {
            // A character literal; `'a` without a closing quote is a lifetime and falls through.
            i += if at(i + 1) == '\\' { 3 } else { 2 };
            while i < chars.len() && at(i) != '\'' {
                i += 1;
            }
            i += 1;
        } else {
            out.push(c);
            i += 1;
        }
    }
    out
}

fn keep_newline(out: &mut String, c: char) {
    if c == '\n' {
        out.push('\n');
    }
}

fn starts_with(chars: &[char], at: usize, wanted: &str) -> bool {
    wanted.chars().enumerate().all(|(offset, c)| chars.get(at + offset) == Some(&c))
}

/// The number of `#` when a raw string (`r"`, `r#"`) begins at `i`.
fn raw_string_hashes(chars: &[char], i: usize) -> Option<usize> {
    if chars.get(i) != Some(&'r') {
        return None;
    }
    let before = i.checked_sub(1).and_then(|b| chars.get(b));
    if before.is_some_and(|c| c.is_alphanumeric() && *c != 'b' || *c == '_') {
        return None;
    }
    let hashes = chars.get(i + 1..)?.iter().take_while(|c| **c == '#').count();
    (chars.get(i + 1 + hashes) == Some(&'"')).then_some(hashes)
}

/// The text before the file's test module: what the program is made of.
pub fn without_tests(text: &str) -> &str {
    text.find("#[cfg(test)]\nmod ").and_then(|end| text.get(..end)).unwrap_or(text)
}

/// Names right after `root::` in a source without comments, each with the line of its first use.
/// `root` is `crate`, or the name of another crate.
pub fn modules_used(source: &str, root: &str) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    let needle = format!("{root}::");
    for (offset, _) in source.match_indices(&needle) {
        let before = source.get(..offset).unwrap_or_default();
        if before.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':' || c == '$') {
            continue;
        }
        let line = before.matches('\n').count() + 1;
        let after = source.get(offset + needle.len()..).unwrap_or_default();
        for name in names_at(after) {
            found.entry(name).or_insert(line);
        }
    }
    found
}

/// The identifier, or the first identifiers of each branch of a `{...}` group, at the start of `text`.
fn names_at(text: &str) -> Vec<String> {
    let text = text.trim_start();
    let Some(group) = text.strip_prefix('{') else {
        return Some(identifier(text)).filter(|name| !name.is_empty()).into_iter().collect();
    };
    let mut names = Vec::new();
    let mut depth = 0usize;
    let mut branch_begins = true;
    for (offset, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => branch_begins = true,
            c if branch_begins && (c.is_alphabetic() || c == '_') => {
                names.push(identifier(group.get(offset..).unwrap_or_default()));
                branch_begins = false;
            }
            _ => {}
        }
    }
    names
}

fn identifier(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

/// The room of a file given its path inside `src`: its first folder, or its own name at the top.
/// `lib.rs`, `main.rs` and programs under `bin/` are no room.
pub fn room_of(inside_src: &str) -> Option<&str> {
    let first = match inside_src.split_once('/') {
        Some(("bin", _)) => return None,
        Some((folder, _)) => folder,
        None => inside_src.strip_suffix(".rs")?,
    };
    (first != "lib" && first != "main").then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_literals_vanish_and_lines_stay() {
        let text = "a // crate::x\n/* crate::y\n */ b \"crate::z \\\" q\" r#\"crate::w \" \"# 'c' '\\'' &'a str\nend";
        let cleaned = without_comments_and_literals(text);
        assert!(!cleaned.contains("crate"), "{cleaned}");
        assert!(cleaned.contains("&'a str"), "{cleaned}");
        assert_eq!(cleaned.matches('\n').count(), text.matches('\n').count());
    }

    #[test]
    fn imports_are_found_in_groups_and_paths() {
        let source =
            "use crate::{order::{Stage, x}, name};\nlet a = crate::csr::parse();\nuse my_crate::no::way;";
        let used = modules_used(source, "crate");
        assert_eq!(
            used.into_iter().collect::<Vec<_>>(),
            [("csr".to_owned(), 2), ("name".to_owned(), 1), ("order".to_owned(), 1)]
        );
    }

    #[test]
    fn a_room_is_the_first_folder_or_file() {
        for (inside, room) in [
            ("order/stage.rs", Some("order")),
            ("csr.rs", Some("csr")),
            ("lib.rs", None),
            ("main.rs", None),
            ("bin/demo.rs", None),
        ] {
            assert_eq!(room_of(inside), room, "{inside}");
        }
    }
}
