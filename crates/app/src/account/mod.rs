//! Tenants and their API keys.

mod authenticate;
mod create;
mod create_key;

pub use authenticate::{Credential, authenticate};
pub use create::{Created, create};
pub use create_key::create_key;
