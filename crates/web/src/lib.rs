//! The front ends: thin translations between the outside's wire formats and the use-cases.
//!
//! Each front end is a module that knows the use-cases and never another front end.

pub mod acme;
pub mod edge;
pub mod payments;
pub mod public;
pub mod secret;
pub mod server;
pub mod settings;
pub mod tencent;
