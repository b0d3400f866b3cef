//! A reviewer decides against, with a coded cause (F3, F5).

use super::checked_text;
use super::fetch::act;
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::ports::Register;
use crate::service::App;
use chancery_domain::ids::ReviewId;
use chancery_domain::review::{RefusalCause, Review, Reviewer};

/// Refuses; `after` runs in the same unit of work. The cause "other" needs a note.
///
/// # Errors
/// [`crate::Code::InvalidParameter`]; see [`super::approve`].
pub async fn refuse(
    app: &App,
    ctx: &Ctx,
    id: ReviewId,
    reviewer: &Reviewer,
    cause: RefusalCause,
    note: &str,
    after: impl Fn(&App, &mut dyn Register, &Ctx, &Review) -> Result<(), Failure> + Send + 'static,
) -> Result<Review, Failure> {
    let note = checked_text(app, "note", note, cause == RefusalCause::Other)?;
    let now = ctx.now;
    let act_on = move |review: &mut Review, party: &_| {
        review.stage = review.stage.clone().refuse(party, cause, note.clone(), now)?;
        Ok(format!("refused: {}", cause.code()))
    };
    act(app, ctx, id, reviewer, act_on, after).await
}
