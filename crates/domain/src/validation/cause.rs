//! Why a proof was not found, and what to do about it (E6): every cause has its own code and remedy.

use serde::{Deserialize, Serialize};

/// The likely cause of a failed look, worst first when several apply.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub enum Cause {
    /// The record or file is there with another value.
    WrongValue {
        /// What was found.
        found: Vec<String>,
    },
    /// Resolvers disagree: some still serve an earlier answer.
    StaleTtl {
        /// The largest TTL seen with the earlier answer, in seconds.
        ttl_seconds: u32,
    },
    /// The record stands at another name than the one asked for.
    WrongHost {
        /// Where it was found.
        found_at: String,
    },
    /// The name does not exist in the DNS.
    NoSuchName,
    /// The name exists, the record does not.
    RecordMissing,
    /// The server has no such file (HTTP 404).
    FileMissing,
    /// A resolver answered with an error.
    ServerError {
        /// The response code.
        code: String,
    },
    /// DNSSEC validation failed.
    Dnssec {
        /// What was wrong.
        detail: String,
    },
    /// Nothing answered within the time for one probe.
    TimedOut {
        /// The limit in seconds.
        after_seconds: u64,
    },
    /// The host has no address.
    NoAddress,
    /// The host leads to an address that is never contacted.
    BlockedAddress {
        /// The address.
        address: String,
    },
    /// No web server listens.
    NotListening,
    /// The connection broke.
    ConnectionFailed {
        /// What happened.
        detail: String,
    },
    /// The TLS handshake failed.
    Tls {
        /// What happened.
        detail: String,
    },
    /// The TLS server did not show the certificate of the challenge.
    WrongCertificate {
        /// What was wrong.
        detail: String,
    },
    /// No record gives this account leave to prove the name by dns-persist-01.
    PersistRefused {
        /// Why each record that was found does not.
        reasons: Vec<String>,
    },
    /// The server redirects.
    Redirect {
        /// HTTP status.
        status: u16,
        /// Where to.
        location: String,
    },
    /// The server answered with another status than 200.
    HttpStatus {
        /// HTTP status.
        status: u16,
    },
    /// The answer is larger than a proof can be.
    TooLarge {
        /// The limit in bytes.
        limit_bytes: u64,
    },
    /// CAA records do not let us issue, or could not be looked up (E7).
    Caa {
        /// Which, and what to do.
        detail: String,
    },
    /// This machine saw the proof, and too few of the remote perspectives did (BR 3.2.2.9).
    NotCorroborated {
        /// How the votes fell.
        detail: String,
    },
}

impl Cause {
    /// A stable code for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Cause::WrongValue { .. } => "wrong-value",
            Cause::StaleTtl { .. } => "stale-ttl",
            Cause::WrongHost { .. } => "wrong-host",
            Cause::NoSuchName => "nxdomain",
            Cause::RecordMissing => "record-missing",
            Cause::FileMissing => "file-missing",
            Cause::ServerError { .. } => "server-error",
            Cause::Dnssec { .. } => "dnssec",
            Cause::TimedOut { .. } => "timed-out",
            Cause::NoAddress => "no-address",
            Cause::BlockedAddress { .. } => "blocked-address",
            Cause::NotListening => "not-listening",
            Cause::ConnectionFailed { .. } => "connection-failed",
            Cause::Tls { .. } => "tls",
            Cause::WrongCertificate { .. } => "wrong-certificate",
            Cause::PersistRefused { .. } => "persist-refused",
            Cause::Redirect { .. } => "redirect",
            Cause::HttpStatus { .. } => "http-status",
            Cause::TooLarge { .. } => "too-large",
            Cause::Caa { .. } => "caa",
            Cause::NotCorroborated { .. } => "not-corroborated",
        }
    }

    /// What was seen and what to do, in one or two sentences. `place` is the record owner or URL asked for,
    /// `expected` the value that should be there.
    pub fn explain(&self, place: &str, expected: &str) -> String {
        match self {
            Cause::WrongValue { found } => format!(
                "{place} holds another value ({}); set it to {expected} exactly, without quotes or spaces",
                quoted(found)
            ),
            Cause::StaleTtl { ttl_seconds } => format!(
                "some resolvers already see the right value at {place}, others still serve the old answer; wait up to {ttl_seconds} seconds for it to run out"
            ),
            Cause::WrongHost { found_at } => format!(
                "the right value stands at {found_at}, not at {place}; your provider may append the zone by itself: enter the host in its short form"
            ),
            Cause::NoSuchName => format!(
                "{place} does not exist in the DNS (NXDOMAIN); add the record at the provider that serves the zone, and check that the domain is registered and delegated"
            ),
            Cause::RecordMissing => {
                format!("{place} has no record of the type asked for; add it with the value {expected}")
            }
            Cause::FileMissing => format!(
                "the web server has no file at {place} (HTTP 404); put a file there whose whole content is {expected}"
            ),
            Cause::ServerError { code } => {
                format!("a name server answered {code} for {place}; check the zone at your DNS provider")
            }
            Cause::Dnssec { detail } => format!(
                "the answer for {place} failed DNSSEC validation ({detail}); renew the zone's signatures or correct the DS record at the registrar"
            ),
            Cause::TimedOut { after_seconds } => format!(
                "nothing answered for {place} within {after_seconds} seconds; check that the server is up and that no firewall drops the request"
            ),
            Cause::NoAddress => {
                format!(
                    "the host of {place} has no A or AAAA record, so no file can be fetched; add one or use DNS validation"
                )
            }
            Cause::BlockedAddress { address } => format!(
                "the host of {place} leads to {address}, a loopback, private or otherwise special address that is never contacted; publish a public address or use DNS validation"
            ),
            Cause::NotListening => {
                format!("no web server listens for {place} on port 80 or 443; start it or open the port")
            }
            Cause::ConnectionFailed { detail } => {
                format!(
                    "the connection for {place} failed ({detail}); check the web server and the network before it"
                )
            }
            Cause::Tls { detail } => format!(
                "port 443 answers for {place}, but the TLS handshake failed ({detail}); repair HTTPS or close the port while validating"
            ),
            Cause::WrongCertificate { detail } => format!(
                "{place} does not show the certificate of the challenge ({detail}); start the ACME client that answers tls-alpn-01 on this port"
            ),
            Cause::PersistRefused { reasons } => format!(
                "no record at {place} gives this account leave ({}); add a TXT record with the value {expected}",
                reasons.join("; ")
            ),
            Cause::Redirect { status, location } => format!(
                "{place} answers {status} and redirects to {location}; the file must be served directly with status 200"
            ),
            Cause::HttpStatus { status } => format!(
                "{place} answers with status {status}; the file must be served directly with status 200"
            ),
            Cause::TooLarge { limit_bytes } => format!(
                "the content at {place} is longer than {limit_bytes} bytes; serve a file whose whole content is {expected}"
            ),
            Cause::Caa { detail } => detail.clone(),
            Cause::NotCorroborated { detail } => format!(
                "{place} is right as seen from here, but {detail}; check that every region of the Internet sees it, and wait if the record is new"
            ),
        }
    }
}

fn quoted(values: &[String]) -> String {
    values.iter().map(|v| format!("{v:?}")).collect::<Vec<_>>().join(", ")
}
