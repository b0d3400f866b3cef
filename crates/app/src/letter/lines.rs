//! Breaks text into lines: at spaces, between Chinese characters, and inside of words that are longer than a line.

use super::fonts::Fonts;

/// What may not begin a line.
const NO_BEGIN: &str = ",.;:!?)]}\u{3001}\u{3002}\u{ff0c}\u{ff1b}\u{ff1a}\u{ff01}\u{ff1f}\u{ff09}\u{300b}\u{300d}\u{2019}\u{201d}";
/// What may not end a line.
const NO_END: &str = "([{\u{ff08}\u{300a}\u{300c}\u{2018}\u{201c}";

/// The lines of a text of a size in a width, both in points.
pub fn lines(fonts: &Fonts, text: &str, size: f32, width: f32) -> Vec<String> {
    text.split('\n').flat_map(|paragraph| broken(fonts, paragraph, size, width)).collect()
}

fn broken(fonts: &Fonts, text: &str, size: f32, width: f32) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for piece in pieces(text) {
        let shown = piece.trim_end();
        if !line.is_empty() && fonts.width(&format!("{line}{shown}")) * size > width {
            lines.push(std::mem::take(&mut line).trim_end().to_owned());
        }
        if fonts.width(shown) * size > width {
            // A word longer than a line is cut where it is full.
            for character in piece.chars() {
                let longer = format!("{line}{character}");
                if !line.is_empty() && fonts.width(longer.trim_end()) * size > width {
                    lines.push(std::mem::take(&mut line));
                }
                line.push(character);
            }
        } else {
            line.push_str(piece);
        }
    }
    lines.push(line.trim_end().to_owned());
    lines
}

/// The parts between which a line may be broken; spaces stay with the part before them.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let (mut begin, mut last) = (0, None);
    for (at, character) in text.char_indices() {
        if last.is_some_and(|last| may_break(last, character)) {
            pieces.extend(text.get(begin..at));
            begin = at;
        }
        last = Some(character);
    }
    pieces.extend(text.get(begin..));
    pieces
}

fn may_break(before: char, after: char) -> bool {
    if NO_BEGIN.contains(after) || NO_END.contains(before) || after == ' ' {
        return false;
    }
    before == ' ' || is_wide(before) || is_wide(after)
}

/// Chinese characters and their punctuation.
fn is_wide(character: char) -> bool {
    matches!(character, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn broken_at(text: &str, ems: f32) -> Vec<String> {
        lines(&Fonts::new(None).unwrap(), text, 10.0, ems * 10.0)
    }

    #[test]
    fn words_stay_whole_and_nothing_is_lost() {
        let text = "The organization has the right to use the names in the certificate.";
        let lines = broken_at(text, 12.0);
        assert!(lines.len() > 2);
        assert_eq!(lines.join(" "), text);
        let fonts = Fonts::new(None).unwrap();
        assert!(lines.iter().all(|line| fonts.width(line) <= 12.0));
    }

    #[test]
    fn chinese_breaks_anywhere_but_before_punctuation() {
        let text = "本单位有权使用证书中的域名；妥善保管私钥，仅将证书用于上述域名。";
        let lines = broken_at(text, 7.0);
        assert_eq!(lines.concat(), text);
        for line in &lines {
            assert!(!line.starts_with(['；', '，', '。']), "{line}");
        }
    }

    #[test]
    fn long_words_are_cut() {
        let name = format!("{}.example.org", "a".repeat(60));
        let lines = broken_at(&name, 10.0);
        assert!(lines.len() > 1);
        assert_eq!(lines.concat(), name);
    }

    #[test]
    fn empty_text_is_one_empty_line() {
        assert_eq!(broken_at("", 10.0), [""]);
        assert_eq!(broken_at("a\n\nb", 10.0), ["a", "", "b"]);
    }
}
