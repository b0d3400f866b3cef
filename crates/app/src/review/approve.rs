//! A reviewer decides in favour (F3).

use super::fetch::act;
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::ports::Register;
use crate::service::App;
use chancery_domain::ids::ReviewId;
use chancery_domain::review::{Review, Reviewer, StageKind};

/// Approves, or gives the first of two approvals where the rules want four eyes; `after` runs in the same unit of work.
/// A second approval of what is decided is refused and changes nothing.
///
/// # Errors
/// [`crate::Code::Unauthorized`], [`crate::Code::ReviewNotFound`], [`crate::Code::ReviewState`]; those of `after`.
pub async fn approve(
    app: &App,
    ctx: &Ctx,
    id: ReviewId,
    reviewer: &Reviewer,
    after: impl Fn(&App, &mut dyn Register, &Ctx, &Review) -> Result<(), Failure> + Send + 'static,
) -> Result<Review, Failure> {
    let (now, rules) = (ctx.now, app.desk.clone());
    let act_on = move |review: &mut Review, party: &_| {
        let (eyes, call) = (rules.rules.four_eyes(review.level), rules.rules.call_required(review.level));
        review.approve(party, eyes, call, now)?;
        Ok(match review.stage.kind() {
            StageKind::Seconding => "approved; a second reviewer has to agree".to_owned(),
            _ => "approved".to_owned(),
        })
    };
    act(app, ctx, id, reviewer, act_on, after).await
}
