//! The life after the first issue, on a real SQLite register: reissues (J), paid terms that outlast a certificate (K3),
//! renewal (K1, K2), renewal that pays by itself (K4), reminders (M1), revocations that tenants ask for (I).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

#[path = "../support/mod.rs"]
mod support;

mod asked_for;
mod directory;
mod paid;
mod reissues;
mod reminders;
mod renewals;
mod revocations;
mod terms;
mod undecided;
