//! The queue in the order of work (F3).

use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::ports::{ReviewFilter, ReviewPage};
use crate::service::{App, page_size};
use chancery_domain::actor::Role;

/// A page of the queue: by due date, of one date the paid ones first.
///
/// # Errors
/// [`Code::Unauthorized`] for who is not staff.
pub async fn list(
    app: &App,
    ctx: &Ctx,
    filter: ReviewFilter,
    offset: u64,
    limit: Option<u64>,
) -> Result<ReviewPage, Failure> {
    if ctx.actor.role != Role::Operator {
        return Err(Failure::new(Code::Unauthorized, "only an operator sees the queue of reviews"));
    }
    let queue = &app.desk.rules.queue;
    let limit = page_size(limit, queue.page_default, queue.page_max);
    app.store.read(move |register| Ok(register.list_reviews(&filter, offset, limit)?)).await
}
