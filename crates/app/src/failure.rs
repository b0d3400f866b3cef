//! The one error of the use-case floor: a code each front end translates, what the caller may read, and what
//! only the service's log may read.

use chancery_domain::certificate::CertificateError;
use chancery_domain::csr::CsrRecordError;
use chancery_domain::key::UnknownKeyAlgorithm;
use std::fmt;

/// What went wrong, in words that no front end owns. Each front end translates with a `match` without `_`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Code {
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
    /// It can no longer be cancelled.
    NotCancellable,
    /// An issued certificate cannot be deleted.
    DeleteIssued,
    /// Free certificates are held for a while before they may be deleted.
    DeleteTooSoon,
    /// Deleted while its application runs.
    DeleteUnfinished,
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
    /// Built later.
    NotBuilt,
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
}

impl Failure {
    /// A refusal that the caller can mend.
    pub fn new(code: Code, public: impl Into<String>) -> Self {
        Failure { code, public: public.into(), cause: None, retry: Retry::No }
    }

    /// A fault of ours: the caller reads only that, the log reads the cause.
    pub fn internal(cause: impl fmt::Display) -> Self {
        Failure {
            code: Code::Internal,
            public: "internal error; the request was not carried out".to_owned(),
            cause: Some(cause.to_string()),
            retry: Retry::Later,
        }
    }

    /// Storage cannot be used at the moment.
    pub fn storage(cause: impl fmt::Display) -> Self {
        Failure {
            code: Code::StorageUnavailable,
            public: "the register cannot be reached at the moment; try again".to_owned(),
            cause: Some(cause.to_string()),
            retry: Retry::Later,
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
            CertificateError::NotCancellable { .. } => Code::NotCancellable,
            CertificateError::DeleteIssued => Code::DeleteIssued,
            CertificateError::DeleteTooSoon { .. } => Code::DeleteTooSoon,
            CertificateError::DeleteUnfinished { .. } => Code::DeleteUnfinished,
            CertificateError::NotReady { .. } | CertificateError::NotInForce { .. } => Code::Internal,
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
