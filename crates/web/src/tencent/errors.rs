//! Translation of the use-cases' failures into the cloud API's codes: one `match` without `_`, so that a new code
//! compiles only when it is answered here.

use super::fault::{Fault, code};
use chancery_app::failure::{Code, Failure};
use chancery_domain::ids::RequestId;

/// Where the published list of an action has another code for a failure than the one that is general.
pub const OF_ACTIONS: &[(&str, Code, &str)] = &[
    ("CancelAuditCertificate", Code::CertificateNotFound, "FailedOperation.CertificateNotFoundOrCantCancel"),
    ("CheckCertificateChain", Code::CertificateUnreadable, "FailedOperation.CertificateInvalid"),
    ("CheckCertificateExist", Code::CertificateUnreadable, "FailedOperation.InvalidParam"),
    (
        "CommitCertificateInformation",
        Code::NotAwaitingInformation,
        "FailedOperation.InvalidCertificateStatusCode",
    ),
    ("CompleteCertificate", Code::CertificateNotFound, "FailedOperation.CertificateNotFoundOrAudited"),
    ("CreateCertificateByPackage", Code::PackageNotFound, "InvalidParameter.PackageIdsInvalid"),
    ("DeleteCertificates", Code::TooManyIds, "FailedOperation.CertificateSyncTaskCertificateIdCountInvalid"),
    ("SubmitCertificateInformation", Code::ContactEmailMissing, "FailedOperation.InvalidParam"),
    (
        "SubmitCertificateInformation",
        Code::NotAwaitingInformation,
        "FailedOperation.InvalidCertificateStatusCode",
    ),
    ("SubmitCertificateInformation", Code::SubmittedNamesInvalid, "FailedOperation.InvalidParam"),
];

/// What the caller of `action` reads; the cause goes to the log, under the request's id.
pub fn translate(failure: &Failure, action: &str, request_id: &RequestId) -> Fault {
    match failure.code {
        Code::Internal | Code::StorageUnavailable | Code::IssuerFailed => {
            tracing::error!(%request_id, %failure, "use-case failed");
        }
        _ => tracing::debug!(%request_id, code = ?failure.code, "use-case refused"),
    }
    let own = OF_ACTIONS.iter().find(|(name, code, _)| *name == action && *code == failure.code);
    Fault::new(own.map_or_else(|| api_code(failure.code), |(.., code)| *code), failure.public.clone())
}

