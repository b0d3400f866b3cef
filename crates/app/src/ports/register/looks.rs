//! What validation saw.

use super::Stored;
use chancery_domain::ids::CertificateId;
use chancery_domain::time::Timestamp;
use chancery_domain::validation::{Corroboration, Observation, Verdict};
use serde::{Deserialize, Serialize};

/// The last look at one challenge.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct Look {
    /// Which challenge of the certificate.
    pub position: usize,
    /// When.
    pub at: Timestamp,
    /// What was seen.
    pub observations: Vec<Observation>,
    /// How the remote perspectives voted.
    #[serde(default)]
    pub corroboration: Corroboration,
    /// What it came to.
    pub verdict: Verdict,
}

/// What validation saw.
pub trait Looks {
    /// Keeps this look as the last one at its challenge.
    fn put_look(&mut self, id: &CertificateId, look: &Look) -> Stored<()>;
    /// Forgets all looks of a certificate.
    fn drop_looks(&mut self, id: &CertificateId) -> Stored<()>;
    /// The last look at each challenge, in the order of positions.
    fn looks(&mut self, id: &CertificateId) -> Stored<Vec<Look>>;
}
