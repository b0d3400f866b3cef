//! What one look from one place saw. Connectors write these; the rules only read them.

use serde::{Deserialize, Serialize};

/// One look-up or request, from one place, with what came back.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct Observation {
    /// Where it was seen from or asked: `resolver 192.0.2.53:53`, `http 192.0.2.80:80`.
    pub viewpoint: String,
    /// What was asked for: `TXT _dnsauth.example.org`, `http://example.org/.well-known/...`.
    pub question: String,
    /// Whether it counts for the verdict or only helps to explain a failure.
    pub purpose: Purpose,
    /// What came back.
    pub finding: Finding,
    /// How long it took, in milliseconds.
    pub milliseconds: u64,
}

/// Why a look-up was made.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub enum Purpose {
    /// It decides.
    Proof,
    /// Made only after a failure, at a place where the record may have been put by mistake.
    Hint,
}

/// What came back from one look-up or request.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub enum Finding {
    /// The values of the records of the type asked for (TXT strings joined, names without trailing dot).
    Values {
        /// Each record's value.
        values: Vec<String>,
        /// The smallest TTL of the answer in seconds.
        ttl_seconds: u32,
    },
    /// The name exists, but has no record of the type asked for.
    NoRecord,
    /// The name does not exist (NXDOMAIN).
    NoSuchName,
    /// The server answered with an error (`SERVFAIL`, `REFUSED`, ...).
    ServerError {
        /// The response code as text.
        code: String,
    },
    /// DNSSEC validation failed: bogus, or the chain of trust could not be fetched.
    DnssecFailed {
        /// What was wrong.
        detail: String,
    },
    /// No answer within the time allowed for one probe.
    TimedOut {
        /// The limit that was reached, in seconds.
        after_seconds: u64,
    },
    /// Nothing answered the attempt to connect within its time: a firewall that drops, or no machine.
    ConnectTimedOut {
        /// The limit that was reached, in seconds.
        after_seconds: u64,
    },
    /// The host has no address, so nothing could be fetched.
    NoAddress,
    /// The address is loopback, private, link-local or otherwise special and was not contacted
    /// (must never happen, number 22).
    BlockedAddress {
        /// The refused address.
        address: String,
    },
    /// Nothing listens at the address and port.
    ConnectionRefused,
    /// The connection failed in another way.
    ConnectionFailed {
        /// What happened.
        detail: String,
    },
    /// The TLS handshake failed.
    TlsFailed {
        /// What happened.
        detail: String,
    },
    /// A certificate of the form that RFC 8737 section 3 asks for.
    AcmeCertificate {
        /// The digest in its acmeIdentifier extension, in lower-case hex.
        digest: String,
    },
    /// A TLS server answered, but not with the protocol or the certificate that RFC 8737 section 3 asks for.
    WrongCertificate {
        /// What was wrong.
        detail: String,
    },
    /// A redirect that the policy does not follow.
    Redirected {
        /// HTTP status.
        status: u16,
        /// The `Location` header, shortened.
        location: String,
    },
    /// A status other than 200.
    HttpStatus {
        /// HTTP status.
        status: u16,
    },
    /// A 200 answer with this content.
    Content {
        /// The body, shortened for the record when it does not match.
        text: String,
    },
    /// The body was longer than the policy reads.
    TooLarge {
        /// The limit in bytes.
        limit_bytes: u64,
    },
}
