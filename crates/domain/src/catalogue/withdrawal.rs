//! What a revocation asked for by a tenant has to pass before it is carried out: data of each product line (I2).

use serde::{Deserialize, Serialize};

/// The way of a revocation (I2, seed 001 "Revoking different types of certificates").
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Debug)]
#[serde(rename_all = "kebab-case")]
pub enum RevocationPath {
    /// Staff look at the reason: SM2 DV and everything of WoTrus.
    Review,
    /// A stamped letter or form is uploaded, then staff look at it: OV and EV.
    Letter,
    /// The names are proved again: DV of all other brands.
    Proof,
}
