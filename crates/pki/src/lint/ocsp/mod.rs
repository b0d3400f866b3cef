//! Rules for OCSP responses.

mod answers_present;
mod certificate_identifier;
mod nonce;
mod reason;
mod responder_identifier;
mod response_status;
mod response_type;
mod signature_algorithm;
mod time_form;
mod validity;

use super::Context;
use super::read::OcspResponse;
use super::rule::{Listed, Report, rules};

/// A check of a response.
pub(super) type OcspCheck = fn(&OcspResponse<'_>, &Context<'_>, &mut Report);

pub(super) const RULES: &[Listed<OcspCheck>] = rules![
    response_status,
    response_type,
    responder_identifier,
    signature_algorithm,
    answers_present,
    certificate_identifier,
    time_form,
    validity,
    reason,
    nonce,
];
