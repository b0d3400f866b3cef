//! Values of attributes mean something: no lone hyphens, dots or blanks, no remains of HTML.

use crate::lint::CertificateCheck;
use crate::lint::attribute::attribute_name;
use crate::lint::names::shown;
use crate::lint::rule::Rule;

/// Entities that browsers read even without a semicolon and that occur in names.
const BARE_ENTITIES: [&str; 7] = ["&amp", "&lt", "&gt", "&quot", "&copy", "&reg", "&nbsp"];

pub(super) const RULE: Rule<CertificateCheck> =
    Rule::error("BR 7.1.4.4, 7.1.4.2", |certificate, _, report| {
        for attribute in certificate.subject.attributes() {
            let Ok(text) = std::str::from_utf8(attribute.value) else { continue };
            let name = || attribute_name(attribute.oid);
            if !text.chars().any(is_significant) {
                report.found(format!("{} {:?} says nothing", name(), shown(attribute.value)));
            } else if holds_entity(text) {
                report.found(format!("{} {:?} holds an HTML entity", name(), shown(attribute.value)));
            }
        }
    });

/// Letters, digits and symbols say something; punctuation and blanks do not.
fn is_significant(character: char) -> bool {
    character.is_alphanumeric()
        || (character.is_ascii() && "$+<=>^`|~".contains(character))
        || character > '\u{2027}'
}

fn holds_entity(text: &str) -> bool {
    text.match_indices('&').any(|(at, _)| {
        let rest = text.get(at..).unwrap_or_default();
        let word = rest.get(1..).and_then(|after| after.split_once(';')).map_or("", |(word, _)| word);
        let named = !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'#');
        named || rest.starts_with("&#") || BARE_ENTITIES.iter().any(|entity| rest.starts_with(entity))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_and_empty_words() {
        for (text, entity) in
            [("AT&T", false), ("R & D; Co", false), ("A &amp; B", true), ("A &ampB", true), ("&#38;", true)]
        {
            assert_eq!(holds_entity(text), entity, "{text}");
        }
        for (text, says_something) in
            [("-", false), (". .", false), ("", false), ("北京", true), ("+", true), ("a", true)]
        {
            assert_eq!(text.chars().any(is_significant), says_something, "{text}");
        }
    }
}
