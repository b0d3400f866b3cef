//! A precertificate has the poison and no timestamps; a certificate has timestamps, at least one, or none at all.

use crate::asn1::{Reader, tag};
use crate::lint::CertificateCheck;
use crate::lint::read::Known;
use crate::lint::rule::Rule;

pub(super) const RULE: Rule<CertificateCheck> =
    Rule::error("RFC 6962 sections 3.1 and 3.3; BR 7.1.2.11.3", |certificate, _, report| {
        let Some(list) = certificate.extensions.get(Known::SctList) else { return };
        if certificate.extensions.has(Known::PrecertificatePoison) {
            report.found("it has both the poison of a precertificate and a list of timestamps");
        }
        let is_list =
            Reader::only(list.value, tag::OCTET_STRING).is_ok_and(|bytes| is_timestamp_list(bytes.content));
        if !is_list {
            report.found("the list of timestamps is empty or malformed");
        }
    });

/// `SerializedSCT SCTList<1..2^16-1>` in TLS form: a length, then timestamps that each have a length.
fn is_timestamp_list(bytes: &[u8]) -> bool {
    let Some((list, [])) = vector(bytes) else { return false };
    let mut rest = list;
    while let Some((timestamp, after)) = vector(rest) {
        // Version 1 is 0; then 32 octets of log, 8 of time, 2 of extensions and a signature.
        if timestamp.first() != Some(&0) || timestamp.len() < 43 {
            return false;
        }
        if after.is_empty() {
            return true;
        }
        rest = after;
    }
    false
}

/// A vector with a length of two octets, and what follows it.
fn vector(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<2>()?;
    rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))
}
