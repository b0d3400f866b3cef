//! The register: every room's rows, in plain calls. One contract per room; the store's test suite checks it on
//! both databases.
//!
//! All calls happen inside a unit of work (see [`super::Store`]) and see the unit's own earlier writes.

mod accounts;
mod acme_accounts;
mod acme_authorizations;
mod acme_orders;
mod authorities;
mod benefits;
mod caa_checks;
mod certificates;
mod csrs;
mod deletions;
mod documents;
mod evidences;
mod encryption_certificates;
mod dues;
mod issuances;
mod ledger;
mod looks;
mod operation_logs;
mod orders;
mod organizations;
mod reissues;
mod replays;
mod reviews;
mod revocations;
mod search_texts;
mod tasks;
mod upstream_orders;
mod vouchers;

pub use accounts::{Account, Accounts, ApiKey};
pub use acme_accounts::{AcmeAccounts, AcmeBindings, Binding};
pub use acme_authorizations::{AcmeAuthorizations, AcmeRates};
pub use acme_orders::AcmeOrders;
pub use authorities::{Authorities, AuthorityRecord, CrossCertificate, KeyPlace};
pub use benefits::Benefits;
pub use caa_checks::{CaaCheck, CaaChecks};
pub use certificates::{
    CertificateFiles, CertificateFilter, CertificateOrder, CertificatePage, Certificates, Child,
};
pub use csrs::{CsrFiles, CsrPage, Csrs};
pub use deletions::{DeletionOutcome, DeletionRecord, Deletions};
pub use documents::Documents;
pub use dues::{Concern, Dues};
pub use encryption_certificates::{EncryptionCertificate, EncryptionCertificates};
pub use evidences::{DomainEvidence, Evidences};
pub use issuances::Issuances;
pub use ledger::{EntryPage, Ledger, LedgerFault, PaymentRecord, ReportMark};
pub use looks::{Look, Looks};
pub use operation_logs::{LogPage, OperationLogs};
pub use orders::{OrderFilter, OrderPage, Orders, Quotas, TokenUse};
pub use organizations::{AdministratorDomains, OrganizationPage, Organizations};
pub use reissues::Reissues;
pub use replays::{Replay, Replays};
pub use reviews::{ReviewFilter, ReviewPage, Reviews};
pub use revocations::{NewRevocation, Revocations, Standing, StoredList};
pub use search_texts::SearchTexts;
pub use tasks::{NewTask, StoredTask, TaskKind, Tasks};
pub use upstream_orders::UpstreamOrders;
pub use vouchers::{VoucherFilter, Vouchers};

/// Why the register did not do something.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum StoreError {
    /// A row with this key is already there.
    #[error("{0} is already there")]
    Taken(&'static str),
    /// The database is busy, away, or aborted the unit; it may be run again.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// A row cannot be understood, or a statement is wrong: a fault of ours.
    #[error("the register is inconsistent: {0}")]
    Broken(String),
}

impl From<StoreError> for crate::failure::Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable(cause) => Self::storage(cause),
            StoreError::Taken(_) | StoreError::Broken(_) => Self::internal(error),
        }
    }
}

/// Result of a call to the register.
pub type Stored<T> = Result<T, StoreError>;

/// Everything the register keeps.
pub trait Register:
    Accounts
    + AcmeAccounts
    + AcmeAuthorizations
    + AcmeBindings
    + AcmeOrders
    + AcmeRates
    + AdministratorDomains
    + Authorities
    + Benefits
    + CaaChecks
    + Certificates
    + Csrs
    + Deletions
    + Documents
    + Evidences
    + EncryptionCertificates
    + Dues
    + Issuances
    + Ledger
    + Looks
    + OperationLogs
    + Orders
    + Organizations
    + Quotas
    + Reissues
    + Replays
    + Reviews
    + Revocations
    + SearchTexts
    + Tasks
    + UpstreamOrders
    + Vouchers
{
}

impl<T> Register for T where
    T: Accounts
        + AcmeAccounts
        + AcmeAuthorizations
        + AcmeBindings
        + AcmeOrders
        + AcmeRates
        + AdministratorDomains
        + Authorities
        + Benefits
        + CaaChecks
        + Certificates
        + Csrs
        + Deletions
        + Documents
        + Evidences
        + EncryptionCertificates
        + Dues
        + Issuances
        + Ledger
        + Looks
        + OperationLogs
        + Orders
        + Organizations
        + Quotas
        + Reissues
        + Replays
        + Reviews
        + Revocations
        + SearchTexts
        + Tasks
        + UpstreamOrders
        + Vouchers
{
}
