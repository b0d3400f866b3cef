//! `AnswerReview`, an action of ours: answers what a reviewer asked (F3).

use crate::tencent::view::ids;
use crate::{answer, parameters};
use chancery_app::failure::Failure;
use chancery_app::{App, Ctx, review};

parameters! {
    /// Input of `AnswerReview`.
    pub struct Input {
        answer: String = "Answer",
        certificate_id: String = "CertificateId",
    }
}

answer! {
    /// Answer of `AnswerReview`.
    pub struct Output {
        certificate_id: String = "CertificateId",
    }
}

/// Answers; the same reviewer goes on.
///
/// # Errors
/// See [`review::answer`].
pub async fn run(app: &App, ctx: &Ctx, input: Input) -> Result<Output, Failure> {
    let id = ids::certificate(&input.certificate_id)?;
    review::answer(app, ctx, &id, &input.answer).await?;
    Ok(Output { certificate_id: id.to_string() })
}
