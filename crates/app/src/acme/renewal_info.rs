//! When a certificate should be renewed (RFC 9773).

use super::replaces::CertificateName;
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::service::App;
use chancery_domain::acme::renewal_window;
use chancery_domain::time::Timestamp;

/// The suggested window.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RenewalWindow {
    /// Its beginning.
    pub start: Timestamp,
    /// Its end.
    pub end: Timestamp,
    /// When to ask again, in seconds.
    pub retry_after_seconds: i64,
}

/// The window of the certificate with this ARI identifier (RFC 9773 section 4.1). Anyone may ask. For one that is
/// revoked, or whose key is compromised, the window lies in the past: renew at once.
///
/// # Errors
/// [`crate::Code::AcmeMalformed`] for a malformed identifier, `AcmeNotFound` for an unknown one.
pub async fn renewal_info(app: &App, ctx: &Ctx, certificate_id: &str) -> Result<RenewalWindow, Failure> {
    let name = CertificateName::parse(certificate_id)?;
    let service = app.clone();
    let (issuance, lost) = app
        .store
        .read(move |register| {
            let issuance = name.find(&service, register)?;
            let lost = register.revocation(&issuance.serial)?.is_some()
                || register.key_blocked(&issuance.spki_sha256)?;
            Ok((issuance, lost))
        })
        .await?;
    let rules = app.profiles.get(&issuance.profile).and_then(|profile| profile.acme.as_ref());
    let usual = (app.policy.acme.renewal_from_percent, app.policy.acme.renewal_to_percent);
    let percent = rules.map_or(usual, |rules| (rules.renewal_from_percent, rules.renewal_to_percent));
    let (start, end) = renewal_window(issuance.not_before, issuance.not_after, percent, lost, ctx.now);
    Ok(RenewalWindow { start, end, retry_after_seconds: app.policy.acme.renewal_retry_after_seconds })
}
