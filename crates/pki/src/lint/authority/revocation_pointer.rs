//! An intermediate names the revocation list of its issuer.

use super::is_root;
use crate::lint::CertificateCheck;
use crate::lint::read::Known;
use crate::lint::rule::Rule;

pub(super) const RULE: Rule<CertificateCheck> =
    Rule::public("BR 7.1.2.6.1, 7.1.2.11.2", |certificate, _, report| {
        if !is_root(certificate) && !certificate.extensions.has(Known::CrlDistributionPoints) {
            report.found("an intermediate names no revocation list");
        }
    });
