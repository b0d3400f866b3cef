//! The operation log: who did what, when, from where, with what result; one hash chain per account (N2).
//!
//! Each line carries the hash of the line before it, so a line that is changed, dropped or put in later is found
//! by reading the chain from its beginning.

use crate::ids::{AccountId, CertificateId};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// What was done, in the cloud API's words (`OperationLog.Type`).
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub enum Operation {
    /// Account made by staff.
    AccountCreated,
    /// API key made by staff.
    KeyCreated,
    /// Certificate applied for.
    Applied,
    /// Domain validation passed.
    DomainValidationPassed,
    /// Domain validation ran out of time.
    DomainValidationFailed,
    /// Certificate issued.
    Issued,
    /// The last second of a certificate has passed.
    Expired,
    /// The holder was reminded that a certificate ends soon.
    ExpiryReminded,
    /// Certificate revoked, or the reason of its revocation changed.
    Revoked,
    /// Certificate downloaded.
    Downloaded,
    /// Certificate uploaded.
    Uploaded,
    /// Paid certificate bought.
    Bought,
    /// Information of an application filled in.
    InformationFilledIn,
    /// Information of an application submitted.
    InformationSubmitted,
    /// Confirmation letter uploaded.
    LetterUploaded,
    /// Review put into the queue.
    ReviewOpened,
    /// Review taken, put back, asked in, answered or decided.
    ReviewWorked,
    /// Reviewers reminded by the applicant.
    ReviewReminded,
    /// Uploaded document shown to staff.
    DocumentShown,
    /// Template of a letter downloaded.
    LetterDownloaded,
    /// Review passed.
    ReviewPassed,
    /// Application refused by staff.
    ReviewRefused,
    /// Application opened again for other information.
    Resubmitted,
    /// What was paid went back.
    Refunded,
    /// Reissue asked for.
    Reissued,
    /// Certificate renewed: bought anew in its last days.
    Renewed,
    /// The next certificate of a paid term was applied for by the service.
    TermContinued,
    /// The next certificate of a paid term could not be applied for.
    TermContinuationFailed,
    /// Automatic renewal switched on or off.
    AutomaticRenewalSwitched,
    /// Automatic renewal ended: it could not be paid or applied for.
    AutomaticRenewalEnded,
    /// Revocation asked for.
    RevocationAsked,
    /// Letter of a revocation uploaded.
    RevocationLetterUploaded,
    /// Revocation approved by staff.
    RevocationApproved,
    /// Revocation refused by staff, or not proved in time.
    RevocationRefused,
    /// Notices of a certificate switched off or on.
    NoticesSwitched,
    /// Application cancelled.
    Cancelled,
    /// Certificate deleted.
    Deleted,
    /// Alias changed.
    AliasChanged,
    /// Project changed.
    ProjectChanged,
    /// Tags changed.
    TagsChanged,
    /// CSR record made, changed or generated.
    CsrSaved,
    /// CSR record deleted.
    CsrDeleted,
    /// A private key was shown in plain text.
    KeyShown,
    /// ACME account made.
    AcmeAccountCreated,
    /// ACME account given up.
    AcmeAccountDeactivated,
    /// Key of an ACME account changed.
    AcmeKeyChanged,
    /// External account key made or switched off.
    ExternalAccountChanged,
    /// ACME order that renews itself cancelled.
    AcmeOrderCancelled,
    /// Money or gift balance came in (C4).
    BalanceToppedUp,
    /// An order was paid from the balance (C1).
    Paid,
    /// What was paid, or a part of it, went back (C2).
    PaidBack,
    /// Voucher made by staff.
    VoucherIssued,
    /// Voucher taken back by staff.
    VoucherWithdrawn,
    /// Gift card made by staff.
    GiftCardIssued,
    /// Gift card taken back by staff.
    GiftCardWithdrawn,
    /// Gift card redeemed.
    GiftCardRedeemed,
    /// Discount set or ended by staff.
    DiscountSet,
    /// Something was ordered.
    Ordered,
    /// An unpaid order was given up.
    OrderCancelled,
    /// An order was closed because it was not paid in time.
    OrderClosed,
    /// A refund was asked for.
    RefundAsked,
    /// Benefit points came into the account.
    PointsReceived,
    /// Benefit points paid for something.
    PointsUsed,
    /// Benefit points came back.
    PointsReturned,
    /// Benefit points were given to another account.
    PointsTransferredOut,
    /// Benefit points of another account came in.
    PointsTransferredIn,
    /// Benefit points lapsed.
    PointsExpired,
    /// Extra places for free certificates were given by staff.
    PlacesGranted,
    /// Something was refused that should leave a trace: a code that is none, a payment reported wrongly.
    Refused,
    /// Organisation profile made.
    OrganizationCreated,
    /// Outcome of the examination of an organisation.
    OrganizationReviewed,
    /// An operator allowed an account another number of organisation profiles.
    OrganizationAllowanceChanged,
    /// Administrator of an organisation made.
    AdministratorCreated,
    /// Administrator submitted for examination, the first time or again.
    AdministratorSubmitted,
    /// Outcome of the examination of an administrator.
    AdministratorReviewed,
    /// Administrator deleted.
    AdministratorDeleted,
    /// Domain added under an administrator, or to be proved again.
    AdministratorDomainAdded,
}

