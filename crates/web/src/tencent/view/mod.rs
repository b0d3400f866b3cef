//! From what the use-cases return to the words, numbers and empty values that clients of the cloud API expect.

pub mod application;
pub mod chain;
pub mod company;
pub mod csr;
pub mod ids;
pub mod item;
pub mod letter;
pub mod order;
pub mod proof;
pub mod renewal_key;
pub mod service_type;
pub mod shown;
pub mod status;
pub mod submitted;
pub mod validation;
