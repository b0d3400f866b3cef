//! Extensions that the profiles do not name: nobody could say what they promise.

use crate::lint::CertificateCheck;
use crate::lint::names::dotted;
use crate::lint::read::Known;
use crate::lint::rule::Rule;

pub(super) const RULE: Rule<CertificateCheck> = Rule::warning("BR 7.1.2.7.6", |certificate, _, report| {
    if !certificate.extensions.has_unknown {
        return;
    }
    for extension in certificate.extensions.all() {
        if Known::of(extension.oid).is_none() {
            report.found(format!("the extension {} is in no profile", dotted(extension.oid)));
        }
    }
});
