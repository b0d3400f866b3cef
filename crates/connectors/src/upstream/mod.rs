//! Upstream authorities spoken to over ACME (RFC 8555), with the library instant-acme.

mod absent;
mod account;
mod acme;
mod errors;
mod hook;
mod http;
mod progress;
mod settings;

pub use absent::AbsentUpstreams;
pub use acme::AcmeUpstreams;
pub use settings::{Challenge, ExternalAccount, UpstreamLimits, UpstreamSettings, UpstreamSetupError};
