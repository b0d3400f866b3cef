//! Revoking, and telling the world: revocation lists and OCSP answers.

mod answer_ocsp;
mod answers;
mod board;
mod delegate;
mod document;
mod issuer_index;
mod publish_crl;
mod refresh;
mod revoke;
mod revoke_key;
mod serial_of;
mod watch;

pub use answer_ocsp::{OcspAnswer, answer_ocsp, kept_answer};
pub use board::{Board, BoardSettings};
pub use document::Document;
pub use publish_crl::publish_crl;
pub use refresh::refresh;
pub use revoke::revoke;
pub use revoke_key::revoke_key;
pub use serial_of::serial_of;
pub use watch::watch;
