//! A listed signature algorithm.

use super::OcspCheck;
use crate::lint::certificate::signature_algorithm::is_listed;
use crate::lint::names::hexadecimal;
use crate::lint::rule::Rule;

pub(super) const RULE: Rule<OcspCheck> = Rule::error("BR 7.1.3.2", |response, context, report| {
    if let Some(body) = &response.body
        && !is_listed(body.algorithm, context.trust)
    {
        report.found(format!("the signature algorithm {} is not listed", hexadecimal(body.algorithm)));
    }
});
