//! Rules for certificate revocation lists.

mod authority_key_identifier;
mod entries;
mod extensions;
mod issuer_bytes;
mod issuing_distribution_point;
mod number;
mod reasons;
mod serial_repeated;
mod signature_algorithm;
mod times;
mod version;

use super::Context;
use super::read::RevocationList;
use super::rule::{Listed, Report, rules};

/// A check of a list.
pub(super) type RevocationListCheck = fn(&RevocationList<'_>, &Context<'_>, &mut Report);

pub(super) const RULES: &[Listed<RevocationListCheck>] = rules![
    version,
    signature_algorithm,
    issuer_bytes,
    times,
    extensions,
    authority_key_identifier,
    number,
    issuing_distribution_point,
    entries,
    reasons,
    serial_repeated,
];

/// Content of the identifiers of a list's extensions, id-ce 2.5.29.
mod identifiers {
    pub const AUTHORITY_KEY_IDENTIFIER: &[u8] = &[0x55, 0x1d, 35];
    pub const NUMBER: &[u8] = &[0x55, 0x1d, 20];
    pub const REASON: &[u8] = &[0x55, 0x1d, 21];
    pub const INVALIDITY_DATE: &[u8] = &[0x55, 0x1d, 24];
    pub const ISSUING_DISTRIBUTION_POINT: &[u8] = &[0x55, 0x1d, 28];
}
