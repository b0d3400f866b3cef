//! Upstream authorities spoken to over ACME (RFC 8555), with the library instant-acme.

mod absent;

pub use absent::AbsentUpstreams;
