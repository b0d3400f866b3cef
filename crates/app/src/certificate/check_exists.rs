//! Is a certificate in the tenant's register already, before it is uploaded.

use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::service::App;
use chancery_domain::ids::CertificateId;
use chancery_pki::certificate::CertificateFacts;
use chancery_pki::chain::{Strangers, repair};

/// The id of the tenant's first certificate with the same fingerprint as the leaf of the pasted chain.
///
/// # Errors
/// [`Code::CertificateUnreadable`], [`Code::ChainInvalid`].
pub async fn check_exists(app: &App, ctx: &Ctx, pem: &str) -> Result<Option<CertificateId>, Failure> {
    let account = ctx.tenant()?;
    let certificates = CertificateFacts::parse_pem(pem)
        .map_err(|e| Failure::new(Code::CertificateUnreadable, format!("CertificatePublicKey: {e}")))?;
    let repaired = repair(certificates, None, Strangers::Drop, app.policy.limits.chain_certificates_max)
        .map_err(|e| Failure::new(Code::ChainInvalid, format!("CertificatePublicKey: {e}")))?;
    let Some(fingerprint) = repaired.leaf().map(CertificateFacts::sha1_fingerprint) else { return Ok(None) };
    let present = app
        .store
        .read(move |register| Ok(register.certificates_with_fingerprint(account, &fingerprint, 1)?))
        .await?;
    Ok(present.into_iter().next())
}
