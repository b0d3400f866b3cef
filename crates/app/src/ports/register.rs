//! The register: every room's rows, in plain calls. One contract per room; the store's test suite checks it on
//! both databases.
//!
//! All calls happen inside a unit of work (see [`super::Store`]) and see the unit's own earlier writes.

use chancery_domain::certificate::{Certificate, StageKind, Tag, Usage};
use chancery_domain::csr::CsrRecord;
use chancery_domain::ids::{AccountId, CertificateId, CsrId, OrderId, ProjectId, SecretId, TaskId};
use chancery_domain::issuance::{Issuance, Serial};
use chancery_domain::key::KeyFamily;
use chancery_domain::operation_log::Line;
use chancery_domain::order::{Order, OrderStage};
use chancery_domain::quota::QuotaUse;
use chancery_domain::time::Timestamp;
use chancery_domain::validation::{Observation, Verdict};
use serde::{Deserialize, Serialize};
use std::fmt;

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
    + Authorities
    + Certificates
    + Csrs
    + Deletions
    + Issuances
    + Looks
    + OperationLogs
    + Orders
    + Quotas
    + Replays
    + Tasks
{
}

impl<T> Register for T where
    T: Accounts
        + Authorities
        + Certificates
        + Csrs
        + Deletions
        + Issuances
        + Looks
        + OperationLogs
        + Orders
        + Quotas
        + Replays
        + Tasks
{
}

/// A tenant.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Account {
    /// Its number.
    pub id: AccountId,
    /// Its name.
    pub name: String,
    /// When it was made.
    pub created_at: Timestamp,
}

/// An API key. Its secret is sealed under the master key.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiKey {
    /// The public half.
    pub id: SecretId,
    /// Whose it is.
    pub account: AccountId,
    /// The sealed secret half.
    pub sealed_secret: Vec<u8>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was switched off, if it was.
    pub disabled_at: Option<Timestamp>,
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiKey").field("id", &self.id).field("account", &self.account).finish_non_exhaustive()
    }
}

/// Accounts and their keys.
pub trait Accounts {
    /// Makes an account with the next number (from [`AccountId::FIRST`]); call under [`super::Scope::System`].
    fn new_account(&mut self, name: &str, now: Timestamp) -> Stored<Account>;
    /// The account, if there is one.
    fn account(&mut self, id: AccountId) -> Stored<Option<Account>>;
    /// All accounts in the order of their numbers.
    fn accounts(&mut self) -> Stored<Vec<Account>>;
    /// Adds a key; [`StoreError::Taken`] when its id is already there.
    fn add_key(&mut self, key: &ApiKey) -> Stored<()>;
    /// The key, also a disabled one.
    fn key(&mut self, id: &SecretId) -> Stored<Option<ApiKey>>;
}

/// An issuing or root certificate with its sealed key.
#[derive(Clone, PartialEq, Eq)]
pub struct AuthorityRecord {
    /// Its id: `root`, or brand and family such as `trustasia-ecc`.
    pub id: String,
    /// The brand's key; empty for the root.
    pub brand: String,
    /// The family of its key.
    pub family: KeyFamily,
    /// Its certificate.
    pub certificate_der: Vec<u8>,
    /// Its private key (PKCS#8), sealed.
    pub sealed_key: Vec<u8>,
    /// When it was made.
    pub created_at: Timestamp,
}

impl fmt::Debug for AuthorityRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthorityRecord").field("id", &self.id).finish_non_exhaustive()
    }
}

/// The embedded authority's certificates and sealed keys.
pub trait Authorities {
    /// All of them, the root first.
    fn authorities(&mut self) -> Stored<Vec<AuthorityRecord>>;
    /// Adds one; [`StoreError::Taken`] when its id is already there.
    fn add_authority(&mut self, record: &AuthorityRecord) -> Stored<()>;
}

/// What belongs to a certificate but is too large for lists.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct CertificateFiles {
    /// The CSR.
    pub csr_der: Option<Vec<u8>>,
    /// The leaf certificate.
    pub leaf_der: Option<Vec<u8>>,
    /// The certificates above the leaf in order, the root last when it is known.
    pub chain_der: Vec<Vec<u8>>,
    /// The private key, sealed: a serialized `KeyForm`.
    pub sealed_key: Option<Vec<u8>>,
    /// Whether it may be downloaded.
    pub download_allowed: bool,
}

