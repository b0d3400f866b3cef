//! Servers and tools that tests and the demonstration need beside Chancery itself. Never part of the product.

pub mod acme_tls;
pub mod ct_log;
mod ct_log_merkle;
mod ct_log_precertificate;
pub mod dns_records;
pub mod dns_zone_server;
pub mod http_stub;
pub mod named;
pub mod pebble;
mod ports;
pub mod self_signed;

pub use ct_log::{CtLog, Fault};
pub use dns_records::{Misbehaviour, Question, Transport};
pub use dns_zone_server::DnsZoneServer;
pub use http_stub::{HttpStub, Reply};
pub use pebble::Pebble;
pub use ports::free_port;
