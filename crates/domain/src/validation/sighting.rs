//! One look from everywhere: what the primary perspective saw, and each remote one within the same attempt.

use super::caa::{CaaAnswer, CaaLook, climb};
use super::observation::Observation;
use crate::name::DnsName;
use serde::{Deserialize, Serialize};

/// One look at a proof.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct Sighting {
    /// What this machine saw.
    pub primary: Vec<Observation>,
    /// What each configured remote perspective saw.
    pub remotes: Vec<RemoteSighting>,
}

/// What one remote perspective saw of a proof.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct RemoteSighting {
    /// Its name.
    pub perspective: String,
    /// The region of the address registry that it stands in, such as `RIPE NCC`.
    pub region: String,
    /// What it saw; empty when it gave no answer of this attempt in time, which counts as disagreeing.
    pub observations: Vec<Observation>,
}

/// One look at the CAA records that count for a name.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct CaaSighting {
    /// What this machine saw.
    pub primary: Vec<CaaLook>,
    /// What each configured remote perspective saw.
    pub remotes: Vec<RemoteCaa>,
}

/// What one remote perspective saw of CAA.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct RemoteCaa {
    /// Its name.
    pub perspective: String,
    /// The region of the address registry that it stands in.
    pub region: String,
    /// What it saw; empty when it gave no answer of this attempt in time, which counts as disagreeing.
    pub looks: Vec<CaaLook>,
}

impl From<Vec<Observation>> for Sighting {
    fn from(primary: Vec<Observation>) -> Self {
        Sighting { primary, remotes: Vec::new() }
    }
}

impl From<Vec<CaaLook>> for CaaSighting {
    fn from(primary: Vec<CaaLook>) -> Self {
        CaaSighting { primary, remotes: Vec::new() }
    }
}

impl CaaSighting {
    /// What is seen where neither the name nor an ancestor has CAA records.
    pub fn without_records(name: &DnsName, viewpoint: &str) -> Self {
        let look = |step: DnsName| CaaLook {
            viewpoint: viewpoint.to_owned(),
            name: step.to_string(),
            answer: CaaAnswer::NoRecords { ttl_seconds: 0 },
            milliseconds: 0,
        };
        climb(name).into_iter().map(look).collect::<Vec<_>>().into()
    }
}
