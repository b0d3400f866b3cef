//! extKeyUsage is there, not critical, and says serverAuth and nothing but clientAuth beside it; no clientAuth from
//! the day on which the policy ends it.

use crate::asn1::oid;
use crate::lint::CertificateCheck;
use crate::lint::Trust;
use crate::lint::names::dotted;
use crate::lint::read::Known;
use crate::lint::rule::Rule;

pub(super) const RULE: Rule<CertificateCheck> =
    Rule::error("BR 7.1.2.7.10; RFC 5280 section 4.2.1.12", |certificate, context, report| {
        let extensions = &certificate.extensions;
        let Some(extension) = extensions.get(Known::ExtendedKeyUsage) else {
            report.found("there is no extKeyUsage");
            return;
        };
        if extension.critical {
            report.found("extKeyUsage is critical");
        }
        let mut is_server = false;
        for usage in extensions.usages() {
            if usage == oid::SERVER_AUTH.as_bytes() {
                is_server = true;
            } else if usage == oid::CLIENT_AUTH.as_bytes() {
                let gone = context.policy.issuance.client_auth_leaves_from.has_come(context.issued_at);
                if gone && context.trust == Trust::Public {
                    report.found("client authentication is no longer allowed");
                }
            } else {
                report.found(format!("the usage {} is not for TLS servers", dotted(usage)));
            }
        }
        if !is_server {
            report.found("extKeyUsage lacks serverAuth");
        }
    });
