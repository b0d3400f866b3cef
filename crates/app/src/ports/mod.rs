//! What the use-cases need from outside, as traits: the register, the prober, the authority, the clock.

mod authority;
mod clock;
mod key_module;
mod logs;
mod payment_gateway;
mod prober;
mod register;
mod store;
mod upstream;

pub use authority::{Authority, AuthorityError, IssuerView, LeafRequest, Prepared, Responder};
pub use clock::Clock;
pub use key_module::{KeyModule, ModuleError};
pub use logs::{Logs, LogsError, Submission};
pub use payment_gateway::{GatewayError, PaymentGateway, PaymentReport, ReportKind};
pub use prober::Prober;
pub use register::SearchTexts;
pub use register::{
    Account, Accounts, AcmeAccounts, AcmeAuthorizations, AcmeBindings, AcmeOrders, AcmeRates, ApiKey,
    Authorities, AuthorityRecord, Binding, CaaCheck, CaaChecks, CertificateFiles, CertificateFilter,
    CertificateOrder, CertificatePage, Certificates, CrossCertificate, CsrFiles, CsrPage, Csrs,
    DeletionOutcome, DeletionRecord, Deletions, Documents, DomainEvidence, EntryPage, Evidences, Issuances,
    KeyPlace, Ledger, LedgerFault, LogPage, Look, Looks, NewRevocation, NewTask, OperationLogs, Orders,
    PaymentRecord, Quotas, Register, Replay, Replays, ReportMark, ReviewFilter, ReviewPage, Reviews,
    Revocations, Standing, StoreError, Stored, StoredList, StoredTask, TaskKind, Tasks, UpstreamOrders,
    VoucherFilter, Vouchers,
};
pub use register::{AdministratorDomains, OrganizationPage, Organizations};
pub use register::{Benefits, OrderFilter, OrderPage, TokenUse};
pub use register::{Child, Concern, Dues, Reissues};
pub use register::{EncryptionCertificate, EncryptionCertificates};
pub use store::{Backend, Scope, Store, Unit};
pub use upstream::{AccountKey, Progress, Proof, Session, TxtRecord, Upstream, UpstreamError, Upstreams};
