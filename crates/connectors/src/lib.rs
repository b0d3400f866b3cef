//! The outside world behind the ports of the application: name servers, web servers, and later the rest.
//!
//! No rules stand here: connectors report what they saw or did, the domain judges it.

pub mod authority;
mod json_post;
pub mod payment;
pub mod perspective;
pub mod tls_client;
pub mod transparency;
pub mod upstream;
pub mod validation;
