//! A review goes back into the queue (F3), also when the colleague who has it is away.

use super::fetch::act;
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::ports::Register;
use crate::service::App;
use chancery_domain::ids::ReviewId;
use chancery_domain::review::{Review, Reviewer};

/// Puts it back; `after` runs in the same unit of work.
///
/// # Errors
/// [`crate::Code::Unauthorized`], [`crate::Code::ReviewNotFound`], [`crate::Code::ReviewState`].
pub async fn release(
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
            review.stage = review.stage.clone().release(party, now)?;
            Ok("put back into the queue".to_owned())
        },
        after,
    )
    .await
}
