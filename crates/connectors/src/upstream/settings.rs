//! What the operator says about upstreams (`[upstream.NAME]` in the configuration).

use crate::tls_client::TlsSetupError;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;
use zeroize::Zeroizing;

/// One upstream authority.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UpstreamSettings {
    /// Its name.
    pub name: String,
    /// Brands that it issues for.
    pub brands: Vec<String>,
    /// Its directories, the preferred one first; the others are asked when that one fails.
    pub directories: Vec<String>,
    /// Roots for TLS beside the public ones.
    pub ca_file: Option<PathBuf>,
    /// Contacts of our account, as URLs (`mailto:...`).
    pub contacts: Vec<String>,
    /// The external account that our account is bound to (RFC 8555 section 7.3.4).
    pub external_account: Option<ExternalAccount>,
    /// How names are proved.
    pub challenge: Challenge,
    /// The directory's profile, if it offers some (draft-ietf-acme-profiles).
    pub profile: Option<String>,
}

/// How names are proved to an upstream.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Challenge {
    /// By Chancery's own HTTP address, to which the names' port 80 must lead.
    Http01,
    /// In the DNS, by a program of the operator's: `HOOK add|remove _acme-challenge.NAME VALUE`.
    Dns01 {
        /// The program.
        hook: PathBuf,
    },
}

/// An external account and its key: secret.
#[derive(Clone, PartialEq, Eq)]
pub struct ExternalAccount {
    /// Its id.
    pub id: String,
    /// Its HMAC key.
    pub key: Zeroizing<Vec<u8>>,
}

impl fmt::Debug for ExternalAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ExternalAccount({}, ***)", self.id)
    }
}

/// The policy's limits on one answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct UpstreamLimits {
    /// Longest wait.
    pub answer: Duration,
    /// Longest body read.
    pub answer_bytes_max: usize,
}

/// Why an upstream cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum UpstreamSetupError {
    /// TLS.
    #[error("upstream.{name}: ca_file: {cause}")]
    Tls {
        /// The upstream.
        name: String,
        /// What is wrong.
        cause: TlsSetupError,
    },
    /// The HTTP client.
    #[error("upstream.{name}: the HTTP client could not be made: {detail}")]
    Http {
        /// The upstream.
        name: String,
        /// What is wrong.
        detail: String,
    },
    /// Two upstreams for one brand.
    #[error("upstream.{name}: brands: another upstream issues for {brand:?} already")]
    BrandTwice {
        /// The upstream.
        name: String,
        /// The brand.
        brand: String,
    },
}
