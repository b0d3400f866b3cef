//! Which scripts may stand together in one label, against names that only look like another (UTS 39).

use icu_properties::props::{DefaultIgnorableCodePoint, GeneralCategory, Script};
use icu_properties::{CodePointMapData, CodePointSetData};

/// The sets of scripts that may be mixed in a label: the "highly restrictive" level of UTS 39 section 5.2. A
/// label within one script is always allowed. Whole labels in one foreign script that look like Latin are not
/// detected: that needs knowledge of the name imitated.
const TOGETHER: [&[Script]; 3] = [
    &[Script::Latin, Script::Han, Script::Hiragana, Script::Katakana],
    &[Script::Latin, Script::Han, Script::Bopomofo],
    &[Script::Latin, Script::Han, Script::Hangul],
];

/// Whether the characters of `label` come from scripts that may stand together. Digits, hyphens and combining
/// marks belong to every script.
pub(super) fn is_coherent(label: &str) -> bool {
    let scripts = CodePointMapData::<Script>::new();
    let mut found: Vec<Script> = Vec::new();
    for character in label.chars() {
        let script = scripts.get(character);
        if script != Script::Common && script != Script::Inherited && !found.contains(&script) {
            found.push(script);
        }
    }
    found.len() <= 1 || TOGETHER.iter().any(|set| found.iter().all(|script| set.contains(script)))
}

/// Whether a character shows nothing by itself (zero width space, soft hyphen, variation selectors). IDNA drops
/// them silently; a name that was pasted with one is refused instead. The two joiners are left to IDNA, which
/// knows where they are part of a word (RFC 5892 appendix A).
pub(super) fn is_invisible(character: char) -> bool {
    !matches!(character, '\u{200c}' | '\u{200d}')
        && CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(character)
}

/// Signs that IDNA 2008 allows although they are neither letter, digit nor mark (RFC 5892 sections 2.6 and
/// appendix A): middle dots, the Greek numeral sign, Hebrew punctuation, ideographic zero, joiners and the like.
const ALLOWED_SIGNS: [char; 11] = [
    '-', '\u{b7}', '\u{375}', '\u{5f3}', '\u{5f4}', '\u{6fd}', '\u{6fe}', '\u{f0b}', '\u{3007}', '\u{30fb}',
    '\u{200c}',
];

/// Whether IDNA 2008 knows every character of a label in Unicode: letters, digits and marks (RFC 5892 section
/// 2.1). UTS 46 alone would let symbols such as hearts and snowmen through.
pub(super) fn is_idna_2008(label: &str) -> bool {
    use GeneralCategory as Category;
    let categories = CodePointMapData::<Category>::new();
    label.chars().all(|character| {
        let word_like = matches!(
            categories.get(character),
            Category::LowercaseLetter
                | Category::OtherLetter
                | Category::ModifierLetter
                | Category::NonspacingMark
                | Category::SpacingMark
                | Category::DecimalNumber
        );
        word_like || character == '\u{200d}' || ALLOWED_SIGNS.contains(&character)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_one_script_and_the_usual_neighbours_of_latin_are_coherent() {
        for (label, coherent) in [
            ("example", true),
            ("пример", true),
            ("例え", true),
            ("東京タワー2020", true),
            ("쇼핑mall", true),
            ("bücher", true),
            ("pаypal", false),       // Cyrillic а
            ("gοοgle", false),       // Greek omicron
            ("exaмple", false),      // Cyrillic м
            ("ひらがな한글", false), // Japanese and Korean
        ] {
            assert_eq!(is_coherent(label), coherent, "{label}");
        }
    }
}
