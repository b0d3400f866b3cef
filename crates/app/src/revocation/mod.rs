//! Revoking, and telling the world: revocation lists and OCSP answers.

mod board;
mod revoke;
mod revoke_key;

pub use board::Board;
pub use revoke::revoke;
pub use revoke_key::revoke_key;
