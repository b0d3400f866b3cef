//! Searching for a part of a text without regard to case: prepared columns and patterns for `LIKE`.

use chancery_domain::name::Name;

/// Longer texts to search for match nothing: no id, alias or name is that long, and databases limit patterns.
const PATTERN_BYTES_MAX: usize = 2_000;

/// The column to search in: every text in lower case, A-labels also in their own script, one per line.
pub(super) fn column<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    let mut column = String::new();
    for text in texts.filter(|text| !text.is_empty()) {
        push(&mut column, &text.to_lowercase());
        if text.contains("xn--")
            && let Ok(name) = Name::parse(text)
        {
            push(&mut column, &name.to_unicode().to_lowercase());
        }
    }
    column
}

fn push(column: &mut String, line: &str) {
    column.push_str(line);
    column.push('\n');
}

/// What to look for in a column, letter by letter. `None` when it finds nothing.
pub(super) fn needle(text: &str) -> Option<String> {
    // Texts are stored so too, see [`crate::sql::Value::Text`].
    let searchable = text.len() <= PATTERN_BYTES_MAX && !text.contains('\n');
    searchable.then(|| text.to_lowercase().replace('\0', "\u{fffd}"))
}

/// The pattern that finds `text` anywhere in a column, for `LIKE ... ESCAPE '\'`. `None` when it finds nothing.
pub(super) fn pattern(text: &str) -> Option<String> {
    let needle = needle(text)?;
    let mut pattern = String::with_capacity(needle.len() + 2);
    pattern.push('%');
    for letter in needle.chars() {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    Some(pattern)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_are_plain_letters() {
        assert_eq!(pattern("50%_a\\B").as_deref(), Some("%50\\%\\_a\\\\b%"));
        assert_eq!(pattern(&"x".repeat(3_000)), None);
        assert_eq!(pattern("a\nb"), None);
    }

    #[test]
    fn names_are_found_in_both_spellings() {
        let column = column(["Shop", "", "xn--fsqu00a.example"].into_iter());
        assert_eq!(column, "shop\nxn--fsqu00a.example\n例子.example\n");
    }
}