impl fmt::Debug for CertificateFiles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CertificateFiles")
            .field("key_held", &self.sealed_key.is_some())
            .finish_non_exhaustive()
    }
}

/// Which certificates of an account to list. Empty or absent members do not restrict.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct CertificateFilter {
    /// Part of the id, the alias, or any name (case does not matter).
    pub search: Option<String>,
    /// Any of these stages. `Some(vec![])` matches nothing.
    pub stages: Option<Vec<StageKind>>,
    /// Server or CA certificates.
    pub usage: Option<Usage>,
    /// Only uploaded ones, or only those applied for here.
    pub uploaded: Option<bool>,
    /// One project.
    pub project: Option<ProjectId>,
    /// All of these tags.
    pub tags: Vec<Tag>,
    /// Any of these ids. `Some(vec![])` matches nothing.
    pub ids: Option<Vec<CertificateId>>,
    /// Issued ones whose last second is at or after the first moment and at or before the second.
    pub ends_between: Option<(Timestamp, Timestamp)>,
    /// Order of the list.
    pub order: CertificateOrder,
    /// Rows to skip.
    pub offset: u64,
    /// Rows to return at most.
    pub limit: u64,
}

/// Order of a list; the id breaks ties.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum CertificateOrder {
    /// Latest application or upload first.
    #[default]
    NewestFirst,
    /// Earliest end first; those without an end come last.
    ExpiryAscending,
    /// Latest end first; those without an end come last.
    ExpiryDescending,
}

/// One page of a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CertificatePage {
    /// The rows.
    pub items: Vec<Certificate>,
    /// How many match in all.
    pub total: u64,
}

/// Certificates. Cost contract: a page costs by its own length and offset, not by what the register holds, when
/// the filter restricts nothing but stages (counts are kept per account and stage).
pub trait Certificates {
    /// Adds a certificate with its files; [`StoreError::Taken`] when its id was ever used.
    fn insert_certificate(&mut self, certificate: &Certificate, files: &CertificateFiles) -> Stored<()>;
    /// The certificate.
    fn certificate(&mut self, id: &CertificateId) -> Stored<Option<Certificate>>;
    /// Writes all its members back.
    fn update_certificate(&mut self, certificate: &Certificate) -> Stored<()>;
    /// Its files.
    fn certificate_files(&mut self, id: &CertificateId) -> Stored<Option<CertificateFiles>>;
    /// Writes all its files back.
    fn update_certificate_files(&mut self, id: &CertificateId, files: &CertificateFiles) -> Stored<()>;
    /// Takes it out of every list together with its files and looks; its id is never used again, and what was
    /// signed for it stays known ([`Issuances`]).
    fn delete_certificate(&mut self, id: &CertificateId) -> Stored<()>;
    /// A page of an account's certificates.
    fn list_certificates(
        &mut self,
        account: AccountId,
        filter: &CertificateFilter,
    ) -> Stored<CertificatePage>;
    /// An account's certificates with this SHA-1 fingerprint (lower-case hex), oldest first, at most `limit`.
    fn certificates_with_fingerprint(
        &mut self,
        account: AccountId,
        sha1: &str,
        limit: u64,
    ) -> Stored<Vec<CertificateId>>;
    /// Issued certificates of all accounts whose last second is before `now`, at most `limit`.
    fn certificates_to_expire(
        &mut self,
        now: Timestamp,
        limit: u64,
    ) -> Stored<Vec<(AccountId, CertificateId)>>;
    /// Notes that this public key (SHA-256 of its SubjectPublicKeyInfo, hex) belongs to that certificate's order.
    /// Returns the certificate that has it already, if another has; nothing is changed then. A key stays noted
    /// when its certificate is deleted.
    fn claim_public_key(&mut self, spki_sha256: &str, id: &CertificateId) -> Stored<Option<CertificateId>>;
}

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

/// Orders.
pub trait Orders {
    /// Adds an order under the next number and returns that.
    fn insert_order(&mut self, order: &Order) -> Stored<OrderId>;
    /// The order.
    fn order(&mut self, id: OrderId) -> Stored<Option<Order>>;
    /// Moves it to another stage.
    fn set_order_stage(&mut self, id: OrderId, stage: OrderStage) -> Stored<()>;
}

