//! A critical extension that is not known makes every reader refuse the certificate.

use crate::lint::CertificateCheck;
use crate::lint::names::dotted;
use crate::lint::read::Known;
use crate::lint::rule::Rule;

pub(super) const RULE: Rule<CertificateCheck> =
    Rule::error("BR 7.1.2.7.6; RFC 5280 section 4.2", |certificate, _, report| {
        if !certificate.extensions.has_unknown {
            return;
        }
        for extension in certificate.extensions.all() {
            if extension.critical && Known::of(extension.oid).is_none() {
                report.found(format!("the critical extension {} is in no profile", dotted(extension.oid)));
            }
        }
    });
