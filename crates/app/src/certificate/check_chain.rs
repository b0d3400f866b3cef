//! Is a pasted chain complete, in order, and does it end at a root that is known (H4).

use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::service::App;
use chancery_pki::certificate::CertificateFacts;
use chancery_pki::chain::{ChainCheck, check};

/// What a check found.
pub type ChainReport = ChainCheck;

/// Checks a chain in PEM form, leaf first. Roots that are known are the embedded authority's and the public ones.
///
/// # Errors
/// [`Code::CertificateUnreadable`] when the text holds no readable certificates.
pub fn check_chain(app: &App, ctx: &Ctx, pem: &str) -> Result<ChainReport, Failure> {
    ctx.tenant()?;
    let longest = app.policy.limits.upload_bytes_max;
    if pem.len() > longest {
        return Err(Failure::new(
            Code::InvalidParameter,
            format!("CertificateChain: at most {longest} bytes"),
        ));
    }
    let unreadable = |e: &dyn std::fmt::Display| {
        Failure::new(Code::CertificateUnreadable, format!("CertificateChain: {e}"))
    };
    let certificates = CertificateFacts::parse_pem(pem).map_err(|e| unreadable(&e))?;
    let most = app.policy.limits.chain_certificates_max;
    check(&certificates, &app.trusted_roots, ctx.now, most).map_err(|e| unreadable(&e))
}
