//! A reviewer takes a review, so that nobody else works on it (F3).

use super::fetch::act;
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::ports::Register;
use crate::service::App;
use chancery_domain::ids::ReviewId;
use chancery_domain::review::{Review, Reviewer};

/// Takes it; `after` runs in the same unit of work.
///
/// # Errors
/// [`crate::Code::Unauthorized`], [`crate::Code::ReviewNotFound`], [`crate::Code::ReviewState`].
pub async fn take(
    app: &App,
    ctx: &Ctx,
    id: ReviewId,
    reviewer: &Reviewer,
    after: impl Fn(&App, &mut dyn Register, &Ctx, &Review) -> Result<(), Failure> + Send + 'static,
) -> Result<Review, Failure> {
    let now = ctx.now;
    act(
        app,
        ctx,
        id,
        reviewer,
        move |review, party| {
            review.stage = review.stage.clone().take(party, now)?;
            Ok("taken".to_owned())
        },
        after,
    )
    .await
}
