//! Why a name is refused: one variant per rule, each text with the rule and the remedy in plain words.

/// A text that is not a DNS name this service works with. The texts quote only the offending part, escaped, so
/// that they can be shown and logged whatever was sent.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NameError {
    /// Nothing was given.
    #[error("the name is empty; give a domain such as example.com")]
    Empty,
    /// A space, tab, line break or other blank (must-never 13).
    #[error("the name holds a space or line break; remove it")]
    Whitespace,
    /// A control character (must-never 13).
    #[error("the name holds the control character U+{0:04X}; remove it")]
    ControlCharacter(u32),
    /// A character that shows nothing on a screen, such as a zero width space.
    #[error("the name holds the invisible character U+{0:04X}; remove it")]
    InvisibleCharacter(u32),
    /// An underscore; allowed in DNS, never in a certificate (BR 7.1.4.2.1, must-never 13).
    #[error(
        "the name holds an underscore, which a certificate's name must not; use letters, digits, hyphens and dots"
    )]
    Underscore,
    /// Any other character that a host name cannot hold (RFC 5890 section 2.3.1).
    #[error("the character {0:?} cannot stand in a domain name; use letters, digits, hyphens and dots")]
    Character(char),
    /// A name that begins with a dot.
    #[error("the name begins with a dot; remove it")]
    LeadingDot,
    /// A name that ends with a dot, as in a zone file; never in a certificate (must-never 13).
    #[error("the name ends with a dot; remove it")]
    TrailingDot,
    /// Two dots side by side.
    #[error("the name has an empty label (two dots side by side); remove one of them")]
    EmptyLabel,
    /// A label of more than 63 octets (RFC 1035 section 2.3.4).
    #[error("the label {label:?} is {length} characters long in its ASCII form; DNS allows {max}")]
    LabelTooLong {
        /// The label, shortened.
        label: String,
        /// Its length in ASCII form.
        length: usize,
        /// The limit of DNS.
        max: usize,
    },
    /// A name of more than 253 octets (RFC 1035 section 2.3.4).
    #[error("the name is {length} characters long in its ASCII form; DNS allows {max}")]
    TooLong {
        /// Its length in ASCII form.
        length: usize,
        /// The limit of DNS.
        max: usize,
    },
    /// A label that begins or ends with a hyphen (RFC 1123 section 2.1).
    #[error("the label {0:?} begins or ends with a hyphen; a label begins and ends with a letter or digit")]
    EdgeHyphen(String),
    /// A label with hyphens at its third and fourth place that is not an A-label (RFC 5890 section 2.3.1).
    #[error(
        "the label {0:?} has hyphens at its third and fourth place, which is reserved (only valid xn-- labels may)"
    )]
    ReservedLabel(String),
    /// An `xn--` label that is not valid IDNA, or not the one spelling of its Unicode form (RFC 5891 section 5.4).
    #[error(
        "the label {0:?} is not a valid internationalised label; give the name in its own script instead"
    )]
    InvalidPunycode(String),
    /// Unicode that IDNA does not allow (RFC 5892, UTS 46).
    #[error(
        "the name holds characters or an order of characters that IDNA does not allow; check its spelling"
    )]
    NotIdna,
    /// Scripts mixed within one label, as in look-alikes of well-known names (UTS 39 section 5.2).
    #[error(
        "the label {0:?} mixes scripts that are easily confused; write each label in one script (Latin may stand \
         beside Chinese, Japanese or Korean)"
    )]
    MixedScripts(String),
    /// An address where a DNS name is wanted, an address in another than its one spelling, or a name whose last label
    /// is all digits and would be read as an address.
    #[error(
        "this is an IP address or ends in a number; give a domain name, or the address plainly, as 8.8.8.8 or \
         2606:4700::1111, where addresses are taken"
    )]
    IpAddress,
    /// An IPv4 address written as an IPv6 one (RFC 4291 section 2.5.5.2).
    #[error("this is the IPv4 address {0} written as an IPv6 address; give it as {0}")]
    Ipv4Mapped(std::net::IpAddr),
    /// A `*` anywhere but as the whole leftmost label.
    #[error(
        "a wildcard has exactly one *, alone as the leftmost label, as in *.example.com; *.*.example.com, \
         a.*.example.com and *a.example.com do not exist"
    )]
    Asterisk,
    /// A wildcard directly on a public suffix such as `*.com` (BR 3.2.2.6).
    #[error(
        "*.{0} would cover other people's domains: {0} is a public suffix; put your own domain after the *"
    )]
    WildcardOfPublicSuffix(String),
}

/// The first characters of a label, so that a message stays short whatever was sent.
pub(super) fn shortened(label: &str) -> String {
    const SHOWN: usize = 70;
    if label.chars().count() <= SHOWN {
        label.to_owned()
    } else {
        let mut text: String = label.chars().take(SHOWN).collect();
        text.push('…');
        text
    }
}
