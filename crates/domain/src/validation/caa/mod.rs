//! Certification authority authorization (RFC 8659, RFC 8657): which records count, and whether they let us issue.
//!
//! The look-ups are made by the connectors; here stand only the rules over what they saw.

mod decide;
mod issue_value;
mod look;
mod record;

pub use decide::{CaaPermit, CaaQuestion, CaaRefusal, CaaRules, decide};
pub use issue_value::IssueValue;
pub use look::{CaaAnswer, CaaLook, ZoneState, climb};
pub use record::{CaaRecord, MalformedRecord};

#[cfg(test)]
mod tests;
