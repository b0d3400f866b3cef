//! A DNS name in its one spelling; every comparison in the service is between values of this type.

use super::error::NameError;
use super::spelling;
use idna::uts46::{AsciiDenyList, Hyphens, Uts46};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A host name in A-labels: lower case, no trailing dot, no wildcard. At most 63 octets a label and 253 in all,
/// which are the limits of DNS; the tighter ones of a product are checked by the catalogue.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DnsName(String);

impl DnsName {
    /// Reads a name given in A-labels, in Unicode (A5) or in mixed case.
    ///
    /// # Errors
    /// The rule that the text breaks, see [`NameError`].
    pub fn parse(text: &str) -> Result<Self, NameError> {
        spelling::canonical(text).map(DnsName)
    }

    /// A name whose text is a suffix, cut at a dot, of a name read before: canonical by itself.
    pub(super) fn from_canonical(text: &str) -> Self {
        DnsName(text.to_owned())
    }

    /// The name in A-labels.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The labels from left to right.
    pub fn labels(&self) -> impl DoubleEndedIterator<Item = &str> + Clone {
        self.0.split('.')
    }

    /// How many labels the name has; `example.com` has two.
    pub fn levels(&self) -> usize {
        self.labels().count()
    }

    /// Whether this name lies below `other`, at any depth. A name is not below itself.
    pub fn is_below(&self, other: &DnsName) -> bool {
        self.0.strip_suffix(other.as_str()).is_some_and(|rest| rest.ends_with('.'))
    }

    /// Whether this name is `other` or lies below it.
    pub fn is_at_or_below(&self, other: &DnsName) -> bool {
        self == other || self.is_below(other)
    }

    /// Whether the last labels of the name are those of `suffix`, which is given in A-labels and lower case.
    pub fn ends_in(&self, suffix: &str) -> bool {
        self.0.strip_suffix(suffix).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    }

    /// The name without its leftmost label; nothing for a name of one label.
    pub fn parent(&self) -> Option<DnsName> {
        self.0.split_once('.').map(|(_, rest)| DnsName::from_canonical(rest))
    }

    /// This name with one or more labels put before it, such as `_dnsauth`; a text for DNS look-ups, since with
    /// an underscore it is no longer a name that a certificate may hold.
    pub fn with_prefix(&self, labels: &str) -> String {
        format!("{labels}.{}", self.0)
    }

    /// This name with `label` before it, as a name.
    ///
    /// # Errors
    /// When the label is malformed or the name becomes too long.
    pub fn child(&self, label: &str) -> Result<DnsName, NameError> {
        DnsName::parse(&self.with_prefix(label))
    }

    /// The name in its own script (U-labels), for people to read.
    pub fn to_unicode(&self) -> String {
        let (text, outcome) = Uts46::new().to_unicode(self.0.as_bytes(), AsciiDenyList::STD3, Hyphens::Allow);
        if outcome.is_ok() { text.into_owned() } else { self.0.clone() }
    }
}

impl fmt::Display for DnsName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for DnsName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl FromStr for DnsName {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        DnsName::parse(text)
    }
}

impl TryFrom<String> for DnsName {
    type Error = NameError;

    fn try_from(text: String) -> Result<Self, NameError> {
        DnsName::parse(&text)
    }
}

impl From<DnsName> for String {
    fn from(name: DnsName) -> String {
        name.0
    }
}

impl AsRef<str> for DnsName {
    fn as_ref(&self) -> &str {
        &self.0
    }
}
