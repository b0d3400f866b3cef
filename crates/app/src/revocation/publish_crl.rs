//! Publishes revocation lists: each is signed once for all nodes and kept in the register, so that every node serves the
//! same bytes under the same number (I4).
//!
//! Signing happens outside of any unit of work, since a key may be slow. Two nodes that make the same list at once both
//! sign, and the register keeps the first; the other's is thrown away before anybody has seen it.

use super::answer_ocsp::{index, listed_octets};
use crate::board::{Document, HeldList};
use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::ports::{Scope, StoredList};
use crate::service::App;
use chancery_domain::revocation::{ListPart, ListState, Revocation};
use chancery_domain::time::Timestamp;
use chancery_pki::leaf::Pointers;
use chancery_pki::revocation_list::{Entry, ListTerm, write};
use std::sync::Arc;

/// Attempts to publish a list while other nodes publish the same one.
const ATTEMPTS_MAX: usize = 4;

/// What the register says of a part at one moment.
struct Seen {
    last: Option<StoredList>,
    newest: i64,
    listed: Vec<Revocation>,
}

/// The current list of an issuer; nothing when there is no such issuer or part. Made anew when it is due or a revocation
/// is newer than it.
///
/// # Errors
/// [`Code::StorageUnavailable`]; [`Code::IssuerFailed`] when it cannot be signed.
pub async fn publish_crl(
    app: &App,
    ctx: &Ctx,
    issuer: &str,
    part: ListPart,
) -> Result<Option<Arc<Document>>, Failure> {
    let index = index(app)?;
    if !index.ids().iter().any(|id| id == issuer) {
        return Ok(None);
    }
    let key = (issuer.to_owned(), part);
    if let Some(held) = held(app, ctx, &key) {
        return Ok(Some(held));
    }
    if !exists(app, issuer, part).await? {
        return Ok(None);
    }
    let _alone = app.revocation.making.lock().await;
    if let Some(held) = held(app, ctx, &key) {
        return Ok(Some(held));
    }
    for _ in 0..ATTEMPTS_MAX {
        let news = app.revocation.news();
        let seen = look(app, ctx, issuer, part).await?;
        let policy = &app.policy.revocation_list;
        let list = match seen.last {
            Some(last) if !last.state.due(policy, seen.newest, ctx.now) => last,
            last => {
                let list =
                    sign(app, ctx, issuer, part, last.map(|l| l.state), seen.newest, seen.listed).await?;
                let (id, kept) = (issuer.to_owned(), list.clone());
                let published = app
                    .store
                    .write(Scope::Unguarded, move |register| Ok(register.keep_list(&id, part, &kept)?))
                    .await?;
                // Another node was first; what it published is looked at.
                if !published {
                    continue;
                }
                tracing::info!(request_id = %ctx.request_id, issuer, shard = part.shard(),
                    number = list.state.number, "revocation list published");
                list
            }
        };
        let document = Arc::new(dress(app, list));
        if app.revocation.may_keep(news) {
            let held = HeldList { seen: news, document: document.clone() };
            app.revocation.lists.lock().insert(key, held);
        }
        return Ok(Some(document));
    }
    Err(Failure::storage("other nodes publish the same revocation list again and again"))
}

/// The list in memory, if nothing was noted since it was seen and it is not due.
fn held(app: &App, ctx: &Ctx, key: &(String, ListPart)) -> Option<Arc<Document>> {
    let lists = app.revocation.lists.lock();
    let held = lists.get(key)?;
    (app.revocation.may_keep(held.seen) && ctx.now < held.document.due).then(|| held.document.clone())
}

/// The whole list always exists; a part does when the policy has it, or certificates were issued when it had.
async fn exists(app: &App, issuer: &str, part: ListPart) -> Result<bool, Failure> {
    let Some(shard) = part.shard() else { return Ok(true) };
    if (0..app.policy.revocation_list.shards).contains(&shard) {
        return Ok(true);
    }
    let issuer = issuer.to_owned();
    app.store.read(move |register| Ok(register.list_parts(&issuer)?.contains(&part))).await
}

async fn look(app: &App, ctx: &Ctx, issuer: &str, part: ListPart) -> Result<Seen, Failure> {
    let (issuer, policy, now) = (issuer.to_owned(), app.policy.clone(), ctx.now);
    app.store
        .read(move |register| {
            let last = register.list(&issuer, part)?;
            let newest = register.newest_of_part(&issuer, part)?;
            let state = last.as_ref().map(|list| &list.state);
            let due = state.is_none_or(|state| state.due(&policy.revocation_list, newest, now));
            let listed = if due { register.listed(&issuer, part, state)? } else { Vec::new() };
            Ok(Seen { newest, listed, last })
        })
        .await
}

async fn sign(
    app: &App,
    ctx: &Ctx,
    id: &str,
    part: ListPart,
    last: Option<ListState>,
    newest: i64,
    listed: Vec<Revocation>,
) -> Result<StoredList, Failure> {
    let issuer =
        app.authority.issuer(id).map_err(|error| Failure::new(Code::IssuerFailed, error.to_string()))?;
    let this_update = ListState::next_moment(last.as_ref(), ctx.now);
    let state = ListState {
        number: ListState::next_number(last.as_ref(), ctx.now),
        this_update,
        next_update: this_update.plus_seconds(app.policy.revocation_list.next_update_seconds),
        covers: newest.max(last.map_or(0, |last| last.covers)),
    };
    let point = part
        .shard()
        .map(|shard| Pointers::crl_url(&app.revocation.settings.http_url, &issuer.id, Some(shard)));
    let der = tokio::task::spawn_blocking(move || {
        let mut entries = Vec::with_capacity(listed.len());
        for revocation in &listed {
            entries.push(Entry {
                serial: listed_octets(&revocation.serial)?,
                revoked_at: revocation.revoked_at,
                reason: revocation.reason.code(),
            });
        }
        let term = ListTerm {
            number: u64::try_from(state.number).unwrap_or(0),
            this_update: state.this_update,
            next_update: state.next_update,
        };
        write(&issuer.certificate, issuer.signer.as_ref(), &term, point.as_deref(), &entries)
            .map_err(|error| Failure::new(Code::IssuerFailed, error.to_string()))
    })
    .await
    .map_err(Failure::internal)??;
    Ok(StoredList { state, der })
}

fn dress(app: &App, list: StoredList) -> Document {
    let policy = &app.policy.revocation_list;
    let (this_update, next_update): (Timestamp, Timestamp) = (list.state.this_update, list.state.next_update);
    let due = this_update.plus_seconds(policy.refresh_seconds);
    let max_age = app.policy.ocsp.max_age_seconds.min(next_update.seconds_since(due)).max(0);
    Document::new(list.der, this_update, next_update, due, max_age)
}
