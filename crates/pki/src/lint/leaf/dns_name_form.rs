//! A dNSName is made of labels of letters, digits and inner hyphens: no white space, control character, underscore,
//! empty label or trailing dot; `*` only as the whole first label (must never happen, number 13).

use crate::asn1::tag;
use crate::lint::CertificateCheck;
use crate::lint::names::shown;
use crate::lint::rule::Rule;

/// Octets of a label and of a name (RFC 1034 section 3.1).
const LABEL_MAX: usize = 63;
const NAME_MAX: usize = 253;

pub(super) const RULE: Rule<CertificateCheck> = Rule::error(
    "BR 7.1.2.7.12; RFC 5280 section 4.2.1.6; RFC 5890 section 2.3.1",
    |certificate, _, report| {
        for name in certificate.extensions.alternative_names() {
            if name.tag == tag::context_primitive(2) && !is_well_formed(name.content) {
                report.found(format!(
                    "the dNSName {:?} is not made of letter-digit-hyphen labels",
                    shown(name.content)
                ));
            }
        }
    },
);

fn is_well_formed(name: &[u8]) -> bool {
    let base = name.strip_prefix(b"*.").unwrap_or(name);
    name.len() <= NAME_MAX
        && base.split(|byte| *byte == b'.').all(|label| {
            (1..=LABEL_MAX).contains(&label.len())
                && label.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
                && label.first() != Some(&b'-')
                && label.last() != Some(&b'-')
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn must_never_13_malformed_names_are_found() {
        for (name, well_formed) in [
            ("example.com", true),
            ("*.example.com", true),
            ("xn--fsqu00a.xn--0zwm56d", true),
            ("a.b-c.d9", true),
            ("", false),
            ("example.com.", false),
            (".example.com", false),
            ("a..b", false),
            ("*.*.example.com", false),
            ("a*.example.com", false),
            ("*", false),
            ("exa mple.com", false),
            ("example.com\n", false),
            ("a\0.example.com", false),
            ("a_b.example.com", false),
            ("-a.example.com", false),
            ("a-.example.com", false),
            ("ä.example.com", false),
        ] {
            assert_eq!(is_well_formed(name.as_bytes()), well_formed, "{name:?}");
        }
        assert!(!is_well_formed(format!("{}.com", "a".repeat(64)).as_bytes()));
        assert!(!is_well_formed(["a"; 128].join(".").as_bytes()));
    }
}
