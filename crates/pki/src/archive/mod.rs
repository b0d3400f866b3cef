//! Stub.
#![allow(missing_docs)]
pub enum KeyForm { None, Plain(crate::private_key::PrivateKey), Protected(crate::pfx::ProtectedKey) }
