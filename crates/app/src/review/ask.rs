//! A reviewer asks the applicant for more (F3).

use super::checked_text;
use super::fetch::act;
use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::service::App;
use chancery_domain::ids::ReviewId;
use chancery_domain::review::{Review, Reviewer};

/// Asks; the applicant sees the question and answers it.
///
/// # Errors
/// [`Code::InvalidParameter`] for an empty or too long question or too many of them; see [`super::take`].
pub async fn ask(
    app: &App,
    ctx: &Ctx,
    id: ReviewId,
    reviewer: &Reviewer,
    question: &str,
) -> Result<Review, Failure> {
    let question = checked_text(app, "question", question, true)?;
    let (now, most) = (ctx.now, app.desk.rules.queue.questions_max);
    let act_on = move |review: &mut Review, party: &_| {
        if review.questions.len() >= most {
            let why = format!("a review has at most {most} questions; decide it");
            return Err(Failure::new(Code::InvalidParameter, why));
        }
        review.ask(party, question.clone(), now)?;
        Ok("asked the applicant for more".to_owned())
    };
    act(app, ctx, id, reviewer, act_on, |_, _, _, _| Ok(())).await
}
