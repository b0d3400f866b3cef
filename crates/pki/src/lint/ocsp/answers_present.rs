//! A basic response says something of at least one certificate.

use super::OcspCheck;
use crate::lint::rule::Rule;

pub(super) const RULE: Rule<OcspCheck> = Rule::error("RFC 6960 section 4.2.2.3", |response, _, report| {
    if let Some(body) = &response.body
        && body.answers().next().is_none()
    {
        report.found("the response says nothing of any certificate");
    }
});
