//! The responder is named by the SHA-1 of its key, twenty octets, or by a name that is not empty.

use super::OcspCheck;
use crate::asn1::{Reader, tag};
use crate::lint::rule::Rule;

/// Octets of SHA-1.
const KEY_HASH_OCTETS: usize = 20;

pub(super) const RULE: Rule<OcspCheck> = Rule::error("RFC 6960 section 4.2.1", |response, _, report| {
    let Some(body) = &response.body else { return };
    let content = body.responder.content;
    let sound = if body.responder.tag == tag::context(1) {
        Reader::only(content, tag::SEQUENCE).is_ok_and(|name| !name.content.is_empty())
    } else {
        Reader::only(content, tag::OCTET_STRING).is_ok_and(|hash| hash.content.len() == KEY_HASH_OCTETS)
    };
    if !sound {
        report.found("the responder's name is empty or its key hash has not 20 octets");
    }
});
