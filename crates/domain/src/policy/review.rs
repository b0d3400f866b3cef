//! The word review of DV names (E8): words and suffixes that an authority's anti-phishing rules refuse without a
//! person looking (seed 000 "Domain name security review failure").

use super::Policy;
use crate::name::{DnsName, Name};
use serde::Deserialize;

/// The words and suffixes that refuse a DV application.
#[derive(Clone, PartialEq, Eq, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct ReviewPolicy {
    /// Suffixes that refuse every name below them.
    pub suffixes: Vec<String>,
    /// Words that refuse a name.
    pub words: Vec<ReviewWord>,
}

/// One word and where it counts.
#[derive(Clone, PartialEq, Eq, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct ReviewWord {
    /// Lower-case letters and digits.
    pub word: String,
    /// Where in a label it counts.
    #[serde(rename = "match")]
    pub matching: WordMatch,
}

/// Where in a label a word counts.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize, Debug)]
#[serde(rename_all = "kebab-case")]
pub enum WordMatch {
    /// Only as a whole label or a whole part of it between hyphens.
    Part,
    /// Anywhere.
    Substring,
}

/// Why the word review refuses a name.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Refusal {
    /// A label holds a word of the list.
    #[error(
        "{name} did not pass the security review: the part {label:?} holds the word {word:?}, which DV certificates are refused for; choose an OV or EV certificate, or another name"
    )]
    Word {
        /// The name as applied for.
        name: Name,
        /// The label in its own script.
        label: String,
        /// The word found.
        word: String,
    },
    /// The name ends in a suffix of the list.
    #[error(
        "{name} did not pass the security review: DV certificates are refused below .{suffix}; choose an OV or EV certificate, or another name"
    )]
    Suffix {
        /// The name as applied for.
        name: Name,
        /// The suffix found.
        suffix: String,
    },
}

/// Reviews one name. Labels are read in their own script; those of the registry's suffix are not looked at, so
/// that a name under `.live` or `.test` is not refused for its suffix.
///
/// # Errors
/// [`Refusal`] with the word or suffix and where it was found.
pub fn word_review(policy: &Policy, name: &Name) -> Result<(), Refusal> {
    // An address has no words.
    let Some(base) = name.dns() else { return Ok(()) };
    let review = &policy.review;
    if let Some(suffix) = review.suffixes.iter().find(|suffix| base.ends_in(suffix)) {
        return Err(Refusal::Suffix { name: name.clone(), suffix: suffix.clone() });
    }
    for label in own_labels(base) {
        if let Some(found) = review.words.iter().find(|entry| entry.is_in(&label)) {
            return Err(Refusal::Word { name: name.clone(), label, word: found.word.clone() });
        }
    }
    Ok(())
}

impl ReviewWord {
    fn is_in(&self, label: &str) -> bool {
        match self.matching {
            WordMatch::Substring => label.contains(&self.word),
            WordMatch::Part => label.split('-').any(|part| part == self.word),
        }
    }
}

/// The labels left of the registry's suffix, in their own script.
fn own_labels(name: &DnsName) -> Vec<String> {
    let suffix_levels = name.registry_suffix().split('.').count();
    let unicode = name.to_unicode();
    let labels: Vec<&str> = unicode.split('.').collect();
    let own = labels.len().saturating_sub(suffix_levels);
    labels.into_iter().take(own).map(str::to_owned).collect()
}
