//! Revoking, and telling the world: revocation lists and OCSP answers.

mod answer_ocsp;
mod carry_out;
mod delegate;
mod pair;
mod publish_crl;
mod refresh;
mod request;
mod revoke;
mod revoke_key;
mod revoke_kin;
mod serial_of;
mod verdict;
mod watch;

pub use crate::board::{Board, BoardSettings, Document};
pub use answer_ocsp::{OcspAnswer, answer_ocsp, kept_answer};
pub use carry_out::carry_out;
pub use publish_crl::publish_crl;
pub use refresh::refresh;
pub use request::request;
pub use revoke::{owner_of, revoke};
pub use revoke_key::revoke_key;
pub use revoke_kin::revoke_kin;
pub use serial_of::serial_of;
pub use verdict::{letter_uploaded, review_passed, review_refused};
pub use watch::watch;