impl Operation {
    /// The word in the cloud API; those without a counterpart there use the same style.
    pub fn cloud_name(self) -> &'static str {
        match self {
            Operation::AccountCreated => "createAccount",
            Operation::KeyCreated => "createKey",
            Operation::Applied => "apply",
            Operation::DomainValidationPassed => "domainValidationPassed",
            Operation::DomainValidationFailed => "domainValidationFailed",
            Operation::Issued => "issued",
            Operation::Expired => "expire",
            Operation::ExpiryReminded => "remindExpiry",
            Operation::Revoked => "revoke",
            Operation::Downloaded => "download",
            Operation::Uploaded => "uploadFromYunAPI",
            Operation::Bought => "applyVIP",
            Operation::InformationFilledIn => "saveInfo",
            Operation::InformationSubmitted => "submitInfo",
            Operation::LetterUploaded => "uploadConfirmLetter",
            Operation::ReviewOpened => "openReview",
            Operation::ReviewWorked => "review",
            Operation::ReviewReminded => "remindReview",
            Operation::DocumentShown => "showDocument",
            Operation::LetterDownloaded => "downloadConfirmLetter",
            Operation::ReviewPassed => "reviewPassed",
            Operation::ReviewRefused => "reviewRefused",
            Operation::Resubmitted => "Resubmit",
            Operation::Refunded => "refund",
            Operation::Reissued => "replace",
            Operation::Renewed => "renewVIP",
            Operation::TermContinued => "multiYearsRenew",
            Operation::TermContinuationFailed => "multiYearsRenewFailed",
            Operation::AutomaticRenewalSwitched => "changeAutoRenew",
            Operation::AutomaticRenewalEnded => "autoRenewEnded",
            Operation::RevocationAsked => "askRevoke",
            Operation::RevocationLetterUploaded => "editRevokeLetter",
            Operation::RevocationApproved => "revokeApproved",
            Operation::RevocationRefused => "cancelRevoke",
            Operation::NoticesSwitched => "switchNotices",
            Operation::Cancelled => "cancel",
            Operation::Deleted => "delete",
            Operation::AliasChanged => "updateAlias",
            Operation::ProjectChanged => "changeProject",
            Operation::TagsChanged => "changeTags",
            Operation::CsrSaved => "saveCsr",
            Operation::CsrDeleted => "deleteCsr",
            Operation::KeyShown => "showKey",
            Operation::AcmeAccountCreated => "createAcmeAccount",
            Operation::AcmeAccountDeactivated => "deactivateAcmeAccount",
            Operation::AcmeKeyChanged => "changeAcmeKey",
            Operation::ExternalAccountChanged => "changeExternalAccount",
            Operation::AcmeOrderCancelled => "cancelAcmeOrder",
            Operation::BalanceToppedUp => "topUpBalance",
            Operation::Paid => "pay",
            Operation::PaidBack => "payBack",
            Operation::VoucherIssued => "issueVoucher",
            Operation::VoucherWithdrawn => "withdrawVoucher",
            Operation::GiftCardIssued => "issueGiftCard",
            Operation::GiftCardWithdrawn => "withdrawGiftCard",
            Operation::GiftCardRedeemed => "redeemGiftCard",
            Operation::DiscountSet => "setDiscount",
            Operation::Ordered => "createOrder",
            Operation::OrderCancelled => "cancelOrder",
            Operation::OrderClosed => "closeOrder",
            Operation::RefundAsked => "askRefund",
            Operation::PointsReceived => "receivePoints",
            Operation::PointsUsed => "usePoints",
            Operation::PointsReturned => "returnPoints",
            Operation::PointsTransferredOut => "transferOut",
            Operation::PointsTransferredIn => "transferIn",
            Operation::PointsExpired => "expirePoints",
            Operation::PlacesGranted => "grantPlaces",
            Operation::Refused => "refused",
            Operation::OrganizationCreated => "createCompany",
            Operation::OrganizationReviewed => "reviewCompany",
            Operation::OrganizationAllowanceChanged => "changeCompanyLimit",
            Operation::AdministratorCreated => "createManager",
            Operation::AdministratorSubmitted => "submitAuditManager",
            Operation::AdministratorReviewed => "reviewManager",
            Operation::AdministratorDeleted => "deleteManager",
            Operation::AdministratorDomainAdded => "createManagerDomain",
        }
    }
}

