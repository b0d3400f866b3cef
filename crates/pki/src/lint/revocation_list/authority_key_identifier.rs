//! The list names its issuer's key.

use super::RevocationListCheck;
use super::identifiers::AUTHORITY_KEY_IDENTIFIER;
use crate::asn1::{Reader, tag};
use crate::lint::rule::Rule;

pub(super) const RULE: Rule<RevocationListCheck> =
    Rule::error("BR 7.2.2; RFC 5280 section 5.2.1", |list, context, report| {
        let Some(extension) = list.extension(AUTHORITY_KEY_IDENTIFIER) else {
            report.found("there is no authorityKeyIdentifier");
            return;
        };
        let identifier = Reader::only(extension.value, tag::SEQUENCE).and_then(|fields| {
            let mut fields = fields.reader();
            let identifier = fields.expect(tag::context_primitive(0))?.content;
            fields.finish()?;
            Ok(identifier)
        });
        let wanted = context.issuer.and_then(|issuer| issuer.key_identifier);
        match (identifier, wanted) {
            (Err(_), _) => report.found("authorityKeyIdentifier is not one key identifier"),
            (Ok(found), Some(wanted)) if found != wanted => {
                report.found("authorityKeyIdentifier is not the issuer's");
            }
            _ => {}
        }
    });
