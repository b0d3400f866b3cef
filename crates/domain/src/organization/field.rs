//! Checks of single fields of a profile; every error names the field as the caller knows it, the rule and the remedy.

use crate::name::DnsName;
use crate::policy::OrganizationPolicy;

/// A field that breaks its rule.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{field}: {rule}")]
pub struct FieldError {
    /// The field's name, such as `CompanyPhone`.
    pub field: String,
    /// The rule, with the remedy.
    pub rule: FieldRule,
}

/// Rules of fields.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum FieldRule {
    /// Nothing was given.
    #[error("is required; fill it in")]
    Missing,
    /// Too many characters.
    #[error("has at most {0} characters; shorten it")]
    TooLong(usize),
    /// Line breaks and the like.
    #[error(
        "may not contain control characters, nor ones that are not seen or turn the direction; write it on one line"
    )]
    Control,
    /// No letter or digit in it.
    #[error(
        "needs at least one letter or digit; write it as it stands in the register of companies or on the passport"
    )]
    Empty,
    /// No ISO 3166-1 code.
    #[error("must be the two capital letters of ISO 3166-1, such as CN or DE")]
    Country,
    /// No telephone number.
    #[error(
        "must be a telephone number with {least} to {most} digits at which the organisation can be reached, such as +86 755 8601 3388; \
         digits, spaces, hyphens, dots, brackets and a leading + are allowed"
    )]
    Phone {
        /// Digits at least.
        least: usize,
        /// Digits at most.
        most: usize,
    },
    /// No postcode.
    #[error("must have {least} to {most} letters, digits, spaces or hyphens, such as 518000")]
    Postcode {
        /// Characters at least.
        least: usize,
        /// Characters at most.
        most: usize,
    },
    /// No mail address.
    #[error("must be a mail address such as admin@example.org")]
    Mail,
    /// An identity number whose form is wrong.
    #[error("{0}")]
    Identity(&'static str),
    /// An identity kind that does not exist for this field.
    #[error("must be one of {0}")]
    IdentityKind(&'static str),
    /// A kind without a number or a number without a kind.
    #[error("kind and number of the identity document go together; give both or neither")]
    IdentityHalf,
}

impl FieldRule {
    /// The error that names the field `part` of `owner`, such as `Company` and `Phone`.
    pub(super) fn broken(self, owner: &str, part: &str) -> FieldError {
        FieldError { field: format!("{owner}{part}"), rule: self }
    }
}

/// A text without surrounding spaces, of at most `most` characters; empty when it may be.
pub(super) fn text(value: &str, most: usize, required: bool) -> Result<String, FieldRule> {
    let value = value.trim();
    if value.is_empty() {
        return if required { Err(FieldRule::Missing) } else { Ok(String::new()) };
    }
    if value.chars().count() > most {
        return Err(FieldRule::TooLong(most));
    }
    if value.chars().any(is_deceptive) {
        return Err(FieldRule::Control);
    }
    if !value.chars().any(char::is_alphanumeric) {
        return Err(FieldRule::Empty);
    }
    Ok(value.to_owned())
}

/// Characters that change how a text is read without being seen: separators of lines, marks and overrides of direction, and
/// those of no width (Unicode TR 36 section 2.10.3). Joiners stay: Persian and Indic names are written with them.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Whether a character makes a text read otherwise than it is stored: a control character, or one that is not seen. People
/// examine, sign and search these texts.
pub fn is_deceptive(c: char) -> bool {
    c.is_control() || is_unseen(c)
}

/// A telephone number (F2: required and well formed). Placeholders of one repeated digit are none.
///
/// # Errors
/// [`FieldRule::Missing`], [`FieldRule::Phone`].
pub fn check_phone(value: &str, policy: &OrganizationPolicy) -> Result<String, FieldRule> {
    let value = value.trim();
    if value.is_empty() {
        return Err(FieldRule::Missing);
    }
    let (least, most) = (policy.phone_digits_min, policy.phone_digits_max);
    let broken = FieldRule::Phone { least, most };
    let body = value.strip_prefix('+').unwrap_or(value);
    if !body.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '-' | '.' | '(' | ')')) {
        return Err(broken);
    }
    let digits: Vec<char> = body.chars().filter(char::is_ascii_digit).collect();
    let repeated = digits.windows(2).all(|pair| matches!(pair, [one, other] if one == other));
    // As many separators as digits would be no number that somebody wrote down.
    let sane = value.chars().count() <= most.saturating_mul(2);
    if !(least..=most).contains(&digits.len()) || repeated || !sane {
        return Err(broken);
    }
    Ok(value.to_owned())
}

/// A postcode; empty when there is none, as in some countries.
pub(super) fn postcode(value: &str, policy: &OrganizationPolicy) -> Result<String, FieldRule> {
    let value = value.trim();
    let (least, most) = (policy.postcode_length_min, policy.postcode_length_max);
    let formed = value.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-'));
    if value.is_empty() || (formed && (least..=most).contains(&value.len())) {
        return Ok(value.to_owned());
    }
    Err(FieldRule::Postcode { least, most })
}

/// A mail address in its plainest form: something, an `@`, and a domain name.
///
/// # Errors
/// [`FieldRule::Missing`], [`FieldRule::Mail`].
pub fn check_mail(value: &str, length_max: usize) -> Result<String, FieldRule> {
    let value = value.trim();
    if value.is_empty() {
        return Err(FieldRule::Missing);
    }
    let good = value.chars().count() <= length_max
        && value.rsplit_once('@').is_some_and(|(local, host)| {
            !local.is_empty()
                && local.len() <= 64
                && !local.chars().any(|c| c.is_whitespace() || is_deceptive(c) || c == '@')
                && DnsName::parse(host).is_ok()
        });
    if good { Ok(value.to_owned()) } else { Err(FieldRule::Mail) }
}
