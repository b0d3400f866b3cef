//! What the operator and the policy decide about probing.

use ipnet::IpNet;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

/// Whether answers of the DNS must be proven (trust rule "DNSSEC").
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Dnssec {
    /// Signed zones must validate, unsigned ones must be proven unsigned.
    Validate {
        /// DNSKEY records, in zone file form, that are trusted beside the built-in root keys; a root key in the
        /// file takes the place of the built-in ones.
        trust_anchor_file: Option<PathBuf>,
    },
    /// Answers are taken as they come: for private zones without signatures.
    Off,
}

/// Everything the prober must be told (`validation.*` in the configuration, `challenge` in the policy).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProbeSettings {
    /// Recursive or authoritative servers to ask; each is asked and compared. Empty: those of the system.
    pub dns_servers: Vec<SocketAddr>,
    /// Whether DNS answers are validated.
    pub dnssec: Dnssec,
    /// Port contacted for `http` (80 to the outside).
    pub http_port: u16,
    /// Port contacted for `https` (443 to the outside).
    pub https_port: u16,
    /// Contacts loopback, private and other special addresses too. Without it they are refused
    /// (must never happen, number 22).
    pub allow_private_addresses: bool,
    /// Networks that are contacted although they are special.
    pub allowed_networks: Vec<IpNet>,
    /// Longest time of one probe, all look-ups, redirects and the whole body included (E4: 30 seconds).
    pub probe_timeout: Duration,
    /// Longest body read.
    pub body_limit_bytes: u64,
    /// How the prober names itself to web servers.
    pub user_agent: String,
    /// Redirects followed by a file probe (E2: 0 by default).
    pub max_redirects: u8,
    /// Statuses that count as redirects when any are followed.
    pub redirect_statuses: Vec<u16>,
    /// Follows redirects only to hosts with the same primary domain.
    pub file_redirect_same_primary: bool,
    /// Redirects followed by an http-01 probe (RFC 8555 section 8.3; 10 by default), to any host.
    pub http_01_redirects: u8,
    /// Statuses that count as redirects there.
    pub http_01_redirect_statuses: Vec<u16>,
    /// Port contacted for tls-alpn-01 (443 to the outside).
    pub tls_alpn_port: u16,
}

/// Why the prober could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// The system's list of name servers is unreadable or empty.
    #[error("the system's name servers could not be read ({detail}); set `validation.dns_servers`")]
    SystemServers {
        /// What went wrong.
        detail: String,
    },
    /// The trust anchor file is unreadable or holds no DNSKEY record.
    #[error(
        "the DNSSEC trust anchor file {file} is not usable ({detail}); it holds DNSKEY records in zone file form"
    )]
    TrustAnchors {
        /// Path of the file.
        file: String,
        /// What went wrong.
        detail: String,
    },
    /// The TLS client could not be made.
    #[error("the TLS client for HTTPS probes could not be made: {detail}")]
    Tls {
        /// What went wrong.
        detail: String,
    },
}
