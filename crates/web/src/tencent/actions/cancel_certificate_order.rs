//! `CancelCertificateOrder`: cancels the order of a certificate that is not issued.

use crate::tencent::view::ids;
use crate::{answer, parameters};
use chancery_app::failure::Failure;
use chancery_app::{App, Ctx, order};

parameters! {
    /// Input of `CancelCertificateOrder`.
    pub struct Input {
        certificate_id: String = "CertificateId",
    }
}

answer! {
    /// Answer of `CancelCertificateOrder`.
    pub struct Output {
        certificate_id: String = "CertificateId",
    }
}

/// Cancels the application before its names are proved; quota returns at once (B2).
///
/// # Errors
/// See [`order::cancel`].
pub async fn run(app: &App, ctx: &Ctx, input: Input) -> Result<Output, Failure> {
    let certificate =
        order::cancel(app, ctx, &ids::certificate(&input.certificate_id)?, order::Cancel::Order).await?;
    Ok(Output { certificate_id: certificate.id.to_string() })
}
