//! Makes an ACME account, or finds the one of a key (RFC 8555 section 7.3).

use super::caller::not_built;
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::service::App;
use chancery_domain::acme::AcmeAccount;

/// What a client asks for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewAccount {
    /// The public key as canonical JSON (RFC 7638 section 3).
    pub jwk: String,
    /// Its thumbprint.
    pub thumbprint: String,
    /// The key's SubjectPublicKeyInfo in DER, for keys that X.509 has a form for: compared with blocked keys and CSRs.
    pub spki_der: Vec<u8>,
    /// Contact URLs.
    pub contacts: Vec<String>,
    /// `termsOfServiceAgreed`.
    pub terms_agreed: bool,
    /// `onlyReturnExisting`.
    pub only_existing: bool,
    /// The key identifier of an external account binding whose signature was verified with [`super::eab_key`].
    pub eab_kid: Option<String>,
}

/// The account, and whether it was made just now.
///
/// # Errors
/// [`crate::Code::AcmeAccountMissing`], [`crate::Code::AcmeAccountInactive`], `AcmeContactInvalid`,
/// `AcmeContactUnsupported`, `AcmeTermsNotAgreed`, `AcmeExternalAccountRequired`, `AcmeExternalAccountRefused`,
/// `AcmeKeyRefused`, `RateLimited`.
pub async fn new_account(_app: &App, _ctx: &Ctx, _input: NewAccount) -> Result<(AcmeAccount, bool), Failure> {
    Err(not_built())
}
