//! The nouns and rules of Chancery: values in, values out; no runtime, database, network, clock or chance.
//!
//! Rooms are modules and stand in the order in which they may import each other: a room uses only rooms
//! named before it. `cargo xtask tidy` checks that.

pub mod special_address;
pub mod time;
pub mod ids;
pub mod actor;
pub mod money;
pub mod ledger;
pub mod key;
pub mod name;
pub mod policy;
pub mod profile;
pub mod catalogue;
pub mod voucher;
pub mod csr;
pub mod order;
pub mod benefit;
pub mod upstream;
pub mod validation;
pub mod organization;
pub mod issuance;
pub mod revocation;
pub mod hierarchy;
pub mod certificate;
pub mod refund;
pub mod renewal;
pub mod reissue;
pub mod review;
pub mod acme;
pub mod quota;
pub mod operation_log;