/// The code of the public code list.
pub const fn api_code(code: Code) -> &'static str {
    match code {
        Code::Unauthorized => code::UNAUTHORIZED_OPERATION,
        Code::InvalidParameter => code::INVALID_PARAMETER,
        Code::DomainInvalid => "InvalidParameter.DomainInvalid",
        Code::DomainTooLong => "InvalidParameterValue.CertificateDomainMaxLengthInvalid",
        Code::NameReviewRefused => "FailedOperation.InvalidParam",
        Code::EmailInvalid => "InvalidParameterValue.CertificateEmailParseInvalid",
        Code::ProductNotAvailable => "InvalidParameter.ProductPidInvalid",
        Code::TermInvalid => "InvalidParameter.PeriodInvalid",
        Code::NameCountInvalid => "InvalidParameter.DomainCountInvalid",
        Code::CertificateNotFound => "FailedOperation.CertificateNotFound",
        Code::CsrNotFound => "InvalidParameter.InvalidCSRId",
        Code::CsrInvalid => "FailedOperation.CertificateCsrParseFailed",
        Code::CsrState => "FailedOperation.InvalidParam",
        Code::KeyReused => "FailedOperation.CertificateExists",
        Code::KeyRefused => "FailedOperation.CertificateEncryptInvalid",
        Code::FreeQuotaExhausted => "FailedOperation.ExceedsFreeLimit",
        Code::PrimaryDomainQuotaExhausted => "FailedOperation.MainDomainCertificateCountLimit",
        Code::NotDownloadable => "FailedOperation.CertificateStatusNotAllowDownload",
        Code::DownloadForbidden => "FailedOperation.CertificateNotAllowDownload",
        Code::DownloadTypeUnsupported => "FailedOperation.CertificateDownloadServiceTypeNotSupport",
        Code::NotValidating => "FailedOperation.CertificateStatusNotAllowVerify",
        Code::NotAwaitingInformation => "FailedOperation.CertificateInfoSubmitStatusInvalid",
        Code::LetterNotAwaited => "FailedOperation.InvalidCertificateStatusCode",
        Code::NotInReview => "FailedOperation.CertificateNotFoundOrAudited",
        Code::NotResubmittable => "FailedOperation.CertificateStatusNotAllowResubmit",
        Code::NotReissuable => "FailedOperation.OrderReplaceFailed",
        Code::AlreadyReissued => "FailedOperation.OrderAlreadyReplaced",
        Code::NotRenewable => "FailedOperation.InvalidCertificateStatusCode",
        Code::AlreadyRenewed => "FailedOperation.CertificateHasRenewed",
        Code::RenewalCsrMethodInvalid => "InvalidParameter.RenewGenCsrMethodInvalid",
        Code::RenewalCsrInvalid => "InvalidParameter.RenewCsrInvalid",
        Code::RenewalAlgorithmInvalid => "InvalidParameter.RenewAlgorithmInvalid",
        Code::AutomaticRenewalRefused => "FailedOperation.InvalidParam",
        Code::NotRefundable => "FailedOperation.InvalidCertificateStatusCode",
        Code::NotCancellable => "FailedOperation.CertificateNotFoundOrCantCancel",
        Code::OrderNotCancellable => "FailedOperation.InvalidCertificateStatusCode",
        Code::TermNotCancellable => "FailedOperation.CertificateCancelFailedMulti",
        Code::SubmittedNamesInvalid => "FailedOperation.CertificateInfoSubmitDomainInvalid",
        Code::ContactEmailMissing => "FailedOperation.CertificateInfoSubmitContactEmailEmpty",
        Code::ApplicationIncomplete => "FailedOperation.CertificateInvalid",
        Code::LookNotOffered => "FailedOperation.InvalidParam",
        Code::IssuedElsewhere => "FailedOperation.InvalidCertificateSource",
        Code::ReissueAlone | Code::RevocationClosed => "FailedOperation.RevokeFailed",
        Code::NotEndingSoon => "FailedOperation.InvalidCertificateStatusCode",
        Code::DeleteIssued => "FailedOperation.CannotBeDeletedIssued",
        Code::DeleteTooSoon => "FailedOperation.CannotBeDeletedWithinHour",
        Code::DeleteUnfinished => "FailedOperation.InvalidCertificateStatusCode",
        Code::RenewalNotIssued => "FailedOperation.RenewNotIssued",
        Code::AlreadyRevoked | Code::NotRevocable => "FailedOperation.InvalidCertificateStatusCode",
        Code::ReasonNotOffered => "FailedOperation.InvalidParam",
        Code::CertificateUnreadable => "FailedOperation.CertificateParseError",
        Code::ChainInvalid => "FailedOperation.CertificateChainError",
        Code::KeyMismatch => "FailedOperation.CertificateMatchError",
        Code::KeyUnreadable => "InvalidParameter.WithDetailReason",
        Code::NotAnAuthority => "FailedOperation.CertificateInvalid",
        Code::CertificateExists => "FailedOperation.CertificateExists",
        Code::TooManyIds => "InvalidParameter.CertificatesNumberExceeded",
        Code::OrderNotFound => "FailedOperation.CannotGetOrder",
        Code::OrderState => "FailedOperation.TradeError",
        Code::PurchaseTooLarge => "InvalidParameter.CertificatesNumberExceeded",
        Code::TokenReused => code::INVALID_PARAMETER,
        Code::PackageNotFound => "FailedOperation.PackageNotFound",
        Code::PackageOver => "FailedOperation.PackageExpired",
        Code::PointsInsufficient => "FailedOperation.PackageCountLimit",
        Code::PointsRefused => "InvalidParameter.PackageIdsInvalid",
        Code::BalanceInsufficient | Code::MoneyRefused | Code::VoucherRefused => {
            "FailedOperation.InvalidParam"
        }
        Code::OrganizationNotFound | Code::AdministratorDomainNotFound => code::INVALID_PARAMETER_VALUE,
        Code::OrganizationLimit => "LimitExceeded",
        Code::AdministratorNotFound => "ResourceNotFound.Manager",
        Code::AdministratorState | Code::AdministratorDomainState => "FailedOperation.IllegalManagerStatus",
        Code::AdministratorAtAuthority => "FailedOperation.ManagerCanNotDeleteCa",
        Code::AdministratorLinked => "FailedOperation.ManagerCanNotDeleteCert",
        Code::ReviewNotFound | Code::DocumentNotFound => "FailedOperation.CertificateNotFound",
        Code::ReviewState | Code::LetterUploaded => "FailedOperation.InvalidCertificateStatusCode",
        Code::ReminderRefused => "FailedOperation.InvalidParam",
        Code::LetterTooSmall => "FailedOperation.ConfirmLetterTooSmall",
        Code::LetterTooLarge => "FailedOperation.ConfirmLetterTooLarge",
        Code::LetterFormat => "FailedOperation.InvalidConfirmLetterFormat",
        Code::LetterFormatSm2 => "FailedOperation.InvalidConfirmLetterFormatWosign",
        Code::LetterNotForDv => "FailedOperation.UploadConfirmCertificateNotSupportDV",
        Code::LetterNotWanted => "FailedOperation.UploadConfirmCertificateNotSupport",
        Code::NotBuilt => code::UNSUPPORTED_OPERATION,
        // Answers of the ACME front end; no use-case of this API gives them.
        Code::AcmeAccountMissing
        | Code::AcmeAccountInactive
        | Code::AcmeNotFound
        | Code::AcmeMalformed
        | Code::AcmeContactInvalid
        | Code::AcmeContactUnsupported
        | Code::AcmeTermsNotAgreed
        | Code::AcmeExternalAccountRequired
        | Code::AcmeExternalAccountRefused
        | Code::AcmeKeyRefused
        | Code::AcmeIdentifierUnsupported
        | Code::AcmeIdentifierRejected
        | Code::AcmeProfileInvalid
        | Code::AcmeOrderNotReady
        | Code::AcmeCsrBad
        | Code::AcmeAlreadyReplaced
        | Code::AcmeRenewalCanceled
        | Code::AcmeRenewalExpired
        | Code::AcmeCancellationInvalid
        | Code::AcmeRenewalRevocation
        | Code::AcmeReasonInvalid
        | Code::AcmeRevocationUnauthorized => code::INVALID_PARAMETER,
        Code::RateLimited => code::REQUEST_LIMIT_EXCEEDED,
        Code::CaaForbids => "FailedOperation.CertificateCaError",
        Code::IssuerFailed => "FailedOperation.CertificateCaError",
        Code::StorageUnavailable => code::SERVICE_UNAVAILABLE,
        Code::Internal => code::INTERNAL_ERROR,
    }
}
