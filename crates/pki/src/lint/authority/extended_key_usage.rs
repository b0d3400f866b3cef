//! An intermediate is for TLS servers, and clients if need be; a root has no extKeyUsage.

use super::is_root;
use crate::asn1::oid;
use crate::lint::CertificateCheck;
use crate::lint::names::dotted;
use crate::lint::read::Known;
use crate::lint::rule::Rule;

pub(super) const RULE: Rule<CertificateCheck> =
    Rule::error("BR 7.1.2.1.2, 7.1.2.10.6", |certificate, _, report| {
        let extensions = &certificate.extensions;
        if is_root(certificate) {
            if extensions.has(Known::ExtendedKeyUsage) {
                report.found("a root has extKeyUsage");
            }
            return;
        }
        if !extensions.usages().any(|usage| usage == oid::SERVER_AUTH.as_bytes()) {
            report.found("extKeyUsage lacks serverAuth");
        }
        let allowed = [oid::SERVER_AUTH, oid::CLIENT_AUTH];
        for usage in extensions.usages() {
            if !allowed.iter().any(|allowed| allowed.as_bytes() == usage) {
                report.found(format!("the usage {} is not for TLS", dotted(usage)));
            }
        }
    });
