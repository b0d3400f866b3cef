//! The body is a basic response.

use super::OcspCheck;
use crate::lint::names::dotted;
use crate::lint::rule::Rule;

/// id-pkix-ocsp-basic, 1.3.6.1.5.5.7.48.1.1.
const BASIC: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 48, 1, 1];

pub(super) const RULE: Rule<OcspCheck> = Rule::error("RFC 6960 section 4.2.1", |response, _, report| {
    if let Some(body) = &response.body
        && body.kind != BASIC
    {
        report.found(format!("the response type {} is not the basic one", dotted(body.kind)));
    }
});
