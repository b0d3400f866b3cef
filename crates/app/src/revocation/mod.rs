//! Revoking, and telling the world: revocation lists and OCSP answers.

mod answer_ocsp;
mod delegate;
mod pair;
mod publish_crl;
mod refresh;
mod revoke;
mod revoke_key;
mod serial_of;
mod watch;

pub use crate::board::{Board, BoardSettings, Document};
pub use answer_ocsp::{OcspAnswer, answer_ocsp, kept_answer};
pub use publish_crl::publish_crl;
pub use refresh::refresh;
pub use revoke::revoke;
pub use revoke_key::revoke_key;
pub use serial_of::serial_of;
pub use watch::watch;
