//! Remote perspectives (BR 3.2.2.9): the same look made by small processes elsewhere, spoken to over mutual TLS.
//!
//! [`PerspectiveServer`] is such a process: it has its own name servers, looks as it is told and keeps nothing.
//! [`EverywhereProber`] is the coordinator's side. A remote perspective decides nothing and is believed nothing but
//! what it says it saw; its name and region are the coordinator's own.

mod everywhere;
mod remote;
mod server;
mod setup;
mod wire;

pub use everywhere::EverywhereProber;
pub use server::{PerspectiveServer, ServerSettings};
pub use setup::{PerspectiveSetupError, RemoteSettings};
