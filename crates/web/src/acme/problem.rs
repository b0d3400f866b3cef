//! Problem documents on the wire (RFC 8555 section 6.7, RFC 7807), and the translation of the use-cases' failures into
//! them: one `match` without `_`, so that a new code compiles only when it is answered here.

use super::answer::{Answer, PROBLEM_JSON};
use super::jose::jws::JwsError;
use super::jose::{Algorithm, KeyError};
use crate::edge::Accident;
use chancery_app::failure::{Code, Failure};
use chancery_domain::acme::{Identifier, Problem, ProblemType, Subproblem};
use chancery_domain::ids::RequestId;
use http::StatusCode;
use serde::Serialize;

/// What every type's URN begins with (RFC 8555 section 6.7).
pub const URN: &str = "urn:ietf:params:acme:error:";

/// A problem with what HTTP adds to it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WireProblem {
    /// Type, words, parts.
    pub problem: Box<Problem>,
    status: StatusCode,
    retry_after_seconds: Option<i64>,
    location: Option<String>,
    terms: Option<String>,
    allow: Option<&'static str>,
}

#[derive(Serialize)]
struct Document<'a> {
    r#type: String,
    detail: &'a str,
    status: u16,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    subproblems: Vec<PartDocument<'a>>,
    /// RFC 8555 section 6.2: with `badSignatureAlgorithm`.
    #[serde(skip_serializing_if = "Option::is_none")]
    algorithms: Option<[&'static str; 5]>,
}

#[derive(Serialize)]
struct PartDocument<'a> {
    r#type: String,
    detail: &'a str,
    identifier: IdentifierDocument,
}

#[derive(Serialize)]
struct IdentifierDocument {
    r#type: &'static str,
    value: String,
}

impl WireProblem {
    /// A problem with the usual status of its type.
    pub fn new(kind: ProblemType, detail: impl Into<String>) -> Self {
        WireProblem {
            problem: Box::new(Problem::new(kind, detail)),
            status: usual_status(kind),
            retry_after_seconds: None,
            location: None,
            terms: None,
            allow: None,
        }
    }

    /// `malformed`, 400.
    pub fn malformed(detail: impl Into<String>) -> Self {
        Self::new(ProblemType::Malformed, detail)
    }

    /// `unauthorized`, 403.
    pub fn unauthorized(detail: impl Into<String>) -> Self {
        Self::new(ProblemType::Unauthorized, detail)
    }

    /// No such resource, or not this account's: 404.
    pub fn not_found() -> Self {
        Self::malformed("there is no such resource here").status(StatusCode::NOT_FOUND)
    }

    /// A method that the resource does not answer: 405.
    pub fn method(allow: &'static str) -> Self {
        let text =
            format!("this resource answers only {allow}; read with POST-as-GET (RFC 8555 section 6.3)");
        WireProblem { allow: Some(allow), ..Self::malformed(text).status(StatusCode::METHOD_NOT_ALLOWED) }
    }

    /// What is answered when a request panicked or took too long.
    pub fn accident(accident: Accident) -> Self {
        let problem = Self::new(ProblemType::ServerInternal, accident.to_string());
        match accident {
            Accident::Panic => problem,
            Accident::TimedOut => problem.status(StatusCode::SERVICE_UNAVAILABLE),
        }
    }

    /// With another status.
    #[must_use]
    pub fn status(self, status: StatusCode) -> Self {
        WireProblem { status, ..self }
    }

    /// With a `Location`.
    #[must_use]
    pub fn at(self, url: String) -> Self {
        WireProblem { location: Some(url), ..self }
    }

    /// With a link to the terms of service (RFC 8555 section 7.3.3).
    #[must_use]
    pub fn terms(self, url: Option<String>) -> Self {
        WireProblem { terms: url, ..self }
    }

