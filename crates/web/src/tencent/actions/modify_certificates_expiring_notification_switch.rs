//! `ModifyCertificatesExpiringNotificationSwitch`: ignores certificates that end soon, or stops ignoring them (M3).

use crate::tencent::view::ids;
use crate::{answer, parameters};
use chancery_app::failure::{Code, Failure};
use chancery_app::{App, Ctx, certificate};

parameters! {
    /// Input of `ModifyCertificatesExpiringNotificationSwitch`; `SwitchStatus` 1 ignores, 0 tells again.
    pub struct Input {
        certificate_ids: Vec<String> = "CertificateIds",
        switch_status: u64 = "SwitchStatus",
    }
}

answer! {
    /// Answer of `ModifyCertificatesExpiringNotificationSwitch`: the certificates, as given.
    pub struct Output {
        certificate_ids: Vec<String> = "CertificateIds",
    }
}

/// Switches all of them or none.
///
/// # Errors
/// See [`certificate::ignore`]; [`Code::InvalidParameter`] for another status.
pub async fn run(app: &App, ctx: &Ctx, input: Input) -> Result<Output, Failure> {
    let ignored = match input.switch_status {
        0 => false,
        1 => true,
        _ => {
            let text = "SwitchStatus: must be 1 (ignore) or 0 (tell again).";
            return Err(Failure::new(Code::InvalidParameter, text));
        }
    };
    let ids = input.certificate_ids.iter().map(|id| ids::certificate(id)).collect::<Result<Vec<_>, _>>()?;
    certificate::ignore(app, ctx, ids, ignored).await?;
    Ok(Output { certificate_ids: input.certificate_ids })
}