/// What a use-case says about itself; the register adds number and hashes.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct Entry {
    /// When.
    pub at: Timestamp,
    /// In whose chain it stands.
    pub account: AccountId,
    /// Who: a key, `operator`, or `--` for the service.
    pub actor: String,
    /// From where, when it came over the network.
    pub source: Option<String>,
    /// What.
    pub operation: Operation,
    /// Which certificate, when it was about one.
    pub certificate: Option<CertificateId>,
    /// The result and particulars, without secrets. For an issue: names, the name used for validation, method.
    pub detail: String,
    /// The request, for finding it in the service's log.
    pub request: String,
}

/// A line as it stands in the register.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct Line {
    /// Position in the account's chain, from 1.
    pub position: i64,
    /// What was said.
    pub entry: Entry,
    /// Hash of the line before; 64 zeros for the first.
    pub previous: String,
    /// Hash of this line: SHA-256 over [`preimage`].
    pub hash: String,
}

/// The hash that stands before the first line.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// The bytes whose SHA-256 is the line's hash. Every field has its length before it, so that no two different
/// lines have the same bytes.
pub fn preimage(position: i64, entry: &Entry, previous: &str) -> Vec<u8> {
    let certificate = entry.certificate.as_ref().map_or("", CertificateId::as_str);
    let position = position.to_string();
    let at = entry.at.0.to_string();
    let account = entry.account.to_string();
    let fields = [
        "chancery-operation-log-1",
        &position,
        &at,
        &account,
        &entry.actor,
        entry.source.as_deref().unwrap_or(""),
        entry.operation.cloud_name(),
        certificate,
        &entry.detail,
        &entry.request,
        previous,
    ];
    let mut bytes = Vec::with_capacity(256);
    for field in fields {
        bytes.extend_from_slice(field.len().to_string().as_bytes());
        bytes.push(b':');
        bytes.extend_from_slice(field.as_bytes());
        bytes.push(b',');
    }
    bytes
}

/// Where a chain is broken.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Tampered {
    /// A line's text does not give its hash.
    #[error("line {0} was changed after it was written: its text does not give its hash")]
    Changed(i64),
    /// A line does not follow the one before it.
    #[error("line {0} does not follow the line before it: a line was removed, inserted or changed")]
    Unlinked(i64),
    /// Lines at the end are gone.
    #[error("the chain ends at line {found}, but {expected} lines were written")]
    CutShort {
        /// Lines found.
        found: i64,
        /// Lines the account remembers.
        expected: i64,
    },
}

/// Checks one line against the one before it. `hash` is SHA-256 in lower-case hex.
///
/// # Errors
/// [`Tampered`] names the line.
pub fn verify_next(
    position: i64,
    previous: &str,
    line: &Line,
    hash: impl Fn(&[u8]) -> String,
) -> Result<(), Tampered> {
    if line.position != position || line.previous != previous {
        return Err(Tampered::Unlinked(position));
    }
    if hash(&preimage(line.position, &line.entry, &line.previous)) != line.hash {
        return Err(Tampered::Changed(position));
    }
    Ok(())
}