    /// The answer.
    pub fn into_answer(self) -> Answer {
        let mut answer = Answer::document(self.status, PROBLEM_JSON, Vec::new());
        let algorithms = (self.problem.kind == ProblemType::BadSignatureAlgorithm)
            .then(|| Algorithm::ALL.map(Algorithm::name));
        answer.body = serde_json::to_vec(&Document {
            r#type: urn(self.problem.kind),
            detail: &self.problem.detail,
            status: self.status.as_u16(),
            subproblems: parts(&self.problem.subproblems),
            algorithms,
        })
        .unwrap_or_default();
        answer.code = self.problem.kind.code();
        answer = answer.again_after(self.retry_after_seconds);
        if let Some(url) = &self.location {
            answer = answer.at(url);
        }
        if let Some(url) = &self.terms {
            answer = answer.link(url, "terms-of-service");
        }
        match self.allow {
            Some(methods) => answer.allow(methods),
            None => answer,
        }
    }
}

fn urn(kind: ProblemType) -> String {
    format!("{URN}{}", kind.code())
}

fn parts(subproblems: &[Subproblem]) -> Vec<PartDocument<'_>> {
    let part = |part: &'_ Subproblem| IdentifierDocument {
        r#type: part.identifier.kind(),
        value: part.identifier.value(),
    };
    subproblems
        .iter()
        .map(|sub| PartDocument { r#type: urn(sub.kind), detail: &sub.detail, identifier: part(sub) })
        .collect()
}

/// A problem that is part of another resource: a challenge's or an order's `error`.
#[derive(Serialize)]
pub struct ErrorObject<'a>(Document<'a>);

impl<'a> ErrorObject<'a> {
    /// The object of a stored problem.
    pub fn of(problem: &'a Problem) -> Self {
        ErrorObject(Document {
            r#type: urn(problem.kind),
            detail: &problem.detail,
            status: usual_status(problem.kind).as_u16(),
            subproblems: parts(&problem.subproblems),
            algorithms: None,
        })
    }
}

/// The status of a type where no section names another one.
fn usual_status(kind: ProblemType) -> StatusCode {
    match kind {
        ProblemType::Unauthorized
        | ProblemType::Caa
        | ProblemType::ExternalAccountRequired
        // Sections 7.3.3, 7.4 and 7.4.1; RFC 8739 sections 3.1.2, 3.1.3 and 3.3.
        | ProblemType::UserActionRequired
        | ProblemType::OrderNotReady
        | ProblemType::RejectedIdentifier
        | ProblemType::AutoRenewalCanceled
        | ProblemType::AutoRenewalExpired
        | ProblemType::AutoRenewalRevocationNotSupported => StatusCode::FORBIDDEN,
        // RFC 9773 section 5.
        ProblemType::AlreadyReplaced => StatusCode::CONFLICT,
        ProblemType::RateLimited => StatusCode::TOO_MANY_REQUESTS,
        ProblemType::ServerInternal => StatusCode::INTERNAL_SERVER_ERROR,
        ProblemType::AccountDoesNotExist
        | ProblemType::AlreadyRevoked
        | ProblemType::AutoRenewalCancellationInvalid
        | ProblemType::BadCsr
        | ProblemType::BadNonce
        | ProblemType::BadPublicKey
        | ProblemType::BadRevocationReason
        | ProblemType::BadSignatureAlgorithm
        | ProblemType::Compound
        | ProblemType::Connection
        | ProblemType::Dns
        | ProblemType::IncorrectResponse
        | ProblemType::InvalidContact
        | ProblemType::InvalidProfile
        | ProblemType::Malformed
        | ProblemType::Tls
        | ProblemType::UnsupportedContact
        | ProblemType::UnsupportedIdentifier => StatusCode::BAD_REQUEST,
    }
}

impl From<JwsError> for WireProblem {
    fn from(error: JwsError) -> Self {
        let kind = match error {
            JwsError::Algorithm => ProblemType::BadSignatureAlgorithm,
            _ => ProblemType::Malformed,
        };
        Self::new(kind, error.to_string())
    }
}

impl From<KeyError> for WireProblem {
    fn from(error: KeyError) -> Self {
        Self::new(ProblemType::BadPublicKey, error.to_string())
    }
}

