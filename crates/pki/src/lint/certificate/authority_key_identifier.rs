//! authorityKeyIdentifier is there, holds a key identifier and nothing else, and the issuer's own.

use crate::lint::CertificateCheck;
use crate::lint::names::hexadecimal;
use crate::lint::read::Known;
use crate::lint::rule::Rule;

pub(super) const RULE: Rule<CertificateCheck> =
    Rule::error("BR 7.1.2.11.1; RFC 5280 section 4.2.1.1", |certificate, context, report| {
        let extensions = &certificate.extensions;
        let is_self_issued = certificate.issuer.whole == certificate.subject.whole;
        if !extensions.has(Known::AuthorityKeyIdentifier) {
            // A root may leave it out, since it names itself.
            if !is_self_issued {
                report.found("there is no authorityKeyIdentifier");
            }
            return;
        }
        if extensions.authority_has_certificate {
            report.found("authorityKeyIdentifier names the issuer's certificate");
        }
        let Some(identifier) = extensions.authority_key_identifier else {
            report.found("authorityKeyIdentifier holds no key identifier");
            return;
        };
        let wanted = context.issuer.and_then(|issuer| issuer.key_identifier);
        let wanted = wanted.or(if is_self_issued { extensions.subject_key_identifier } else { None });
        if wanted.is_some_and(|wanted| wanted != identifier) {
            report.found(format!("authorityKeyIdentifier {} is not the issuer's", hexadecimal(identifier)));
        }
    });
