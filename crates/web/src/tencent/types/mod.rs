//! Data types of the cloud API that stand in answers, one concept per file.

pub mod account_transaction;
pub mod certificate_extra;
pub mod certificate_item;
pub mod chain;
pub mod company;
pub mod company_audit;
pub mod csr_item;
pub mod deletion;
pub mod manager_domain;
pub mod operation_log;
pub mod order;
pub mod package;
pub mod submitted_data;
pub mod tags;
pub mod validation;
pub mod voucher;