/// Uses of the quota of free certificates (B1, B2).
pub trait Quotas {
    /// Notes that a certificate uses quota.
    fn insert_quota_use(
        &mut self,
        id: &CertificateId,
        account: AccountId,
        primary_domain: &str,
        quota_use: &QuotaUse,
    ) -> Stored<()>;
    /// The use of a certificate.
    fn quota_use(&mut self, id: &CertificateId) -> Stored<Option<QuotaUse>>;
    /// Changes it.
    fn update_quota_use(&mut self, id: &CertificateId, quota_use: &QuotaUse) -> Stored<()>;
    /// How many uses of the account are in force at `now`, counting no further than `cap`.
    fn quota_used_by_account(&mut self, account: AccountId, now: Timestamp, cap: u64) -> Stored<u64>;
    /// How many uses of the primary domain are in force at `now`, counting no further than `cap`.
    fn quota_used_by_domain(&mut self, primary_domain: &str, now: Timestamp, cap: u64) -> Stored<u64>;
    /// Until the unit ends, no other unit counts or changes this primary domain's uses.
    fn lock_primary_domain(&mut self, primary_domain: &str) -> Stored<()>;
}

/// The last look at one challenge.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct Look {
    /// Which challenge of the certificate.
    pub position: usize,
    /// When.
    pub at: Timestamp,
    /// What was seen.
    pub observations: Vec<Observation>,
    /// What it came to.
    pub verdict: Verdict,
}

/// What validation saw.
pub trait Looks {
    /// Keeps this look as the last one at its challenge.
    fn put_look(&mut self, id: &CertificateId, look: &Look) -> Stored<()>;
    /// The last look at each challenge, in the order of positions.
    fn looks(&mut self, id: &CertificateId) -> Stored<Vec<Look>>;
}

/// Serials and what was signed under them.
pub trait Issuances {
    /// Records a serial before it is signed; [`StoreError::Taken`] when the serial was ever recorded, or the
    /// certificate has one already.
    fn record_issuance(&mut self, issuance: &Issuance) -> Stored<()>;
    /// The record of a serial.
    fn issuance(&mut self, serial: &Serial) -> Stored<Option<Issuance>>;
    /// The record of a certificate.
    fn issuance_for(&mut self, id: &CertificateId) -> Stored<Option<Issuance>>;
    /// Keeps the signed certificate, unless one is kept already.
    fn keep_signed(&mut self, serial: &Serial, certificate_der: &[u8]) -> Stored<()>;
}

/// A page of the operation log.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LogPage {
    /// The lines, latest first.
    pub items: Vec<Line>,
    /// How many lie in the time range.
    pub total: u64,
}

/// The operation log.
pub trait OperationLogs {
    /// Position and hash of the account's last line; (0, genesis) when there is none.
    fn log_head(&mut self, account: AccountId) -> Stored<(i64, String)>;
    /// Adds a line and makes it the head.
    fn append_line(&mut self, line: &Line) -> Stored<()>;
    /// Lines of a chain after a position, in order, at most `limit`.
    fn log_lines(&mut self, account: AccountId, after: i64, limit: u64) -> Stored<Vec<Line>>;
    /// Lines between two moments, both included, latest first.
    fn list_log(
        &mut self,
        account: AccountId,
        from: Timestamp,
        to: Timestamp,
        offset: u64,
        limit: u64,
    ) -> Stored<LogPage>;
}

/// Kinds of stored tasks.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum TaskKind {
    /// Look for the proofs of a certificate.
    CheckValidation,
    /// Sign a certificate whose names are proved.
    SignCertificate,
    /// Move ended certificates to expired; one for the whole register.
    ExpireCertificates,
    /// Forget replay marks whose window has passed; one for the whole register.
    ForgetReplays,
}

impl TaskKind {
    /// Every kind.
    pub const ALL: [TaskKind; 4] = [
        TaskKind::CheckValidation,
        TaskKind::SignCertificate,
        TaskKind::ExpireCertificates,
        TaskKind::ForgetReplays,
    ];

