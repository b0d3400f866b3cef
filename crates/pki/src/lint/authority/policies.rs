//! An intermediate has anyPolicy alone, or one reserved policy; a root needs none.

use super::is_root;
use crate::asn1::oid;
use crate::lint::CertificateCheck;
use crate::lint::rule::Rule;

/// The reserved policies of BR 7.1.6.1 lie below 2.23.140.1.
const RESERVED: &[u8] = &[0x67, 0x81, 0x0c, 1];

pub(super) const RULE: Rule<CertificateCheck> = Rule::public("BR 7.1.2.10.5", |certificate, _, report| {
    if is_root(certificate) {
        return;
    }
    let policies = || certificate.extensions.policies();
    if policies().any(|policy| policy.oid == oid::ANY_POLICY.as_bytes()) {
        if policies().count() > 1 {
            report.found("anyPolicy stands beside other policies");
        }
    } else if policies().filter(|policy| policy.oid.starts_with(RESERVED)).count() != 1 {
        report.found("there is neither anyPolicy nor exactly one reserved policy");
    }
});
