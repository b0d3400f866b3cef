//! `CancelAuditCertificate`: cancels the review of an application.

use crate::tencent::view::ids;
use crate::{answer, parameters};
use chancery_app::failure::Failure;
use chancery_app::{App, Ctx, order};

parameters! {
    /// Input of `CancelAuditCertificate`.
    pub struct Input {
        certificate_id: String = "CertificateId",
    }
}

answer! {
    /// Answer of `CancelAuditCertificate`.
    pub struct Output {
        result: bool = "Result",
    }
}

/// Cancels the application before its names are proved; quota returns at once (B2).
///
/// # Errors
/// See [`order::cancel`].
pub async fn run(app: &App, ctx: &Ctx, input: Input) -> Result<Output, Failure> {
    order::cancel(app, ctx, &ids::certificate(&input.certificate_id)?, order::Cancel::Examination).await?;
    Ok(Output { result: true })
}