/// What the caller reads of a failure; the cause goes to the log, under the request's id.
pub fn translate(failure: Failure, request_id: &RequestId) -> WireProblem {
    match failure.code {
        Code::Internal | Code::StorageUnavailable | Code::IssuerFailed => {
            tracing::error!(%request_id, %failure, "use-case failed");
        }
        _ => tracing::debug!(%request_id, code = ?failure.code, "use-case refused"),
    }
    let kind = kind(failure.code);
    let mut problem = WireProblem::new(kind, failure.public);
    if let Some(status) = status(failure.code) {
        problem.status = status;
    }
    problem.retry_after_seconds = failure.retry_after_seconds;
    problem.problem.subproblems = failure
        .parts
        .into_iter()
        .filter_map(|part| {
            let identifier: Identifier = part.identifier?;
            Some(Subproblem { kind: self::kind(part.code), detail: part.public, identifier })
        })
        .collect();
    problem
}

/// The type of each code.
const fn kind(code: Code) -> ProblemType {
    match code {
        Code::Unauthorized
        | Code::AcmeAccountInactive
        | Code::AcmeExternalAccountRefused
        | Code::AcmeRevocationUnauthorized => ProblemType::Unauthorized,
        Code::AcmeAccountMissing => ProblemType::AccountDoesNotExist,
        Code::AcmeContactInvalid | Code::EmailInvalid => ProblemType::InvalidContact,
        Code::AcmeContactUnsupported => ProblemType::UnsupportedContact,
        Code::AcmeTermsNotAgreed => ProblemType::UserActionRequired,
        Code::AcmeExternalAccountRequired => ProblemType::ExternalAccountRequired,
        Code::AcmeKeyRefused => ProblemType::BadPublicKey,
        Code::AcmeIdentifierUnsupported => ProblemType::UnsupportedIdentifier,
        Code::AcmeIdentifierRejected
        | Code::DomainInvalid
        | Code::DomainTooLong
        | Code::NameReviewRefused => ProblemType::RejectedIdentifier,
        Code::AcmeProfileInvalid => ProblemType::InvalidProfile,
        Code::AcmeOrderNotReady => ProblemType::OrderNotReady,
        Code::AcmeCsrBad | Code::CsrInvalid | Code::KeyRefused | Code::KeyReused => ProblemType::BadCsr,
        Code::CaaForbids => ProblemType::Caa,
        Code::AcmeAlreadyReplaced => ProblemType::AlreadyReplaced,
        Code::AcmeRenewalCanceled => ProblemType::AutoRenewalCanceled,
        Code::AcmeRenewalExpired => ProblemType::AutoRenewalExpired,
        Code::AcmeCancellationInvalid => ProblemType::AutoRenewalCancellationInvalid,
        Code::AcmeRenewalRevocation => ProblemType::AutoRenewalRevocationNotSupported,
        Code::AcmeReasonInvalid | Code::ReasonNotOffered => ProblemType::BadRevocationReason,
        Code::AlreadyRevoked => ProblemType::AlreadyRevoked,
        Code::RateLimited => ProblemType::RateLimited,
        Code::AcmeMalformed
        | Code::AcmeNotFound
        | Code::InvalidParameter
        | Code::ProductNotAvailable
        | Code::TermInvalid
        | Code::NameCountInvalid
        | Code::CertificateNotFound
        | Code::CsrNotFound
        | Code::CsrState
        | Code::FreeQuotaExhausted
        | Code::PrimaryDomainQuotaExhausted
        | Code::NotDownloadable
        | Code::DownloadForbidden
        | Code::DownloadTypeUnsupported
        | Code::NotValidating
        | Code::NotAwaitingInformation
        | Code::LetterNotAwaited
        | Code::ReviewNotFound
        | Code::ReviewState
        | Code::ReminderRefused
        | Code::DocumentNotFound
        | Code::LetterTooSmall
        | Code::LetterTooLarge
        | Code::LetterFormat
        | Code::LetterFormatSm2
        | Code::LetterNotForDv
        | Code::LetterNotWanted
        | Code::LetterUploaded
        | Code::NotInReview
        | Code::NotResubmittable
        | Code::NotReissuable
        | Code::AlreadyReissued
        | Code::NotRenewable
        | Code::AlreadyRenewed
        | Code::RenewalCsrMethodInvalid
        | Code::RenewalCsrInvalid
        | Code::RenewalAlgorithmInvalid
        | Code::AutomaticRenewalRefused
        | Code::NotRefundable
        | Code::IssuedElsewhere
        | Code::ReissueAlone
        | Code::RevocationClosed
        | Code::NotEndingSoon
        | Code::NotCancellable
        | Code::OrderNotCancellable
        | Code::TermNotCancellable
        | Code::SubmittedNamesInvalid
        | Code::ContactEmailMissing
        | Code::ApplicationIncomplete
        | Code::LookNotOffered
        | Code::NotRevocable
        | Code::DeleteIssued
        | Code::DeleteTooSoon
        | Code::DeleteUnfinished
        | Code::RenewalNotIssued
        | Code::CertificateUnreadable
        | Code::ChainInvalid
        | Code::KeyMismatch
        | Code::KeyUnreadable
        | Code::NotAnAuthority
        | Code::CertificateExists
        | Code::OrganizationNotFound
        | Code::OrganizationLimit
        | Code::AdministratorNotFound
        | Code::AdministratorState
        | Code::AdministratorAtAuthority
        | Code::AdministratorLinked
        | Code::AdministratorDomainNotFound
        | Code::AdministratorDomainState
        | Code::TooManyIds => ProblemType::Malformed,
        // No purchase is made over ACME.
        Code::OrderNotFound
        | Code::OrderState
        | Code::PurchaseTooLarge
        | Code::TokenReused
        | Code::PackageNotFound
        | Code::PackageOver
        | Code::PointsInsufficient
        | Code::PointsRefused => ProblemType::Malformed,
        Code::BalanceInsufficient | Code::MoneyRefused | Code::VoucherRefused => ProblemType::Malformed,
        Code::NotBuilt | Code::IssuerFailed | Code::StorageUnavailable | Code::Internal => {
            ProblemType::ServerInternal
        }
    }
}

