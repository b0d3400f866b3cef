//! Rules for every certificate, of an authority or a subscriber.

mod extension_repeated;
mod issuer_bytes;
mod public_key;
mod serial_number;
mod signature_algorithm;
mod signature_algorithms_agree;
mod time_encoding;
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
    public_key,
    unique_identifiers,
    extension_repeated,
];
