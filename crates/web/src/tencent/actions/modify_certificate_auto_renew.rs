//! `ModifyCertificateAutoRenew`, an action of ours: switches automatic renewal (K4).

use crate::tencent::view::ids;
use crate::{answer, parameters};
use chancery_app::failure::{Code, Failure};
use chancery_app::renewal;
use chancery_app::{App, Ctx};

parameters! {
    /// Input of `ModifyCertificateAutoRenew`.
    pub struct Input {
        certificate_ids: Vec<String> = "CertificateIds",
        auto_renew_flag: u64 = "AutoRenewFlag",
    }
}

answer! {
    /// Answer of `ModifyCertificateAutoRenew`.
    pub struct Output {
        certificate_ids: Vec<String> = "CertificateIds",
    }
}

/// Switches all of them, or none.
///
/// # Errors
/// See [`renewal::switch_automatic`].
pub async fn run(app: &App, ctx: &Ctx, input: Input) -> Result<Output, Failure> {
    let on = match input.auto_renew_flag {
        0 => false,
        1 => true,
        _ => return Err(Failure::new(Code::InvalidParameter, "AutoRenewFlag: must be 0 or 1.")),
    };
    let ids = input.certificate_ids.iter().map(|id| ids::certificate(id)).collect::<Result<_, _>>()?;
    renewal::switch_automatic(app, ctx, ids, on).await?;
    Ok(Output { certificate_ids: input.certificate_ids })
}
