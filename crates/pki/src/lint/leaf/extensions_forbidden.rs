//! Extensions that only authorities or responders have.

use crate::lint::CertificateCheck;
use crate::lint::read::Known;
use crate::lint::rule::Rule;

const FORBIDDEN: [Known; 6] = [
    Known::NameConstraints,
    Known::PolicyMappings,
    Known::PolicyConstraints,
    Known::InhibitAnyPolicy,
    Known::SubjectInfoAccess,
    Known::OcspNoCheck,
];

pub(super) const RULE: Rule<CertificateCheck> = Rule::error(
    "BR 7.1.2.7.6; RFC 5280 sections 4.2.1.5, 4.2.1.10, 4.2.1.11, 4.2.1.14",
    |certificate, _, report| {
        for known in FORBIDDEN {
            if certificate.extensions.has(known) {
                report.found(format!("{} has no place in a subscriber's certificate", known.name()));
            }
        }
    },
);
