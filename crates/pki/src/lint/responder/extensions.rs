//! A responder's certificate is not itself asked for: it has id-pkix-ocsp-nocheck and no pointers, names or constraints.

use crate::lint::CertificateCheck;
use crate::lint::read::Known;
use crate::lint::rule::Rule;

const FORBIDDEN: [Known; 7] = [
    Known::CrlDistributionPoints,
    Known::NameConstraints,
    Known::SubjectAltName,
    Known::PolicyMappings,
    Known::PolicyConstraints,
    Known::InhibitAnyPolicy,
    Known::PrecertificatePoison,
];

pub(super) const RULE: Rule<CertificateCheck> =
    Rule::error("BR 7.1.2.8.2, 7.1.2.8.8; RFC 6960 section 4.2.2.2.1", |certificate, _, report| {
        let extensions = &certificate.extensions;
        match extensions.get(Known::OcspNoCheck) {
            None => report.found("there is no id-pkix-ocsp-nocheck"),
            // NULL.
            Some(extension) if extension.value != [5, 0] => report.found("id-pkix-ocsp-nocheck is not NULL"),
            Some(_) => {}
        }
        for known in FORBIDDEN {
            if extensions.has(known) {
                report.found(format!("{} has no place in a responder's certificate", known.name()));
            }
        }
    });
