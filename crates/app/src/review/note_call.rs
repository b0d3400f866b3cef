//! A reviewer notes a telephone call (F3).

use super::checked_text;
use super::fetch::act;
use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::service::App;
use chancery_domain::ids::ReviewId;
use chancery_domain::review::{CallOutcome, PhoneCall, Review, Reviewer};

/// A call that was made just now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Call {
    /// The number that was dialled.
    pub number: String,
    /// Who was spoken to; empty when nobody answered.
    pub person: String,
    /// What came of it.
    pub outcome: CallOutcome,
    /// Particulars.
    pub note: String,
}

/// Notes it.
///
/// # Errors
/// [`Code::InvalidParameter`] for a text that is empty or too long or too many calls; see [`super::take`].
pub async fn note_call(
    app: &App,
    ctx: &Ctx,
    id: ReviewId,
    reviewer: &Reviewer,
    call: Call,
) -> Result<Review, Failure> {
    let noted = PhoneCall {
        at: ctx.now,
        by: reviewer.clone(),
        number: checked_text(app, "number", &call.number, true)?,
        person: checked_text(app, "person", &call.person, call.outcome == CallOutcome::Confirmed)?,
        outcome: call.outcome,
        note: checked_text(app, "note", &call.note, false)?,
    };
    let most = app.desk.rules.queue.calls_max;
    let act_on = move |review: &mut Review, party: &_| {
        if review.calls.len() >= most {
            let why = format!("a review has at most {most} calls; decide it");
            return Err(Failure::new(Code::InvalidParameter, why));
        }
        review.note_call(party, noted.clone())?;
        Ok(format!("call noted: {}", noted.outcome.code()))
    };
    act(app, ctx, id, reviewer, act_on, |_, _, _, _| Ok(())).await
}
