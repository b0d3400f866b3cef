//! The room of names and addresses: what may stand in a certificate, how it is spelled, and which names belong together
//! (rules A2 to A5 and must-never 13).

mod bonus;
mod dns_name;
mod error;
mod primary;
mod script;
mod spelling;
mod kind;

pub use bonus::{BonusRules, bonus_names};
pub use dns_name::DnsName;
pub use error::NameError;
pub use kind::Name;

#[cfg(test)]
mod tests;
