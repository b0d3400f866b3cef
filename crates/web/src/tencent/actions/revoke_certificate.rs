//! `RevokeCertificate`: asks for the revocation of a certificate (I1, I2).

use crate::tencent::types::validation::RevokeDomainValidateAuths;
use crate::tencent::view::{ids, validation};
use crate::{answer, parameters};
use chancery_app::failure::Failure;
use chancery_app::{App, Ctx, revocation};
use chancery_domain::revocation::Reason;

parameters! {
    /// Input of `RevokeCertificate`. `Reason` is in the tenant's own words; a word of RFC 5280 in its place, such as
    /// `keyCompromise`, is also the reason that stands in lists and OCSP answers.
    pub struct Input {
        certificate_id: String = "CertificateId",
        reason: Option<String> = "Reason",
    }
}

answer! {
    /// Answer of `RevokeCertificate`: what to publish where the names are proved again, else nothing.
    pub struct Output {
        revoke_domain_validate_auths: Vec<RevokeDomainValidateAuths> = "RevokeDomainValidateAuths",
    }
}

/// Asks for it.
///
/// # Errors
/// See [`revocation::request`].
pub async fn run(app: &App, ctx: &Ctx, input: Input) -> Result<Output, Failure> {
    let id = ids::certificate(&input.certificate_id)?;
    let words = input.reason.unwrap_or_default();
    let reason = Reason::from_word(words.trim()).unwrap_or(Reason::Unspecified);
    let certificate = revocation::request(app, ctx, &id, reason, &words).await?;
    Ok(Output { revoke_domain_validate_auths: validation::to_publish_for_revocation(&certificate) })
}
