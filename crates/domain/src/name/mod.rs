//! The room of DNS names: what may stand in a certificate, how it is spelled, and which names belong together
//! (rules A2, A3, A5 and must-never 13).

mod bonus;
mod dns_name;
mod error;
mod primary;
mod script;
mod spelling;
mod wildcard;

pub use bonus::{BonusRules, bonus_names};
pub use dns_name::DnsName;
pub use error::NameError;
pub use wildcard::Name;

#[cfg(test)]
mod tests;
