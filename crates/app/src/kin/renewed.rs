//! Whether a certificate may be renewed now, and the term that its renewal gets (K1).

use super::{asked_at, successors};
use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::own_certificate::own_certificate;
use crate::ports::Register;
use crate::service::App;
use chancery_domain::certificate::{Certificate, Validity};
use chancery_domain::ids::{AccountId, CertificateId};
use chancery_domain::renewal::{self, RenewalError};

/// The account's certificate and its validity, if it may be renewed now (K1).
pub(crate) fn renewable(
    app: &App,
    register: &mut dyn Register,
    ctx: &Ctx,
    account: AccountId,
    id: &CertificateId,
) -> Result<(Certificate, Validity), Failure> {
    let certificate = own_certificate(register, account, id)?;
    let followers = successors(register, &certificate)?;
    let asked_at = asked_at(app, register, &certificate)?;
    let (_, validity) = renewal::check(&certificate, &followers, asked_at, &app.policy, ctx.now)?;
    let validity = validity.clone();
    Ok((certificate, validity))
}

/// The term of a purchase (K1): what was bought and, where it renews a certificate, the days that remain of that and the
/// bonus.
///
/// # Errors
/// Those of the certificate to be renewed.
pub(crate) fn term_days(
    app: &App,
    register: &mut dyn Register,
    ctx: &Ctx,
    account: AccountId,
    bought_days: i64,
    renews: Option<&CertificateId>,
) -> Result<i64, Failure> {
    let Some(old) = renews else { return Ok(bought_days) };
    let (_, validity) = renewable(app, register, ctx, account, old)?;
    Ok(renewal::term_days(bought_days, &validity, &app.policy, ctx.now))
}

impl From<RenewalError> for Failure {
    fn from(error: RenewalError) -> Self {
        let code = match &error {
            RenewalError::Renewed { .. } => Code::AlreadyRenewed,
            RenewalError::Foreign
            | RenewalError::Free
            | RenewalError::NotIssued { .. }
            | RenewalError::TermRuns { .. }
            | RenewalError::TooSoon { .. }
            | RenewalError::Reissued { .. } => Code::NotRenewable,
        };
        Failure::new(code, format!("OldCertificateId: {error}"))
    }
}
