//! `CertificateOrderSubmit`: submits what was filled in; the newer form.

use crate::tencent::view::{application, ids, status};
use crate::{answer, parameters};
use chancery_app::failure::Failure;
use chancery_app::{App, Ctx, order};

parameters! {
    /// Input of `CertificateOrderSubmit`.
    pub struct Input {
        cert_id: String = "CertId",
        delete_dns_auto_record: Option<u64> = "DeleteDnsAutoRecord",
        verify_type: Option<String> = "VerifyType",
    }
}

answer! {
    /// Answer of `CertificateOrderSubmit`.
    pub struct Output {
        is_audited: bool = "IsAudited",
        order_id: String = "OrderId",
        status: u64 = "Status",
    }
}

/// Submits. `IsAudited` says that the organisation was examined before and is not examined again (F4).
///
/// # Errors
/// See [`order::submit`].
pub async fn run(app: &App, ctx: &Ctx, input: Input) -> Result<Output, Failure> {
    let by_file = application::by_file(input.verify_type.as_deref())?;
    let submitted = order::submit(app, ctx, &ids::certificate(&input.cert_id)?, by_file).await?;
    Ok(Output {
        is_audited: submitted.examined_before,
        order_id: submitted.order.to_string(),
        status: status::number(&submitted.certificate, ctx.now),
    })
}
