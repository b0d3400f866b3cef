//! Labels with hyphens in the third and fourth place are A-labels, and each decodes to what encodes to it again
//! (must never happen, number 13).

use crate::lint::CertificateCheck;
use crate::lint::names::base;
use crate::lint::rule::Rule;
use chancery_domain::name::DnsName;

pub(super) const RULE: Rule<CertificateCheck> =
    Rule::error("BR 7.1.2.7.12; RFC 5890 section 2.3.1; RFC 5891 section 4.2", |certificate, _, report| {
        for name in certificate.extensions.dns_names() {
            let reserved = |label: &&str| label.as_bytes().get(2..4) == Some(b"--");
            for label in base(name).split('.').filter(reserved) {
                let is_a_label = label.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("xn"));
                // Read with a plain label behind it, as names of one label are not taken.
                let valid = is_a_label
                    && DnsName::parse(&format!("{label}.com")).is_ok_and(|read| {
                        read.labels().next().is_some_and(|read| read.eq_ignore_ascii_case(label))
                    });
                if !valid {
                    report.found(format!("the label {label:?} of {name:?} is no valid A-label"));
                }
            }
        }
    });
