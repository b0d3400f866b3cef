//! Extensions are critical where they have to be and nowhere else.

use crate::lint::CertificateCheck;
use crate::lint::read::Known;
use crate::lint::rule::Rule;

/// Never critical. keyUsage, basicConstraints and subjectAltName have rules of their own.
const NOT_CRITICAL: [Known; 12] = [
    Known::AuthorityKeyIdentifier,
    Known::SubjectKeyIdentifier,
    Known::CertificatePolicies,
    Known::CrlDistributionPoints,
    Known::AuthorityInfoAccess,
    Known::SctList,
    Known::ExtendedKeyUsage,
    Known::SubjectInfoAccess,
    Known::SubjectDirectoryAttributes,
    Known::FreshestCrl,
    Known::IssuerAltName,
    Known::OcspNoCheck,
];
/// Always critical.
const CRITICAL: [Known; 4] =
    [Known::PrecertificatePoison, Known::NameConstraints, Known::PolicyConstraints, Known::InhibitAnyPolicy];

pub(super) const RULE: Rule<CertificateCheck> = Rule::error(
    "BR 7.1.2.7.6, 7.1.2.10; RFC 5280 section 4.2.1; RFC 6962 section 3.1",
    |certificate, _, report| {
        let extensions = &certificate.extensions;
        for known in NOT_CRITICAL {
            if extensions.is_critical(known) {
                report.found(format!("{} is critical", known.name()));
            }
        }
        for known in CRITICAL {
            if extensions.has(known) && !extensions.is_critical(known) {
                report.found(format!("{} is not critical", known.name()));
            }
        }
    },
);
