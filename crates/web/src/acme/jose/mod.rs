//! JOSE as RFC 8555 section 6.2 narrows it: flattened JWS, account keys as JWK, and nothing optional.
//!
//! Reading is strict: what a signature covers must mean one thing only, so repeated members, unknown parts, padded or
//! sloppy base64url and surprising algorithms are refused before any cryptography is done.

pub mod algorithm;
pub mod base64url;
pub mod binding;
pub mod header;
pub mod jwk;
pub mod jws;
pub mod strict_json;

#[cfg(test)]
mod vectors;

pub use algorithm::Algorithm;
pub use header::{Header, Signer};
pub use jwk::{AccountKey, KeyError};
pub use jws::{Jws, JwsError};