    /// A stable word for storage.
    pub fn code(self) -> &'static str {
        match self {
            TaskKind::CheckValidation => "check-validation",
            TaskKind::SignCertificate => "sign-certificate",
            TaskKind::ExpireCertificates => "expire-certificates",
            TaskKind::ForgetReplays => "forget-replays",
        }
    }
}

/// A task to be stored. There is at most one task of a kind for a subject.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewTask {
    /// What to do.
    pub kind: TaskKind,
    /// To what: a certificate id, or empty.
    pub subject: String,
    /// Not before this moment.
    pub due_at: Timestamp,
}

/// A task that a worker has claimed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StoredTask {
    /// Its number.
    pub id: TaskId,
    /// What to do.
    pub kind: TaskKind,
    /// To what.
    pub subject: String,
    /// How often it was claimed, this time included.
    pub attempts: i64,
    /// Grows whenever the task is asked for again; finishing needs the same value.
    pub generation: i64,
}

/// Stored tasks. Claims are exclusive: of any number of workers at the same time exactly one gets a due task, until
/// its lease ends.
pub trait Tasks {
    /// Stores a task. If there is one of this kind and subject, it becomes due at the earlier of both moments,
    /// its generation grows and its attempts start anew.
    fn add_task(&mut self, task: &NewTask) -> Stored<()>;
    /// Takes up to `limit` tasks that are due at `now` and not leased, earliest first, until `lease_until`.
    fn claim_tasks(
        &mut self,
        owner: &str,
        now: Timestamp,
        lease_until: Timestamp,
        limit: u64,
    ) -> Stored<Vec<StoredTask>>;
    /// Removes a task that was done. If it was asked for again meanwhile (another generation) it stays and only
    /// its lease ends.
    fn finish_task(&mut self, task: &StoredTask, owner: &str) -> Stored<()>;
    /// Ends the lease and makes it due at `due_at`; keeps the attempt count.
    fn postpone_task(&mut self, task: &StoredTask, owner: &str, due_at: Timestamp, error: &str)
    -> Stored<()>;
    /// The task of a kind for a subject: (due, attempts, last error).
    fn task(&mut self, kind: TaskKind, subject: &str) -> Stored<Option<(Timestamp, i64, String)>>;
    /// Removes the task of a kind for a subject, if there is one.
    fn drop_task(&mut self, kind: TaskKind, subject: &str) -> Stored<()>;
    /// How many tasks are due at `now` but not done, for the metrics.
    fn overdue_tasks(&mut self, now: Timestamp) -> Stored<u64>;
}

/// What is known of a request's signature.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Replay {
    /// It was never seen; now it is noted.
    First,
    /// It was seen, and this was the answer.
    Answered(String),
    /// It was seen and is not answered yet, or its answer was lost in a crash.
    Unanswered,
}

/// Marks of mutating requests, so that a replay is answered but not run again.
pub trait Replays {
    /// Notes a signature until `expires_at`, or says what is known of it. Exactly one of several callers at the
    /// same time gets [`Replay::First`].
    fn claim_signature(&mut self, signature: &str, expires_at: Timestamp) -> Stored<Replay>;
    /// Keeps the answer.
    fn keep_answer(&mut self, signature: &str, answer: &str) -> Stored<()>;
    /// Forgets the marks that expired before `now`.
    fn forget_signatures(&mut self, now: Timestamp) -> Stored<()>;
}

/// How the deletion of one certificate in a batch ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DeletionOutcome {
    /// It is gone.
    Done,
    /// It was refused.
    Refused,
}

/// One line of a batch deletion.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DeletionRecord {
    /// The task's id, as given to the caller.
    pub task: String,
    /// Whose it is.
    pub account: AccountId,
    /// The certificate.
    pub certificate: CertificateId,
    /// How it ended.
    pub outcome: DeletionOutcome,
    /// Why it was refused; empty otherwise.
    pub error: String,
    /// The names the certificate had.
    pub domains: Vec<String>,
    /// When.
    pub at: Timestamp,
}

/// Results of batch deletions, kept for the caller to ask.
pub trait Deletions {
    /// Keeps a result.
    fn insert_deletion(&mut self, record: &DeletionRecord) -> Stored<()>;
    /// Results by task id, only those of the account.
    fn deletions(&mut self, account: AccountId, tasks: &[String]) -> Stored<Vec<DeletionRecord>>;
}
