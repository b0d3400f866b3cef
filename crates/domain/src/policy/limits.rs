//! The policy's plain numbers: names, keys, issuance, quota, and sizes of requests, pages and texts.

use super::schedule::UtcDate;
use crate::name::Name;
use serde::Deserialize;

/// Limits on names of catalogue products (A2, A5).
#[derive(Clone, PartialEq, Eq, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct NamePolicy {
    /// Characters of a name as it stands in the certificate.
    pub length_max: usize,
    /// Labels of a name.
    pub levels_max: usize,
    /// Suffixes under which nothing is issued.
    pub blocked_suffixes: Vec<String>,
}

impl NamePolicy {
    /// The blocked suffix that a name ends in.
    pub fn blocked_suffix(&self, name: &Name) -> Option<&str> {
        let suffixes = self.blocked_suffixes.iter().map(String::as_str);
        suffixes.into_iter().find(|suffix| name.dns().is_some_and(|name| name.ends_in(suffix)))
    }
}

/// Rules on subscriber keys (BR 6.1.5, 6.1.6).
#[derive(Clone, PartialEq, Eq, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct KeyPolicy {
    /// Smallest RSA modulus in bits.
    pub rsa_bits_min: usize,
    /// Largest RSA modulus in bits that is looked at.
    pub rsa_bits_max: usize,
    /// The modulus is a multiple of so many bits.
    pub rsa_bits_multiple: usize,
    /// Smallest public exponent; it is odd.
    pub rsa_exponent_min: u64,
    /// Rounds of the search for close primes.
    pub fermat_rounds: u32,
    /// Characters of a key password.
    pub password_length_max: usize,
}

/// Certificates being sealed.
#[derive(Clone, PartialEq, Eq, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct IssuancePolicy {
    /// Seconds by which notBefore precedes the signature.
    pub backdate_seconds: i64,
    /// Days by which the validity given stays below the maximum.
    pub days_less: i64,
    /// First day on which leaves carry server authentication only.
    pub client_auth_leaves_from: UtcDate,
    /// Longest validity in days of a certificate without CRL and OCSP pointers.
    pub short_lived_days_max: i64,
    /// Random bits of a serial at least.
    pub serial_random_bits_min: u32,
}

/// Bounds that lints hold certificates, revocation lists and OCSP answers against.
#[derive(Clone, PartialEq, Eq, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct LintPolicy {
    /// Seconds that notBefore may lie before or after the signature.
    pub not_before_skew_seconds_max: i64,
    /// Seconds from thisUpdate to nextUpdate of a list of subscriber certificates.
    pub list_next_update_seconds_max: i64,
    /// Days from thisUpdate to nextUpdate of a list of CA certificates.
    pub authority_list_next_update_days_max: i64,
    /// Seconds that an OCSP answer is good for at least.
    pub ocsp_validity_seconds_min: i64,
    /// Seconds that an OCSP answer is good for at most.
    pub ocsp_validity_seconds_max: i64,
    /// Octets of a nonce in an OCSP answer.
    pub ocsp_nonce_bytes_max: usize,
    /// Days that a root lasts at least.
    pub root_validity_days_min: i64,
    /// Days that a root lasts at most.
    pub root_validity_days_max: i64,
    /// Days that a delegated OCSP responder's certificate lasts.
    pub responder_validity_days_max: i64,
}

/// The embedded authorities.
#[derive(Clone, PartialEq, Eq, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct AuthorityPolicy {
    /// Years that a root lasts.
    pub root_validity_years: i64,
    /// Years that an intermediate lasts.
    pub intermediate_validity_years: i64,
    /// Days before its end from which an issuing authority is rotated.
    pub rotate_days_before: i64,
    /// Seconds from an authority's announcement to its first certificate: all nodes know it by then.
    pub announce_seconds: i64,
}

/// How often revocation lists are made and how long they are good.
#[derive(Clone, PartialEq, Eq, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct RevocationListPolicy {
    /// Seconds from one list to the next.
    pub refresh_seconds: i64,
    /// Seconds from thisUpdate to nextUpdate.
    pub next_update_seconds: i64,
    /// Parts of an issuer's list; a certificate names its part. 0: lists are whole.
    pub shards: i64,
}

/// Free certificates in force (B1).
#[derive(Clone, PartialEq, Eq, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct QuotaPolicy {
    /// For one account.
    pub free_per_account: i64,
    /// For one primary domain over the whole service.
    pub free_per_primary_domain: i64,
}

/// Sizes of requests, pages and texts.
#[derive(Clone, PartialEq, Eq, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Characters of a certificate's alias.
    pub alias_length_max: usize,
    /// Ids in one call.
    pub ids_per_call_max: usize,
    /// Tags on one certificate or CSR.
    pub tags_per_resource_max: usize,
    /// Characters of a tag's key.
    pub tag_key_length_max: usize,
    /// Characters of a tag's value.
    pub tag_value_length_max: usize,
    /// Projects of one account.
    pub projects_per_account_max: usize,
    /// Characters of a CSR's remark.
    pub csr_remark_length_max: usize,
    /// Certificates on a page when no number is asked for.
    pub certificates_page_default: i64,
    /// Certificates on a page at most.
    pub certificates_page_max: i64,
    /// CSRs on a page when no number is asked for.
    pub csrs_page_default: i64,
    /// CSRs on a page at most.
    pub csrs_page_max: i64,
    /// Packages on a page when no number is asked for.
    pub packages_page_default: i64,
    /// Packages on a page at most.
    pub packages_page_max: i64,
    /// Operation log lines on a page when no number is asked for.
    pub logs_page_default: i64,
    /// Operation log lines on a page at most.
    pub logs_page_max: i64,
    /// Days of the operation log shown when no range is asked for.
    pub logs_window_days: i64,
    /// Seconds after its application in which a free certificate is not deleted.
    pub free_delete_hold_seconds: i64,
    /// Seconds by which the time stamp of a signed request may differ from the clock.
    pub clock_window_seconds: i64,
    /// Identical uploads that are kept apart.
    pub identical_uploads_max: i64,
    /// Octets of an uploaded certificate chain or key.
    pub upload_bytes_max: usize,
    /// Octets of a CSR in text.
    pub csr_bytes_max: usize,
    /// Certificates in an uploaded chain.
    pub chain_certificates_max: usize,
    /// Seconds for which a download link is good.
    pub download_link_seconds: i64,
}
