//! An iPAddress has four octets or sixteen.

use crate::asn1::tag;
use crate::lint::CertificateCheck;
use crate::lint::names::hexadecimal;
use crate::lint::rule::Rule;

pub(super) const RULE: Rule<CertificateCheck> =
    Rule::error("BR 7.1.2.7.12; RFC 5280 section 4.2.1.6", |certificate, _, report| {
        for name in certificate.extensions.alternative_names() {
            if name.tag == tag::context_primitive(7) && ![4, 16].contains(&name.content.len()) {
                report.found(format!("the iPAddress {} has not 4 or 16 octets", hexadecimal(name.content)));
            }
        }
    });
