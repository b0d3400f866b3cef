//! Stored tasks and who works on them.

use super::Stored;
use chancery_domain::ids::TaskId;
use chancery_domain::time::Timestamp;

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
    /// Make revocation lists and OCSP answers anew before they grow old; one for the whole register.
    RefreshRevocation,
    /// Revoke the other certificates of a compromised key; the subject is the key's SHA-256.
    RevokeKey,
    /// Look for the proof of an ACME challenge whose look was begun and not ended; the subject is the authorization.
    ValidateAcmeAuthorization,
    /// Go on with ACME orders whose issuance was begun and not ended; one for the whole register.
    ResumeAcmeOrders,
    /// Issue the next certificate of an order that renews itself (RFC 8739); the subject is the order.
    RenewAcmeOrder,
    /// Close an order that was not paid in time; the subject is the order.
    CloseUnpaidOrder,
    /// Carry out a refund that was asked for; the subject is the order.
    FinishRefund,
    /// Let the points of a package lapse at its end; the subject is the package.
    ExpirePackage,
    /// Return the points of a transfer code that nobody redeemed; the subject is the code's SHA-256.
    LapseTransfer,
    /// Forget ACME orders, authorizations and nonces that ended long ago; one for the whole register.
    ForgetAcme,
    /// Revoke a certificate whose revocation nothing stands in the way of any more.
    CarryOutRevocation,
    /// Revoke or give up the reissues of a revoked certificate.
    RevokeKin,
    /// Go on with a certificate that an upstream authority issues; the subject is the certificate.
    FollowUpstream,
    /// Apply for the next certificates of paid terms (K3); one for the whole register.
    ContinueTerms,
    /// Renew certificates that pay for themselves (K4); one for the whole register.
    RenewByItself,
    /// Remind holders of certificates that end soon; one for the whole register.
    RemindOfEnds,
    /// Pack the search texts of large accounts; one for the whole register.
    PackSearchTexts,
    /// Look for the proof of a domain of an administrator; the subject is the domain's number.
    CheckAdministratorDomain,
}

impl TaskKind {
    /// Every kind.
    pub const ALL: &[TaskKind] = &[
        TaskKind::CheckValidation,
        TaskKind::SignCertificate,
        TaskKind::ExpireCertificates,
        TaskKind::ForgetReplays,
        TaskKind::RefreshRevocation,
        TaskKind::RevokeKey,
        TaskKind::ValidateAcmeAuthorization,
        TaskKind::ResumeAcmeOrders,
        TaskKind::RenewAcmeOrder,
        TaskKind::ForgetAcme,
        TaskKind::CloseUnpaidOrder,
        TaskKind::FinishRefund,
        TaskKind::ExpirePackage,
        TaskKind::LapseTransfer,
        TaskKind::CarryOutRevocation,
        TaskKind::RevokeKin,
        TaskKind::FollowUpstream,
        TaskKind::ContinueTerms,
        TaskKind::RenewByItself,
        TaskKind::RemindOfEnds,
        TaskKind::PackSearchTexts,
        TaskKind::CheckAdministratorDomain,
    ];

    /// A stable word for storage.
    pub fn code(self) -> &'static str {
        match self {
            TaskKind::CheckValidation => "check-validation",
            TaskKind::SignCertificate => "sign-certificate",
            TaskKind::ExpireCertificates => "expire-certificates",
            TaskKind::ForgetReplays => "forget-replays",
            TaskKind::RefreshRevocation => "refresh-revocation",
            TaskKind::RevokeKey => "revoke-key",
            TaskKind::ValidateAcmeAuthorization => "validate-acme-authorization",
            TaskKind::ResumeAcmeOrders => "resume-acme-orders",
            TaskKind::RenewAcmeOrder => "renew-acme-order",
            TaskKind::ForgetAcme => "forget-acme",
            TaskKind::CloseUnpaidOrder => "close-unpaid-order",
            TaskKind::FinishRefund => "finish-refund",
            TaskKind::ExpirePackage => "expire-package",
            TaskKind::LapseTransfer => "lapse-transfer",
            TaskKind::CarryOutRevocation => "carry-out-revocation",
            TaskKind::RevokeKin => "revoke-kin",
            TaskKind::FollowUpstream => "follow-upstream",
            TaskKind::ContinueTerms => "continue-terms",
            TaskKind::RenewByItself => "renew-by-itself",
            TaskKind::RemindOfEnds => "remind-of-ends",
            TaskKind::PackSearchTexts => "pack-search-texts",
            TaskKind::CheckAdministratorDomain => "check-administrator-domain",
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
