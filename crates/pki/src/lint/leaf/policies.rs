//! certificatePolicies holds exactly one of the reserved policies, first of all, and never anyPolicy.

use super::{RESERVED, Reserved};
use crate::asn1::oid;
use crate::lint::CertificateCheck;
use crate::lint::rule::Rule;

pub(super) const RULE: Rule<CertificateCheck> =
    Rule::public("BR 7.1.2.7.9, 7.1.6.1", |certificate, _, report| {
        let extensions = &certificate.extensions;
        if extensions.policies().any(|policy| policy.oid == oid::ANY_POLICY.as_bytes()) {
            report.found("anyPolicy stands in a subscriber's certificate");
        }
        let reserved =
            |policy_oid: &[u8]| RESERVED.iter().any(|(oid, _): &(&[u8], Reserved)| *oid == policy_oid);
        let count = extensions.policies().filter(|policy| reserved(policy.oid)).count();
        if count != 1 {
            report.found(format!("there are {count} reserved policies instead of one"));
        } else if extensions.policies().next().is_some_and(|first| !reserved(first.oid)) {
            report.found("the reserved policy is not the first");
        }
    });
