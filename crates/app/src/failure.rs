//! The one error of the use-case floor: a code each front end translates, what the caller may read, and what
//! only the service's log may read.

mod counting_house;

use chancery_domain::acme::{AcmeError, Identifier};
use chancery_domain::certificate::CertificateError;
use chancery_domain::csr::CsrRecordError;
use chancery_domain::key::UnknownKeyAlgorithm;
use chancery_domain::organization::{DomainError, FieldError, FieldRule, OrganizationError};
use chancery_domain::review::ReviewError;
use std::fmt;

macro_rules! codes {
    ($($(#[$doc:meta])+ $name:ident,)*) => {
        /// What went wrong, in words that no front end owns. Each front end translates with a `match` without `_`.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        pub enum Code {
            $($(#[$doc])+ $name,)*
        }

        impl Code {
            /// Every code.
            pub const ALL: &[Code] = &[$(Code::$name,)*];
        }
    };
}

codes! {
    /// The key, signature or account does not allow it.
    Unauthorized,
    /// A parameter's form or value is wrong; the message names field, rule and remedy.
    InvalidParameter,
    /// A domain name is malformed or not accepted.
    DomainInvalid,
    /// A domain name is longer than certificates of the product may carry.
    DomainTooLong,
    /// The security review of DV names refused a name (E8).
    NameReviewRefused,
    /// A mail address is malformed.
    EmailInvalid,
    /// No product has this code, or it is not sold this way.
    ProductNotAvailable,
    /// The validity asked for is not offered.
    TermInvalid,
    /// The product does not take so many names.
    NameCountInvalid,
    /// No such certificate in this account.
    CertificateNotFound,
    /// No such CSR in this account.
    CsrNotFound,
    /// A CSR cannot be read, its signature is wrong, or its fields do not fit the application.
    CsrInvalid,
    /// A CSR record is in the wrong state for this.
    CsrState,
    /// The public key was used by another order (D2).
    KeyReused,
    /// The key is weak, blocked, or of a kind that the product does not take.
    KeyRefused,
    /// The account's free certificates are used up (B1).
    FreeQuotaExhausted,
    /// The primary domain's free certificates are used up (B1).
    PrimaryDomainQuotaExhausted,
    /// Not downloadable in this stage.
    NotDownloadable,
    /// Download is switched off for this certificate.
    DownloadForbidden,
    /// The format asked for does not exist for this certificate.
    DownloadTypeUnsupported,
    /// It does not wait for validation.
    NotValidating,
    /// It takes no information now.
    NotAwaitingInformation,
    /// It takes no letter now.
    LetterNotAwaited,
    /// Nothing of it is in review.
    NotInReview,
    /// It may not be submitted again.
    NotResubmittable,
    /// It is not reissued: not in force, too near its end, or a sibling is being reissued (J1).
    NotReissuable,
    /// It is being reissued, or was as often as it may be (J1).
    AlreadyReissued,
    /// It is not renewed: not in force, not in its last days, or inside a term that goes on (K1).
    NotRenewable,
    /// It was renewed already.
    AlreadyRenewed,
    /// Where the CSR of a renewal comes from is not one of the ways.
    RenewalCsrMethodInvalid,
    /// The CSR of a renewal is missing, or was not asked for.
    RenewalCsrInvalid,
    /// The kind of key of a renewal is unknown.
    RenewalAlgorithmInvalid,
    /// Automatic renewal is not offered for it, or it is too late to switch it (K4).
    AutomaticRenewalRefused,
    /// What was paid does not go back.
    NotRefundable,
    /// It can no longer be cancelled.
    NotCancellable,
    /// In this stage the order can no longer be cancelled.
    OrderNotCancellable,
    /// A later certificate of a paid term is not cancelled.
    TermNotCancellable,
    /// The names of an application do not fit what was bought.
    SubmittedNamesInvalid,
    /// A person applies without a contact address.
    ContactEmailMissing,
    /// Submitted before it was filled in.
    ApplicationIncomplete,
    /// The brand looks for proofs in its own time.
    LookNotOffered,
    /// It was issued elsewhere, where it is revoked.
    IssuedElsewhere,
    /// A reissue is revoked with its original.
    ReissueAlone,
    /// So near to its end it is not revoked any more.
    RevocationClosed,
    /// Only what ends soon can be ignored.
    NotEndingSoon,
    /// An issued certificate cannot be deleted.
    DeleteIssued,
    /// Free certificates are held for a while before they may be deleted.
    DeleteTooSoon,
    /// Deleted while its application runs.
    DeleteUnfinished,
    /// Deleted while its renewal is not issued.
    RenewalNotIssued,
    /// It is revoked already.
    AlreadyRevoked,
    /// The reason of a revocation is not one that this caller may give.
    ReasonNotOffered,
    /// In this stage there is nothing to revoke.
    NotRevocable,
    /// A PEM text or certificate cannot be read.
    CertificateUnreadable,
    /// A chain is broken, mixed with strangers or incomplete.
    ChainInvalid,
    /// The private key is not the certificate's.
    KeyMismatch,
    /// The private key cannot be read, or its password is wrong.
    KeyUnreadable,
    /// A CA certificate was asked for and this is none.
    NotAnAuthority,
    /// The same certificate is already there.
    CertificateExists,
    /// More ids than one call may name.
    TooManyIds,
    /// No such order in this account.
    OrderNotFound,
    /// The order is in no stage for this.
    OrderState,
    /// More certificates or names than one purchase may hold.
    PurchaseTooLarge,
    /// Something else was ordered under the same token.
    TokenReused,
    /// No such benefit package, transfer code or extra place for this account.
    PackageNotFound,
    /// The benefit package has expired or was refunded.
    PackageOver,
    /// The benefit packages named do not hold enough points.
    PointsInsufficient,
    /// Points are not moved in this way.
    PointsRefused,
    /// The balance does not suffice (C1).
    BalanceInsufficient,
    /// A movement of money breaks a rule: too large, given back twice, another under the same reference (C1, C2).
    MoneyRefused,
    /// A voucher or gift card is unknown, used, withdrawn, too old, or not for this order (C1).
    VoucherRefused,
    /// No such organisation in this account.
    OrganizationNotFound,
    /// The account has as many organisation profiles, administrators or domains as it may have (F1).
    OrganizationLimit,
    /// No such administrator in this account.
    AdministratorNotFound,
    /// The administrator is in no stage for this.
    AdministratorState,
    /// The authority has the administrator, so it cannot be deleted.
    AdministratorAtAuthority,
    /// Certificates name the administrator, so it cannot be deleted.
    AdministratorLinked,
    /// No such domain of an administrator in this account.
    AdministratorDomainNotFound,
    /// The domain of an administrator is in no stage for this.
    AdministratorDomainState,
    /// No review has this number.
    ReviewNotFound,
    /// A review is in a stage, or with a colleague, where this is not done (F3).
    ReviewState,
    /// No reminder may be sent now, or none at all (F6).
    ReminderRefused,
    /// No such document lies with a review.
    DocumentNotFound,
    /// A letter is smaller than a scan can be (F2).
    LetterTooSmall,
    /// A letter is larger than what is taken (F2).
    LetterTooLarge,
    /// A letter is by its content no document that is taken (F2).
    LetterFormat,
    /// The same for the SM2 hierarchy, which takes other kinds (F2).
    LetterFormatSm2,
    /// DV certificates have no letter (F2).
    LetterNotForDv,
    /// This certificate has no letter (F2).
    LetterNotWanted,
    /// A letter was uploaded and another is not taken (F2).
    LetterUploaded,
    /// Built later.
    NotBuilt,
    /// There is no ACME account with this key.
    AcmeAccountMissing,
    /// The ACME account was deactivated or revoked.
    AcmeAccountInactive,
    /// No such ACME resource for this account; another account's is answered alike.
    AcmeNotFound,
    /// A value of an ACME request breaks a rule of RFC 8555 or of an extension.
    AcmeMalformed,
    /// A contact is malformed.
    AcmeContactInvalid,
    /// A contact is of a kind that the service does not use.
    AcmeContactUnsupported,
    /// The terms of service were not agreed to.
    AcmeTermsNotAgreed,
    /// Accounts are made only with an external account binding, and there is none.
    AcmeExternalAccountRequired,
    /// The external account binding is unknown, disabled, or used already.
    AcmeExternalAccountRefused,
    /// An account key is of a kind or strength that is not taken, or may be used by nobody.
    AcmeKeyRefused,
    /// An identifier's type is not certified under the profile.
    AcmeIdentifierUnsupported,
    /// An identifier is refused by policy.
    AcmeIdentifierRejected,
    /// There is no such ACME profile.
    AcmeProfileInvalid,
    /// The order cannot be finalized in its state.
    AcmeOrderNotReady,
    /// The CSR of an order is unreadable or does not fit the order.
    AcmeCsrBad,
    /// A certificate was replaced by another order already (RFC 9773).
    AcmeAlreadyReplaced,
    /// An order that renews itself was cancelled (RFC 8739).
    AcmeRenewalCanceled,
    /// An order that renewed itself has ended (RFC 8739).
    AcmeRenewalExpired,
    /// The order does not renew itself or is in no state to be cancelled (RFC 8739).
    AcmeCancellationInvalid,
    /// Certificates of an order that renews itself are not revoked; it is cancelled (RFC 8739).
    AcmeRenewalRevocation,
    /// A revocation reason that is unknown or not the subscriber's to give (RFC 8555 section 7.6).
    AcmeReasonInvalid,
    /// Who asks for a revocation holds neither the account, the names nor the key.
    AcmeRevocationUnauthorized,
    /// Too many requests of a kind; [`Failure::retry_after_seconds`] says when to come again.
    RateLimited,
    /// CAA records forbid issuance, or could not be looked up (E7).
    CaaForbids,
    /// The issuer refused or could not sign.
    IssuerFailed,
    /// Storage is busy or away; the same request may succeed later.
    StorageUnavailable,
    /// A fault of ours.
    Internal,
}

/// Whether the same request may succeed later.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Retry {
    /// The request itself has to change.
    No,
    /// It may be sent again unchanged.
    Later,
}

/// Why a use-case was refused or failed.
#[derive(Clone, Debug)]
pub struct Failure {
    /// The code that front ends translate.
    pub code: Code,
    /// For the caller: field, rule and remedy. Never a secret.
    pub public: String,
    /// For the service's log only.
    pub cause: Option<String>,
    /// Whether the same request may succeed later.
    pub retry: Retry,
    /// When it may be sent again, in seconds from now.
    pub retry_after_seconds: Option<i64>,
    /// What is wrong with each of several things named in one request.
    pub parts: Vec<Part>,
}

/// A part of a failure that concerns one identifier.
#[derive(Clone, Debug)]
pub struct Part {
    /// What it concerns.
    pub identifier: Option<Identifier>,
    /// The code that front ends translate.
    pub code: Code,
    /// For the caller.
    pub public: String,
}

impl Failure {
    /// A refusal that the caller can mend.
    pub fn new(code: Code, public: impl Into<String>) -> Self {
        Failure {
            code,
            public: public.into(),
            cause: None,
            retry: Retry::No,
            retry_after_seconds: None,
            parts: Vec::new(),
        }
    }

    /// A fault of ours: the caller reads only that, the log reads the cause.
    pub fn internal(cause: impl fmt::Display) -> Self {
        Failure {
            code: Code::Internal,
            public: "internal error; the request was not carried out".to_owned(),
            cause: Some(cause.to_string()),
            retry: Retry::Later,
            retry_after_seconds: None,
            parts: Vec::new(),
        }
    }

    /// Storage cannot be used at the moment.
    pub fn storage(cause: impl fmt::Display) -> Self {
        Failure {
            code: Code::StorageUnavailable,
            public: "the register cannot be reached at the moment; try again".to_owned(),
            cause: Some(cause.to_string()),
            retry: Retry::Later,
            retry_after_seconds: None,
            parts: Vec::new(),
        }
    }

    /// The certificate is not there, or is another account's: the answer is the same.
    pub fn no_certificate(id: impl fmt::Display) -> Self {
        Failure::new(
            Code::CertificateNotFound,
            format!("CertificateId: there is no certificate {id} in this account"),
        )
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.cause {
            Some(cause) => write!(f, "{:?}: {} ({cause})", self.code, self.public),
            None => write!(f, "{:?}: {}", self.code, self.public),
        }
    }
}

impl std::error::Error for Failure {}

impl From<CertificateError> for Failure {
    fn from(error: CertificateError) -> Self {
        let code = match &error {
            CertificateError::NotIssued { .. } => Code::NotDownloadable,
            CertificateError::NotValidating { .. } | CertificateError::TooLate { .. } => Code::NotValidating,
            CertificateError::NotAwaitingInformation { .. } => Code::NotAwaitingInformation,
            CertificateError::LetterNotAwaited { .. } => Code::LetterNotAwaited,
            CertificateError::NotInReview { .. } => Code::NotInReview,
            CertificateError::NotResubmittable { .. } => Code::NotResubmittable,
            CertificateError::NotRefundable { .. } => Code::NotRefundable,
            CertificateError::NotCancellable { .. } => Code::NotCancellable,
            CertificateError::NotRevocable { .. } => Code::NotRevocable,
            CertificateError::IssuedElsewhere => Code::IssuedElsewhere,
            CertificateError::ReissueAlone { .. } => Code::ReissueAlone,
            CertificateError::RevocationClosed { .. } => Code::RevocationClosed,
            CertificateError::NotEndingSoon { .. } => Code::NotEndingSoon,
            CertificateError::DeleteIssued => Code::DeleteIssued,
            CertificateError::DeleteTooSoon { .. } => Code::DeleteTooSoon,
            CertificateError::DeleteUnfinished { .. } | CertificateError::DeleteUntold => {
                Code::DeleteUnfinished
            }
            CertificateError::RenewalNotIssued { .. } => Code::RenewalNotIssued,
            CertificateError::NotReady { .. }
            | CertificateError::NotInForce { .. }
            | CertificateError::Unproved => Code::Internal,
        };
        Failure::new(code, error.to_string())
    }
}

impl From<ReviewError> for Failure {
    fn from(error: ReviewError) -> Self {
        let code = match &error {
            ReviewError::OnlyOperator { .. }
            | ReviewError::NotExaminer { .. }
            | ReviewError::WrongLevel { .. }
            | ReviewError::WrongKind { .. } => Code::Unauthorized,
            ReviewError::OnlyApplicant
            | ReviewError::NotWithdrawable
            | ReviewError::NotTaken
            | ReviewError::OtherReviewer { .. }
            | ReviewError::SameReviewer { .. }
            | ReviewError::Asked
            | ReviewError::NotAsked
            | ReviewError::Ended { .. }
            | ReviewError::NoCall => Code::ReviewState,
        };
        Failure::new(code, error.to_string())
    }
}

impl From<AcmeError> for Failure {
    fn from(error: AcmeError) -> Self {
        let code = match error {
            AcmeError::AccountInactive { .. } => Code::AcmeAccountInactive,
            AcmeError::OrderNotReady { .. } => Code::AcmeOrderNotReady,
            AcmeError::NotRenewing { .. } => Code::AcmeCancellationInvalid,
            AcmeError::AuthorizationNotPending { .. }
            | AcmeError::NotDeactivatable { .. }
            | AcmeError::ChallengeNotPending { .. } => Code::AcmeMalformed,
            AcmeError::NoSuchChallenge => Code::AcmeNotFound,
        };
        Failure::new(code, error.to_string())
    }
}

impl From<CsrRecordError> for Failure {
    fn from(error: CsrRecordError) -> Self {
        Failure::new(Code::CsrState, format!("CSRId: {error}"))
    }
}

impl From<UnknownKeyAlgorithm> for Failure {
    fn from(error: UnknownKeyAlgorithm) -> Self {
        Failure::new(Code::InvalidParameter, format!("CsrEncryptAlgo, CsrKeyParameter: {error}"))
    }
}

impl From<FieldError> for Failure {
    fn from(error: FieldError) -> Self {
        let code = match &error.rule {
            FieldRule::Mail => Code::EmailInvalid,
            FieldRule::Missing
            | FieldRule::TooLong(_)
            | FieldRule::Control
            | FieldRule::Empty
            | FieldRule::Country
            | FieldRule::Phone { .. }
            | FieldRule::Postcode { .. }
            | FieldRule::Identity(_)
            | FieldRule::IdentityKind(_)
            | FieldRule::IdentityHalf => Code::InvalidParameter,
        };
        Failure::new(code, error.to_string())
    }
}

impl From<OrganizationError> for Failure {
    fn from(error: OrganizationError) -> Self {
        let code = match &error {
            OrganizationError::AtAuthority => Code::AdministratorAtAuthority,
            OrganizationError::Linked(_) => Code::AdministratorLinked,
            OrganizationError::UnderReview
            | OrganizationError::StillApproved
            | OrganizationError::NotApproved
            | OrganizationError::NotUnderReview => Code::AdministratorState,
        };
        Failure::new(code, format!("ManagerId: {error}"))
    }
}

impl From<DomainError> for Failure {
    fn from(error: DomainError) -> Self {
        Failure::new(Code::AdministratorDomainState, format!("Domain: {error}"))
    }
}
