//! Looking for the proofs of domain control (E1, E2, E6; RFC 8555 section 8): in the DNS, on web servers and in
//! certificates, from this machine.
//!
//! [`NetworkProber`] is the port's implementation. It asks only the configured name servers, contacts only the
//! addresses they gave and that [`special_address`] lets pass, and keeps nothing between two looks.

mod any_certificate;
mod caa_lookup;
mod dns;
mod dns_direct;
mod dns_exchange;
mod dns_finding;
mod dns_message;
mod dns_proof;
mod file_proof;
mod host_addresses;
mod http_fetch;
mod limited;
mod probe;
mod redirect;
mod settings;
pub mod special_address;
mod tcp;
mod tls_alpn_01;

pub use dns::{Look, Resolvers};
pub use probe::NetworkProber;
pub use settings::{Dnssec, ProbeSettings, SetupError};
