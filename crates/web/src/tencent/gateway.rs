//! The cloud API's door: the order in which a request is checked, and its way to the action and back.
//!
//! Method, size, action and version present, version, action, signature, rate, parameters, replay, use-case.

use super::actions::{self, Effect};
use super::body::{self, Form, Room};
use super::envelope::{self, Language};
use super::fault::{Fault, clipped, code};
use super::rate_limit::RateLimits;
use super::replay::{self, Mark, Verdict};
use super::request::Call;
use super::signature::{Presented, Signed};
use super::{errors, service};
use crate::edge::{Arrival, Note};
use crate::settings::Settings;
use axum::Extension;
use axum::extract::{Request, State};
use axum::response::Response;
use chancery_app::ctx::Entropy;
use chancery_app::{App, Ctx, account, operation_log};
use chancery_domain::actor::{Actor, Role};
use chancery_domain::ids::{AccountId, SecretId};
use std::sync::Arc;

/// What the cloud API needs to answer.
pub struct Gateway {
    /// The use-cases.
    pub app: App,
    /// The operator's settings.
    pub settings: Settings,
    /// Chance for the use-cases.
    pub entropy: Entropy,
    limits: RateLimits,
    room: Room,
}

impl Gateway {
    /// A gateway before these use-cases.
    pub fn new(app: App, settings: Settings, entropy: Entropy) -> Self {
        let limits = RateLimits::new(settings.rates);
        let room = Room::new(&settings.bodies);
        Gateway { app, settings, entropy, limits, room }
    }
}

/// What is known of a request when its answer is written.
#[derive(Default)]
struct Progress {
    language: Language,
    action: &'static str,
    account: Option<AccountId>,
}

/// Answers one request; never anything but HTTP 200 and the envelope.
pub async fn handle(
    State(gateway): State<Arc<Gateway>>,
    Extension(arrival): Extension<Arrival>,
    request: Request,
) -> Response {
    let mut progress = Progress::default();
    let (body, code) = match answer(&gateway, &arrival, request, &mut progress).await {
        Ok(body) => (body, ""),
        Err(fault) => (envelope::refusal(&fault, &arrival.request_id, progress.language), fault.code),
    };
    let mut response = envelope::http(body);
    let account = progress.account.map(|account| account.0);
    response.extensions_mut().insert(Note { action: progress.action, code, account });
    response
}

async fn answer(
    gateway: &Gateway,
    arrival: &Arrival,
    request: Request,
    progress: &mut Progress,
) -> Result<String, Fault> {
    let limits = &gateway.settings.bodies;
    let (head, body) = request.into_parts();
    let form = Form::of(&head.method, &head.headers)?;
    let body = body::read(form, &head, body, &gateway.room, limits, &gateway.settings.times).await?;
    let query = head.uri.query().unwrap_or_default();
    let authority = head.uri.authority().map(http::uri::Authority::as_str);
    let signed = Signed { method: &head.method, query, headers: &head.headers, authority, body: &body.bytes };
    let call = Call::read(form, signed, limits)?;
    progress.language = call.language;
    let actions = service::choose(&call, head.uri.path())?;
    let action = actions::find(actions, &call.action)?;
    progress.action = action.name;

    let presented = Presented::read(&call.signed, call.pairs.as_ref());
    let (presented, account, key) = match believe(gateway, arrival, &call, presented).await? {
        Ok(believed) => believed,
        Err(fault) => return Err(gateway.limits.failed(arrival.peer.map(|peer| peer.ip()), fault)),
    };
    progress.account = Some(account);
    gateway.limits.admit(&key)?;

    let run = (action.prepare)(call.parameters(limits)?)?;
    let ctx = Ctx {
        actor: Actor {
            role: Role::Tenant { account, key },
            source: arrival.peer.map(|peer| peer.ip().to_canonical().to_string()),
        },
        now: arrival.now,
        request_id: arrival.request_id.clone(),
        entropy: gateway.entropy.clone(),
    };
    let app = &gateway.app;
    let translate = |failure| errors::translate(&failure, action.name, &arrival.request_id);
    if action.effect == Effect::Reads {
        return run(app.clone(), ctx).await.map_err(translate)?;
    }
    let mark = Mark::of(&presented, action.name, &call.signed, app.policy.limits.clock_window_seconds);
    if let Verdict::Answer(first) = replay::claim(app, &mark).await.map_err(translate)?? {
        return Ok(first);
    }
    let ran = run(app.clone(), ctx.clone()).await;
    if let Err(failure) = &ran {
        // (N2) What someone tried to change and may not is in the account's log too.
        operation_log::note_refusal(app, &ctx, account, action.name, failure).await;
    }
    let outcome = ran.map_err(translate).and_then(|body| body);
    let text = match &outcome {
        Ok(body) => body.clone(),
        Err(fault) => envelope::refusal(fault, &arrival.request_id, call.language),
    };
    // The request was carried out, whatever becomes of the mark; without its answer a twin is told to look.
    if let Err(failure) = replay::keep(app, &mark, &text).await {
        tracing::warn!(request_id = %arrival.request_id, %failure, "answer not kept for replays");
    }
    outcome
}

type Believed = (Presented, AccountId, SecretId);

/// Checks the clock, finds the key, checks the signature. The outer error is ours, the inner one the caller's.
async fn believe(
    gateway: &Gateway,
    arrival: &Arrival,
    call: &Call<'_>,
    presented: Result<Presented, Fault>,
) -> Result<Result<Believed, Fault>, Fault> {
    let presented = match presented {
        Ok(presented) => presented,
        Err(fault) => return Ok(Err(fault)),
    };
    let window = gateway.app.policy.limits.clock_window_seconds;
    if let Err(fault) = presented.check_clock(arrival.now, window) {
        return Ok(Err(fault));
    }
    let key = SecretId(presented.secret_id().to_owned());
    let found = account::authenticate(&gateway.app, &key).await;
    let Some(credential) =
        found.map_err(|failure| errors::translate(&failure, &call.action, &arrival.request_id))?
    else {
        return Ok(Err(Fault::new(
            code::SECRET_ID_NOT_FOUND,
            format!(
                "SecretId: there is no active key {}. Check the id, or make a key with `chancery key create`.",
                clipped(&key.0, 16)
            ),
        )));
    };
    let hosts = &gateway.settings.accepted_hosts;
    let judged = presented.verify(&call.signed, call.pairs.as_ref(), hosts, &credential.secret);
    Ok(judged.map(|()| (presented, credential.account, key)))
}
