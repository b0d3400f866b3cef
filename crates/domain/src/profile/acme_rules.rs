//! What a profile allows over ACME: challenges, kinds of names, and how long orders and proofs last.

use serde::Deserialize;

/// Challenge types that a profile may offer, by their names in the protocol: RFC 8555 section 8, RFC 8737, and the
/// drafts draft-ietf-acme-dns-account-label and draft-ietf-acme-dns-persist.
pub const CHALLENGE_NAMES: [&str; 5] =
    ["http-01", "dns-01", "tls-alpn-01", "dns-account-01", "dns-persist-01"];

/// Rules of one profile over ACME.
#[derive(Clone, PartialEq, Eq, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct AcmeRules {
    /// Challenges offered, among [`CHALLENGE_NAMES`], in the order in which they are offered.
    pub challenges: Vec<String>,
    /// Whether DNS names may be asked for.
    pub dns: bool,
    /// Whether DNS names may begin with `*`.
    pub wildcard: bool,
    /// Whether IP addresses may be asked for (RFC 8738).
    pub ip: bool,
    /// Identifiers of one order at most.
    pub names_max: usize,
    /// Whether orders may renew themselves (RFC 8739).
    pub star: bool,
    /// Seconds after which an unfinished order ends.
    pub order_lifetime_seconds: i64,
    /// Seconds after which an authorization without proof ends.
    pub authorization_lifetime_seconds: i64,
    /// Seconds for which a proof counts; the dated policy may shorten it.
    pub authorization_reuse_seconds: i64,
    /// Where the renewal window begins, in hundredths of the validity (RFC 9773).
    pub renewal_from_percent: i64,
    /// Where it ends.
    pub renewal_to_percent: i64,
}
