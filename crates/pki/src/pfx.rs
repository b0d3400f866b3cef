//! Stub.
#![allow(missing_docs)]
#[derive(serde::Serialize, serde::Deserialize, Clone)]
pub struct ProtectedKey {}
impl ProtectedKey {
    pub fn new(_k: &crate::private_key::PrivateKey, _p: &str) -> Result<Self, String> { Err(String::new()) }
    pub fn to_pem(&self) -> String { String::new() }
}
