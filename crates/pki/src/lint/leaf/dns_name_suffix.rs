//! Names lie below a suffix of the public DNS: no internal names, reserved or special-use top-level domains, reverse
//! zones, onion names or bare suffixes.

use crate::lint::CertificateCheck;
use crate::lint::names::{base, is_known_suffix, last_label};
use crate::lint::rule::Rule;

pub(super) const RULE: Rule<CertificateCheck> =
    Rule::public("BR 4.2.2, 7.1.2.7.12, 3.2.2.4; RFC 6761; RFC 7686", |certificate, _, report| {
        for name in certificate.extensions.dns_names() {
            let base = base(name);
            let last = last_label(base);
            if last.eq_ignore_ascii_case("arpa") {
                report.found(format!("{name:?} lies in a zone of the DNS's own machinery"));
            } else if last.eq_ignore_ascii_case("onion") {
                report.found(format!("{name:?} is an onion name, which is not validated here"));
            } else if !is_known_suffix(base) {
                report
                    .found(format!("{name:?} is an internal name: it lies below no public top-level domain"));
            }
        }
    });
