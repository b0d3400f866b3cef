//! A success has a body; an error has a known number and none.

use super::OcspCheck;
use crate::lint::rule::Rule;

pub(super) const RULE: Rule<OcspCheck> =
    Rule::error("RFC 6960 sections 4.2.1 and 2.3", |response, _, report| {
        // 4 is not used; 1 malformedRequest, 2 internalError, 3 tryLater, 5 sigRequired, 6 unauthorized.
        if response.status > 6 || response.status == 4 {
            report.found(format!("the status {} does not exist", response.status));
        }
        match (&response.body, response.status) {
            (None, 0) => report.found("a successful response has no body"),
            (Some(_), status) if status != 0 => report.found(format!("an error ({status}) has a body")),
            _ => {}
        }
    });
