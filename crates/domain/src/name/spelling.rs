//! The one spelling of a name: Unicode or mixed case in, lower-case A-labels out, or the rule that it breaks
//! (RFC 1035, RFC 1123, RFC 5890 to 5892 through UTS 46 non-transitional).

use super::error::{NameError, shortened};
use super::script;
use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};
use std::net::{Ipv4Addr, Ipv6Addr};

/// Longest label in octets (RFC 1035 section 2.3.4).
const LABEL_OCTETS_MAX: usize = 63;
/// Longest name in octets as text without the root's dot (RFC 1035 section 2.3.4).
const NAME_OCTETS_MAX: usize = 253;
/// Longest text that is looked at; a name in UTF-8 of this length cannot fit DNS in any spelling.
const INPUT_OCTETS_MAX: usize = 4 * NAME_OCTETS_MAX;

/// The canonical spelling of `text`: A-labels, lower case, no trailing dot.
pub(super) fn canonical(text: &str) -> Result<String, NameError> {
    if text.is_empty() {
        return Err(NameError::Empty);
    }
    if text.len() > INPUT_OCTETS_MAX {
        return Err(NameError::TooLong { length: text.len(), max: NAME_OCTETS_MAX });
    }
    check_characters(text)?;
    if text.parse::<Ipv4Addr>().is_ok() || text.trim_matches(['[', ']']).parse::<Ipv6Addr>().is_ok() {
        return Err(NameError::IpAddress);
    }
    check_ascii_characters(text)?;
    let ascii = if text.is_ascii() && !holds_punycode(text) {
        text.to_ascii_lowercase()
    } else {
        through_idna(text)?
    };
    check_structure(&ascii)?;
    Ok(ascii)
}

/// Blanks, control characters and the like, which have errors of their own.
fn check_characters(text: &str) -> Result<(), NameError> {
    for character in text.chars() {
        if character.is_whitespace() {
            return Err(NameError::Whitespace);
        }
        if character.is_control() {
            return Err(NameError::ControlCharacter(u32::from(character)));
        }
        if script::is_invisible(character) {
            return Err(NameError::InvisibleCharacter(u32::from(character)));
        }
    }
    Ok(())
}

fn check_ascii_characters(text: &str) -> Result<(), NameError> {
    for character in text.chars().filter(char::is_ascii) {
        match character {
            '*' => return Err(NameError::Asterisk),
            '_' => return Err(NameError::Underscore),
            'a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '.' => {}
            other => return Err(NameError::Character(other)),
        }
    }
    Ok(())
}

fn is_punycode(label: &str) -> bool {
    label.as_bytes().get(..4).is_some_and(|prefix| prefix.eq_ignore_ascii_case(b"xn--"))
}

fn holds_punycode(text: &str) -> bool {
    text.split('.').any(is_punycode)
}

/// UTS 46 processing of a name that holds Unicode or A-labels: mapped, checked, in A-labels, and each label the
/// only spelling of its Unicode form.
fn through_idna(text: &str) -> Result<String, NameError> {
    let uts46 = Uts46::new();
    let ascii = uts46
        .to_ascii(text.as_bytes(), AsciiDenyList::STD3, Hyphens::Allow, DnsLength::Ignore)
        .map_err(|_| blame(text))?;
    for label in ascii.split('.').filter(|label| is_punycode(label)) {
        let (unicode, outcome) = uts46.to_unicode(label.as_bytes(), AsciiDenyList::STD3, Hyphens::Allow);
        let back = uts46.to_ascii(unicode.as_bytes(), AsciiDenyList::STD3, Hyphens::Allow, DnsLength::Ignore);
        if outcome.is_err() || unicode.is_ascii() || back.as_deref().ok() != Some(label) {
            return Err(NameError::InvalidPunycode(shortened(label)));
        }
        if !script::is_idna_2008(&unicode) {
            let given_as_punycode = text.split('.').any(|given| given.eq_ignore_ascii_case(label));
            return Err(if given_as_punycode {
                NameError::InvalidPunycode(shortened(label))
            } else {
                NameError::NotIdna
            });
        }
        if !script::is_coherent(&unicode) {
            return Err(NameError::MixedScripts(shortened(&unicode)));
        }
    }
    Ok(ascii.into_owned())
}

/// Finds the A-label that UTS 46 refused; without one the Unicode is at fault.
fn blame(text: &str) -> NameError {
    let refused = |label: &&str| {
        let (_, outcome) = Uts46::new().to_unicode(label.as_bytes(), AsciiDenyList::STD3, Hyphens::Allow);
        is_punycode(label) && outcome.is_err()
    };
    match text.split('.').find(refused) {
        Some(label) => NameError::InvalidPunycode(shortened(label)),
        None => NameError::NotIdna,
    }
}

/// The rules on dots, lengths, hyphens and the last label, on the ASCII form.
fn check_structure(ascii: &str) -> Result<(), NameError> {
    if ascii.is_empty() {
        return Err(NameError::Empty);
    }
    if ascii.starts_with('.') {
        return Err(NameError::LeadingDot);
    }
    if ascii.ends_with('.') {
        return Err(NameError::TrailingDot);
    }
    for label in ascii.split('.') {
        check_label(label)?;
    }
    if ascii.len() > NAME_OCTETS_MAX {
        return Err(NameError::TooLong { length: ascii.len(), max: NAME_OCTETS_MAX });
    }
    // `1.2.3`, `0x7f.1` and the like are read as IPv4 addresses by many programs.
    if ascii.rsplit('.').next().is_some_and(looks_numeric) {
        return Err(NameError::IpAddress);
    }
    Ok(())
}

fn check_label(label: &str) -> Result<(), NameError> {
    if label.is_empty() {
        return Err(NameError::EmptyLabel);
    }
    if label.len() > LABEL_OCTETS_MAX {
        return Err(NameError::LabelTooLong {
            label: shortened(label),
            length: label.len(),
            max: LABEL_OCTETS_MAX,
        });
    }
    if label.starts_with('-') || label.ends_with('-') {
        return Err(NameError::EdgeHyphen(label.to_owned()));
    }
    if label.as_bytes().get(2..4) == Some(b"--") && !is_punycode(label) {
        return Err(NameError::ReservedLabel(label.to_owned()));
    }
    Ok(())
}

/// All digits, or a hexadecimal number with its prefix.
fn looks_numeric(label: &str) -> bool {
    label.bytes().all(|b| b.is_ascii_digit())
        || label.strip_prefix("0x").is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_hexdigit()))
}
