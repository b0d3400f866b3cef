//! The contract of every room, checked on both databases: one list of functions, run on each.
//!
//! PostgreSQL is named by `CHANCERY_TEST_POSTGRES`, a URL to a server where tests may create databases; each test
//! has a database of its own. `./dev test` starts such a server.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

#[macro_use]
mod support;
mod samples;

mod accounts;
mod acme_accounts;
mod acme_orders;
mod authorities;
mod benefits;
mod caa_checks;
mod certificate_lists;
mod certificates;
mod csrs;
mod deletions;
mod dues;
mod durability;
mod encryption_certificates;
mod evidences;
mod issuances;
mod ledger;
mod looks;
mod lost_commits;
mod opening;
mod operation_logs;
mod orders;
mod organizations;
mod quotas;
mod reissues;
mod replays;
mod reviews;
mod revocations;
mod tasks;
mod units;
mod upstream_orders;
mod vouchers;
