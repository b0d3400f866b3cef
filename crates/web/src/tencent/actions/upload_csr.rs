//! `UploadCSR`, an addition of ours: keeps a CSR that was made elsewhere (D4).

use crate::{answer, parameters};
use chancery_app::csr::UploadedCsr;
use chancery_app::failure::Failure;
use chancery_app::{App, Ctx, csr};

parameters! {
    /// Input of `UploadCSR`.
    pub struct Input {
        content: String = "CsrContent",
        remark: Option<String> = "Remark",
    }
}

answer! {
    /// Answer of `UploadCSR`.
    pub struct Output {
        id: i64 = "Id",
    }
}

/// Keeps the CSR; its number is given to `ApplyCertificate` or `ReplaceCertificate` as `CsrId`.
///
/// # Errors
/// See [`csr::upload`].
pub async fn run(app: &App, ctx: &Ctx, input: Input) -> Result<Output, Failure> {
    let uploaded = UploadedCsr { content: input.content, remark: input.remark.unwrap_or_default() };
    let id = csr::upload(app, ctx, uploaded).await?;
    Ok(Output { id: id.0 })
}
