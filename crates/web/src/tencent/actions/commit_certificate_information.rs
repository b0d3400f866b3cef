//! `CommitCertificateInformation`: submits what was filled in; the older form.

use crate::tencent::view::{application, ids, status};
use crate::{answer, parameters};
use chancery_app::failure::Failure;
use chancery_app::{App, Ctx, order};

parameters! {
    /// Input of `CommitCertificateInformation`.
    pub struct Input {
        certificate_id: String = "CertificateId",
        verify_type: Option<String> = "VerifyType",
    }
}

answer! {
    /// Answer of `CommitCertificateInformation`.
    pub struct Output {
        order_id: String = "OrderId",
        status: u64 = "Status",
    }
}

/// Submits.
///
/// # Errors
/// See [`order::submit`].
pub async fn run(app: &App, ctx: &Ctx, input: Input) -> Result<Output, Failure> {
    let by_file = application::by_file(input.verify_type.as_deref())?;
    let submitted = order::submit(app, ctx, &ids::certificate(&input.certificate_id)?, by_file).await?;
    Ok(Output {
        order_id: submitted.order.to_string(),
        status: status::number(&submitted.certificate, ctx.now),
    })
}
