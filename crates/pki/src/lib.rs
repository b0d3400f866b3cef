//! The floor between bytes and facts: keys, CSRs, certificates, chains, key stores and archives. It has no network,
//! no storage and no clock; chance is drawn only for keys, salts and nonces (see [`chance`]).

pub mod archive;
pub mod asn1;
pub mod authority;
pub mod certificate;
pub mod chain;
pub mod chance;
pub mod csr;
pub mod digest;
pub mod distinguished_name;
pub mod document;
pub mod envelope;
pub mod general_name;
pub mod jks;
pub mod key_check;
pub mod leaf;
pub mod lint;
pub mod ocsp;
pub mod name_constraints;
pub mod pem_text;
pub mod pfx;
pub mod private_key;
pub mod public_key;
pub mod revocation_list;
pub mod signature;
pub mod sm2;
pub mod transparency;
