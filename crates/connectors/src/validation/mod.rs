//! Looking for the proofs of domain control (E1, E2, E6): in the DNS and on web servers, from this machine.
//!
//! [`NetworkProber`] is the port's implementation. It asks only the configured name servers, contacts only the
//! addresses they gave and that [`special_address`] lets pass, and keeps nothing between two looks.

mod any_certificate;
mod caa_lookup;
mod dns;
mod dns_finding;
mod dns_proof;
mod file_proof;
mod host_addresses;
mod http_fetch;
mod probe;
mod redirect;
mod settings;
pub mod special_address;

pub use dns::{Look, Resolvers};
pub use probe::NetworkProber;
pub use settings::{Dnssec, ProbeSettings, SetupError};
