//! Rules for every certificate, of an authority or a subscriber.

pub(super) mod attribute_encoding;
mod attribute_order;
mod attribute_value;
mod authority_key_identifier;
mod country_code;
mod criticality;
mod distribution_points;
mod extension_repeated;
mod extension_unknown;
mod extension_unknown_critical;
mod information_access;
mod issuer_bytes;
mod pointer_host;
mod policies_form;
mod public_key;
mod serial_number;
pub(super) mod signature_algorithm;
mod signature_algorithms_agree;
mod sm2_hierarchy;
pub(super) mod time_encoding;
mod transparency;
mod unique_identifiers;
mod validity_order;
mod version;
mod within_issuer;

use super::CertificateRules;
use super::rule::rules;

pub(super) const RULES: CertificateRules = rules![
    version,
    serial_number,
    signature_algorithm,
    signature_algorithms_agree,
    issuer_bytes,
    time_encoding,
    validity_order,
    within_issuer,
    attribute_encoding,
    attribute_order,
    attribute_value,
    country_code,
    public_key,
    sm2_hierarchy,
    unique_identifiers,
    extension_repeated,
    extension_unknown,
    extension_unknown_critical,
    criticality,
    authority_key_identifier,
    policies_form,
    information_access,
    distribution_points,
    pointer_host,
    transparency,
];
