//! The verbs: one use-case per file, the ports they need from outside, and the engine of stored tasks.
//!
//! A use-case fetches, asks the domain, and saves rows, operation-log lines and follow-up tasks in one unit of
//! work. Rooms do not call each other; they meet through events in [`reactions`].

pub mod ctx;
pub mod failure;
mod key_maker;
mod kin;
mod annotations;
mod secret_code;
mod backoff;
mod blocked_key;
pub mod desk;
pub mod letter;
mod board;
mod evidence;
mod fresh_id;
pub mod ports;
mod own_certificate;
pub mod reactions;
pub mod revocation;
pub mod vault;

pub mod account;
pub mod acme;
pub mod authority;
pub mod benefit;
pub mod certificate;
pub mod csr;
pub mod engine;
pub mod examination;
pub mod issuance;
pub mod money;
pub mod operation_log;
pub mod order;
pub mod review;
pub mod organization;
pub mod reissue;
pub mod renewal;
pub mod validation;

mod service;

pub use ctx::Ctx;
pub use failure::{Code, Failure};
pub use service::{App, Settings};
