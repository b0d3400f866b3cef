//! What was asked about CAA and what came back: one look for each name on the way up, by each server.

use crate::name::DnsName;
use crate::validation::Cause;
use serde::{Deserialize, Serialize};

/// One CAA question to one server, with what came back.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct CaaLook {
    /// Who was asked: `resolver 192.0.2.53:53`.
    pub viewpoint: String,
    /// The name asked for, without a trailing dot: the name itself or one of its ancestors.
    pub name: String,
    /// What came back.
    pub answer: CaaAnswer,
    /// How long it took, in milliseconds.
    pub milliseconds: u64,
}

/// What came back. Aliases (CNAME, DNAME) at the name were followed, so records at the target stand here as the
/// name's own (RFC 8659 section 3).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub enum CaaAnswer {
    /// The name has CAA records.
    Records {
        /// Each record's data as it stood on the wire (RFC 8659 section 4.1).
        rdata: Vec<Vec<u8>>,
        /// The smallest TTL of the answer in seconds.
        ttl_seconds: u32,
    },
    /// The name has no CAA record, or does not exist; where zones are validated this was proven.
    NoRecords {
        /// How long that holds, in seconds.
        ttl_seconds: u32,
    },
    /// The server does not recurse and refused: the name stands above the zones that it serves. Told only where an
    /// operator's own servers are asked without a chain of trust from the root.
    NotServed,
    /// There was no usable answer.
    Failed {
        /// Why.
        cause: Cause,
        /// How often was asked.
        tries: u32,
        /// What is known of the zone's signatures.
        zone: ZoneState,
    },
}

/// Whether a zone is signed, as far as a failed look-up leaves that known.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub enum ZoneState {
    /// Nothing is proven; treated as signed.
    Unknown,
    /// Another answer of the same server proved that there is no chain of trust to the zone. That the server gave
    /// this answer also shows that the failure is not our own network's.
    ProvenUnsigned,
}

/// The names whose CAA records count for `name`: itself and its ancestors up to the top-level domain, nearest first
/// (RFC 8659 section 3). The `*.` of a wildcard is not part of it.
pub fn climb(name: &DnsName) -> Vec<DnsName> {
    std::iter::successors(Some(name.clone()), DnsName::parent).collect()
}