/// The status of a code whose type usually has another one.
const fn status(code: Code) -> Option<StatusCode> {
    match code {
        Code::AcmeNotFound | Code::CertificateNotFound => Some(StatusCode::NOT_FOUND),
        // RFC 8555 section 7.3.6.
        Code::AcmeAccountInactive => Some(StatusCode::UNAUTHORIZED),
        Code::StorageUnavailable | Code::IssuerFailed => Some(StatusCode::SERVICE_UNAVAILABLE),
        Code::NotBuilt => Some(StatusCode::NOT_IMPLEMENTED),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::{Value, json};

    #[test]
    fn a_refusal_of_names_says_so_for_each() {
        let mut failure = Failure::new(Code::AcmeIdentifierRejected, "two names are refused");
        for name in ["a.example", "*.b.example"] {
            failure.parts.push(chancery_app::failure::Part {
                identifier: Identifier::parse("dns", name).ok(),
                code: Code::AcmeIdentifierRejected,
                public: format!("{name} is refused"),
            });
        }
        let answer = translate(failure, &RequestId("r".into())).into_answer();
        assert_eq!((answer.status.as_u16(), answer.code), (403, "rejectedIdentifier"));
        let body: Value = serde_json::from_slice(&answer.body).unwrap();
        assert_eq!(body["type"], "urn:ietf:params:acme:error:rejectedIdentifier");
        assert_eq!(body["subproblems"][1]["identifier"], json!({"type": "dns", "value": "*.b.example"}));
        assert_eq!(body["status"], 403);
    }

    #[test]
    fn faults_of_ours_show_no_cause() {
        let answer = translate(Failure::internal("the row is broken"), &RequestId("r".into())).into_answer();
        assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(!String::from_utf8(answer.body).unwrap().contains("row"));
    }

    #[test]
    fn unknown_algorithms_are_answered_with_the_known_ones() {
        let answer = WireProblem::from(JwsError::Algorithm).into_answer();
        let body: Value = serde_json::from_slice(&answer.body).unwrap();
        assert_eq!(body["algorithms"], json!(["ES256", "ES384", "ES512", "RS256", "EdDSA"]));
    }
}
