//! `ModifyCertificateResubmit`: opens a failed or cancelled application of a paid certificate again.

use crate::tencent::view::ids;
use crate::{answer, parameters};
use chancery_app::failure::Failure;
use chancery_app::{App, Ctx, order};

parameters! {
    /// Input of `ModifyCertificateResubmit`.
    pub struct Input {
        certificate_id: String = "CertificateId",
    }
}

answer! {
    /// Answer of `ModifyCertificateResubmit`.
    pub struct Output {
        certificate_id: String = "CertificateId",
    }
}

/// Opens it again: its information is awaited, what was filled in stays until it is filled in anew (F5).
///
/// # Errors
/// See [`order::resubmit`].
pub async fn run(app: &App, ctx: &Ctx, input: Input) -> Result<Output, Failure> {
    let certificate = order::resubmit(app, ctx, &ids::certificate(&input.certificate_id)?).await?;
    Ok(Output { certificate_id: certificate.id.to_string() })
}
