//! Servers and tools that tests and the demonstration need beside Chancery itself. Never part of the product.

pub mod acme_tls;
pub mod dns_records;
pub mod dns_zone_server;
pub mod http_stub;
pub mod named;
pub mod self_signed;

pub use dns_records::{Misbehaviour, Question, Transport};
pub use dns_zone_server::DnsZoneServer;
pub use http_stub::{HttpStub, Reply};
