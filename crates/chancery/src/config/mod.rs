//! The configuration: defaults, then the file, then the environment, then `--set`; each key checked where it is read.

mod layers;
mod payments;
mod perspective;
mod settings;
mod transparency;
mod upstream;

pub use settings::{Config, Dnssec, Log, OcspResponder};
pub use upstream::Upstream;
