//! certificatePolicies lists each policy once, with no qualifier but a CPS address, and holds at least one.

use crate::asn1::{Reader, tag};
use crate::lint::CertificateCheck;
use crate::lint::names::{dotted, shown};
use crate::lint::read::{Elements, Known};
use crate::lint::rule::{Report, Rule};

/// id-qt-cps, 1.3.6.1.5.5.7.2.1.
const CPS: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 2, 1];

pub(super) const RULE: Rule<CertificateCheck> =
    Rule::error("BR 7.1.2.7.9; RFC 5280 section 4.2.1.4", |certificate, _, report| {
        let extensions = &certificate.extensions;
        if extensions.has(Known::CertificatePolicies) && extensions.policies().next().is_none() {
            report.found("certificatePolicies is empty");
        }
        for (index, policy) in extensions.policies().enumerate() {
            if extensions.policies().take(index).any(|earlier| earlier.oid == policy.oid) {
                report.found(format!("the policy {} occurs twice", dotted(policy.oid)));
            }
            if let Some(qualifiers) = policy.qualifiers {
                check_qualifiers(qualifiers, report);
            }
        }
    });

fn check_qualifiers(qualifiers: &[u8], report: &mut Report) {
    for qualifier in Elements::new(qualifiers) {
        let mut fields = Reader::new(qualifier.content);
        let (kind, value) = (fields.next_element(), fields.next_element());
        match (kind, value) {
            (Ok(kind), Ok(value)) if kind.content == CPS && value.tag == tag::IA5_STRING => {
                let is_http = value.content.starts_with(b"http://") || value.content.starts_with(b"https://");
                if !is_http {
                    report.found(format!("the CPS address {:?} is not http or https", shown(value.content)));
                }
            }
            _ => report.found("a policy has a qualifier other than a CPS address"),
        }
    }
}
