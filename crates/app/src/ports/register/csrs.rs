//! CSR management.

use super::Stored;
use chancery_domain::csr::CsrRecord;
use chancery_domain::ids::{AccountId, CertificateId, CsrId};
use chancery_domain::key::KeyFamily;
use std::fmt;

/// A page of CSR records.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CsrPage {
    /// The rows, newest first.
    pub items: Vec<CsrRecord>,
    /// How many match in all.
    pub total: u64,
}

/// The texts of a CSR record.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct CsrFiles {
    /// The request, once generated.
    pub csr_der: Option<Vec<u8>>,
    /// The private key, sealed: a serialized `KeyForm`.
    pub sealed_key: Option<Vec<u8>>,
    /// The certificate application that uses it, if one does.
    pub used_by: Option<CertificateId>,
}

impl fmt::Debug for CsrFiles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CsrFiles").field("used_by", &self.used_by).finish_non_exhaustive()
    }
}

/// CSR management.
pub trait Csrs {
    /// Adds a record under the next number of the whole register and returns that.
    fn insert_csr(&mut self, record: &CsrRecord, files: &CsrFiles) -> Stored<CsrId>;
    /// The record with its files.
    fn csr(&mut self, id: CsrId) -> Stored<Option<(CsrRecord, CsrFiles)>>;
    /// Writes record and files back.
    fn update_csr(&mut self, record: &CsrRecord, files: &CsrFiles) -> Stored<()>;
    /// Removes it.
    fn delete_csr(&mut self, id: CsrId) -> Stored<()>;
    /// A page of an account's records; `domain` matches a part of the name, `family` the key's family.
    fn list_csrs(
        &mut self,
        account: AccountId,
        domain: Option<&str>,
        family: Option<KeyFamily>,
        offset: u64,
        limit: u64,
    ) -> Stored<CsrPage>;
}
