//! ACME use-cases on a real SQLite register with the embedded authority; only the outside world is played.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

#[path = "../support/mod.rs"]
mod support;

#[macro_use]
mod client;
mod accounts;
mod issuance;
mod orders;
mod proofs;
mod renewal;
mod revocation;
