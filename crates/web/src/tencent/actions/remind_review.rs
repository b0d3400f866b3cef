//! `RemindReview`, an action of ours: reminds the reviewers of an application (F6).

use crate::tencent::view::ids;
use crate::{answer, parameters};
use chancery_app::failure::Failure;
use chancery_app::{App, Ctx, review};

parameters! {
    /// Input of `RemindReview`.
    pub struct Input {
        certificate_id: String = "CertificateId",
    }
}

answer! {
    /// Answer of `RemindReview`.
    pub struct Output {
        certificate_id: String = "CertificateId",
    }
}

/// Reminds; the refusal says from when on a reminder is taken.
///
/// # Errors
/// See [`review::remind`].
pub async fn run(app: &App, ctx: &Ctx, input: Input) -> Result<Output, Failure> {
    let id = ids::certificate(&input.certificate_id)?;
    review::remind(app, ctx, &id).await?;
    Ok(Output { certificate_id: id.to_string() })
}
