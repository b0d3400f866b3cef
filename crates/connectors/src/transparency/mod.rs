//! Certificate Transparency logs over HTTP (RFC 6962 section 4).

mod absent;
mod answer;
mod network;
mod settings;

pub use absent::AbsentLogs;
pub use network::LogNetwork;
pub use settings::{LogSettings, LogSetupError, TransparencySettings};
