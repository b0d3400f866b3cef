//! Fetches a review for staff, and carries out one action on it in one unit of work with its line in the operation log.

use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::operation_log::record;
use crate::ports::{Register, Scope};
use crate::service::App;
use chancery_domain::actor::Role;
use chancery_domain::ids::{AccountId, ReviewId};
use chancery_domain::operation_log::Operation;
use chancery_domain::review::{Party, Review, Reviewer};

/// Staff only: a review is decided by operators, whatever front end asks.
fn staff(ctx: &Ctx, reviewer: &Reviewer) -> Result<Party, Failure> {
    match ctx.actor.role {
        Role::Operator => Ok(Party::Reviewer(reviewer.clone())),
        Role::Tenant { .. } | Role::AcmeAccount { .. } | Role::System => Err(Failure::new(
            Code::Unauthorized,
            "only an operator works on reviews; a tenant answers, reminds and uploads",
        )),
    }
}

pub(super) fn found(register: &mut dyn Register, id: ReviewId) -> Result<Review, Failure> {
    let review = register.review(id)?;
    review.ok_or_else(|| Failure::new(Code::ReviewNotFound, format!("there is no review {id}")))
}

/// The account whose review it is; units on it take that account's scope.
///
/// # Errors
/// [`Code::ReviewNotFound`].
pub async fn account_of(app: &App, id: ReviewId) -> Result<AccountId, Failure> {
    app.store.read(move |register| Ok(found(register, id)?.account)).await
}

/// Carries out a reviewer's action: `act` changes the review and says what is to stand in the log; what follows from it
/// elsewhere is done by `after`, in the same unit of work.
///
/// # Errors
/// [`Code::Unauthorized`] for who is not staff, [`Code::ReviewNotFound`], [`Code::ReviewState`].
pub async fn act(
    app: &App,
    ctx: &Ctx,
    id: ReviewId,
    reviewer: &Reviewer,
    act: impl Fn(&mut Review, &Party) -> Result<String, Failure> + Send + 'static,
    after: impl Fn(&App, &mut dyn Register, &Ctx, &Review) -> Result<(), Failure> + Send + 'static,
) -> Result<Review, Failure> {
    let party = staff(ctx, reviewer)?;
    let account = account_of(app, id).await?;
    let (service, inner, by) = (app.clone(), ctx.clone(), reviewer.clone());
    app.store
        .write(Scope::Account(account), move |register| {
            let mut review = found(register, id)?;
            // (F3) The wrong examiner changes nothing, whatever the action.
            service.desk.rules.may_work(&by, &review)?;
            let before = review.stage.clone();
            let did = act(&mut review, &party)?;
            register.update_review(&review)?;
            let detail = format!("review {id} of {}; reviewer: {by}; {did}", review.subject);
            let certificate = review.subject.certificate();
            record(register, &inner, account, Operation::ReviewWorked, certificate, detail)?;
            if review.stage != before {
                after(&service, register, &inner, &review)?;
            }
            Ok(review)
        })
        .await
}
