//! No extension occurs twice.

use crate::lint::CertificateCheck;
use crate::lint::names::dotted;
use crate::lint::rule::Rule;

pub(super) const RULE: Rule<CertificateCheck> =
    Rule::error("RFC 5280 section 4.2", |certificate, _, report| {
        let extensions = &certificate.extensions;
        if let Some(known) = extensions.repeated {
            report.found(format!("{} occurs twice", known.name()));
        }
        // The table finds repetitions of known ones; unknown ones are rare enough to be compared in pairs.
        if extensions.has_unknown {
            for (index, one) in extensions.all().enumerate() {
                let before = extensions.all().take(index).any(|other| other.oid == one.oid);
                if before && crate::lint::read::Known::of(one.oid).is_none() {
                    report.found(format!("the extension {} occurs twice", dotted(one.oid)));
                }
            }
        }
    });
