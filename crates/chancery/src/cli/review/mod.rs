//! `chancery review`: the reviewers' queue (F3).

mod arguments;
mod letter;
mod matter;
mod show;

pub use arguments::Command;

use super::key::plain;
use super::noted::noted;
use super::{Place, output};
use crate::wiring::{Opened, open};
use anyhow::{Context, Result, anyhow};
use arguments::{Decision, Work};
use chancery_app::ports::ReviewFilter;
use chancery_app::review::{self, Call};
use chancery_app::{Ctx, Failure, examination};
use chancery_domain::actor::Actor;
use chancery_domain::ids::{AccountId, ReviewId};
use chancery_domain::review::{CallOutcome, RefusalCause, Review, ReviewSubject, Reviewer, StageKind};

/// Who works on reviews without giving a name.
const UNNAMED: &str = "operator";

/// Runs the command.
pub async fn run(command: Command) -> Result<()> {
    match command {
        Command::List { all, kind, account, limit, offset, place, json } => {
            if let Some(kind) = kind.as_deref().filter(|kind| !ReviewSubject::KINDS.contains(kind)) {
                return Err(anyhow!("--kind: {kind} is none of {}", ReviewSubject::KINDS.join(", ")));
            }
            let filter = ReviewFilter { ended: all, kind, account: account.map(AccountId) };
            let (opened, ctx) = opened(&place).await?;
            let page = review::list(&opened.app, &ctx, filter, offset, limit).await.map_err(plain)?;
            show::list(&page, ctx.now, json)
        }
        Command::Show { id, place, json } => {
            let (opened, ctx) = opened(&place).await?;
            let described = review::describe(&opened.app, &ctx, ReviewId(id)).await.map_err(plain)?;
            let matter = examination::matter(&opened.app, &ctx, ReviewId(id)).await.map_err(plain)?;
            show::one(&described, &matter, json)
        }
        Command::Causes { json } => show::causes(json),
        Command::Take(work) => {
            let (opened, ctx, by) = working(&work).await?;
            let done = examination::take(&opened.app, &ctx, ReviewId(work.id), &by).await;
            told(&opened, &ctx, "take", &work, done).await
        }
        Command::Release(work) => {
            let (opened, ctx, by) = working(&work).await?;
            let done = examination::release(&opened.app, &ctx, ReviewId(work.id), &by).await;
            told(&opened, &ctx, "release", &work, done).await
        }
        Command::Approve(work) => {
            let (opened, ctx, by) = working(&work).await?;
            let taken = take_unnamed(&opened, &ctx, &work, &by).await;
            let done = examination::approve(&opened.app, &ctx, ReviewId(work.id), &by).await;
            decided(&opened, &ctx, &by, taken, &work, ("approve", done)).await
        }
        Command::Refuse { decision, work } => refuse(&decision, &work).await,
        Command::Ask { question, work } => {
            let (opened, ctx, by) = working(&work).await?;
            let done = review::ask(&opened.app, &ctx, ReviewId(work.id), &by, &question).await;
            told(&opened, &ctx, "ask", &work, done).await
        }
        Command::Phone { number, person, outcome, note, work } => {
            let (opened, ctx, by) = working(&work).await?;
            let outcome = CallOutcome::ALL.into_iter().find(|known| known.code() == outcome);
            let words: Vec<&str> = CallOutcome::ALL.iter().map(|known| known.code()).collect();
            let outcome = outcome.ok_or_else(|| anyhow!("--outcome: write one of {}", words.join(", ")))?;
            let call = Call { number, person, outcome, note };
            let done = review::note_call(&opened.app, &ctx, ReviewId(work.id), &by, call).await;
            told(&opened, &ctx, "phone", &work, done).await
        }
        Command::Letter { id, document, out, place } => letter::run(id, document, &out, &place).await,
    }
}

async fn opened(place: &Place) -> Result<(Opened, Ctx)> {
    let opened = open(&place.read()?).await?;
    let ctx = opened.ctx(Actor::operator());
    Ok((opened, ctx))
}

async fn working(work: &Work) -> Result<(Opened, Ctx, Reviewer)> {
    let by: Reviewer = work.reviewer.as_deref().unwrap_or(UNNAMED).parse().context("--as")?;
    let (opened, ctx) = opened(&work.place).await?;
    Ok((opened, ctx, by))
}

async fn refuse(decision: &Decision, work: &Work) -> Result<()> {
    let cause = RefusalCause::from_code(&decision.cause).ok_or_else(|| {
        anyhow!("--cause: {:?} is no cause; `chancery review causes` lists them", decision.cause)
    })?;
    let (opened, ctx, by) = working(work).await?;
    let id = ReviewId(work.id);
    let taken = take_unnamed(&opened, &ctx, work, &by).await;
    let done = examination::refuse(&opened.app, &ctx, id, &by, cause, &decision.note).await;
    decided(&opened, &ctx, &by, taken, work, ("refuse", done)).await
}

/// Where one person does everything, a review that waits is taken with the decision. Whether it was.
async fn take_unnamed(opened: &Opened, ctx: &Ctx, work: &Work, by: &Reviewer) -> bool {
    if work.reviewer.is_some() {
        return false;
    }
    let id = ReviewId(work.id);
    let found = review::describe(&opened.app, ctx, id).await.ok().and_then(|described| described.review);
    let waits = found.is_some_and(|review| review.stage.kind() == StageKind::Waiting);
    waits && examination::take(&opened.app, ctx, id, by).await.is_ok()
}

/// A decision that was refused changes nothing: what was taken with it is put back.
async fn decided(
    opened: &Opened,
    ctx: &Ctx,
    by: &Reviewer,
    taken: bool,
    work: &Work,
    (did, outcome): (&str, Result<Review, Failure>),
) -> Result<()> {
    if taken && outcome.is_err() {
        let put_back = examination::release(&opened.app, ctx, ReviewId(work.id), by).await;
        put_back.map_err(plain)?;
    }
    told(opened, ctx, did, work, outcome).await
}

/// Shows what became of the review. What was refused stands in its account's operation log, with the reviewer's name (F3).
async fn told(
    opened: &Opened,
    ctx: &Ctx,
    did: &str,
    work: &Work,
    outcome: Result<Review, Failure>,
) -> Result<()> {
    let account = match &outcome {
        Ok(_) => None,
        Err(_) => review::account_of(&opened.app, ReviewId(work.id)).await.ok(),
    };
    let by = work.reviewer.as_deref().unwrap_or(UNNAMED);
    let what = format!("review {did} {} as {by}", work.id);
    let review = noted(opened, ctx, account, &what, outcome).await?;
    if work.json {
        return output::json(&show::row(&review));
    }
    println!("review {} of {} is {}", review.id, review.subject, review.stage.kind().code());
    Ok(())
}
