//! `BatchDeleteCSR`: deletes CSR records.

use crate::{answer, parameters};
use chancery_app::failure::Failure;
use chancery_app::{App, Ctx, csr};
use chancery_domain::ids::CsrId;

parameters! {
    /// Input of `BatchDeleteCSR`.
    pub struct Input {
        csr_ids: Vec<i64> = "CSRIds",
    }
}

answer! {
    /// Answer of `BatchDeleteCSR`.
    pub struct Output {
        success: Vec<i64> = "Success",
    }
}

/// Deletes all of them, or none.
///
/// # Errors
/// See [`csr::delete`].
pub async fn run(app: &App, ctx: &Ctx, input: Input) -> Result<Output, Failure> {
    let gone = csr::delete(app, ctx, input.csr_ids.into_iter().map(CsrId).collect()).await?;
    Ok(Output { success: gone.into_iter().map(|id| id.0).collect() })
}
