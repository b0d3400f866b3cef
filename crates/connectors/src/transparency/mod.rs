//! Certificate Transparency logs over HTTP (RFC 6962 section 4).

mod absent;

pub use absent::AbsentLogs;
