//! The ACME server's door: which resource, which method, who signed; then the resource, then the headers.
//!
//! The message itself is checked by [`super::believe`].

use super::answer::Answer;
use super::body;
use super::problem::WireProblem;
use super::resources;
use super::route::Route;
use super::server::AcmeServer;
use crate::edge::{Arrival, Note};
use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use chancery_app::Ctx;
use chancery_domain::actor::{Actor, Role};
use http::header::{ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, USER_AGENT};
use http::request::Parts;
use http::{HeaderMap, Method, StatusCode};

/// A request on its way to a resource.
pub struct Visit<'a> {
    /// The server.
    pub server: &'a AcmeServer,
    /// The circumstances for the use-cases.
    pub ctx: Ctx,
    /// The request's head.
    pub head: &'a Parts,
}

/// Answers one request.
pub async fn handle(server: &AcmeServer, arrival: Arrival, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let route = Route::of(head.uri.path());
    let action = route.as_ref().map_or("acme", Route::action);
    let actor =
        Actor { role: Role::System, source: arrival.peer.map(|peer| peer.ip().to_canonical().to_string()) };
    let ctx = Ctx {
        actor,
        now: arrival.now,
        request_id: arrival.request_id.clone(),
        entropy: server.entropy.clone(),
    };
    let gets_nonce = head.method == Method::POST || route == Some(Route::NewNonce);
    let index = !matches!(route, Some(Route::Directory(_)));
    let visit = Visit { server, ctx, head: &head };
    let answer = match answer(&visit, route, body).await {
        Ok(answer) => answer,
        Err(problem) => {
            // RFC 8555 section 6.1: the User-Agent tells implementers whose mistake it is.
            tracing::info!(request_id = %arrival.request_id, action, problem = problem.problem.kind.code(),
                detail = problem.problem.detail, client = user_agent(&head.headers), "ACME request refused");
            problem.into_answer()
        }
    };
    let nonce = gets_nonce.then(|| server.nonces.make(arrival.now, server.entropy.bytes()));
    let code = answer.code;
    let index = index.then(|| server.urls.directory(None));
    let mut response = answer.into_response(index.as_deref(), nonce);
    response.extensions_mut().insert(Note { action, code, account: None });
    response
}

/// Characters of a User-Agent that are shown.
const USER_AGENT_SHOWN_MAX: usize = 128;

fn user_agent(headers: &HeaderMap) -> String {
    let text = headers.get(USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    text.chars().take(USER_AGENT_SHOWN_MAX).collect()
}

async fn answer(visit: &Visit<'_>, route: Option<Route>, body: Body) -> Result<Answer, WireProblem> {
    let route = route.ok_or_else(WireProblem::not_found)?;
    let method = &visit.head.method;
    if *method == Method::OPTIONS {
        return Ok(preflight(&route));
    }
    match (&route, method.as_str()) {
        (Route::Directory(name), "GET" | "HEAD") => resources::directory::get(visit, name),
        (Route::NewNonce, "GET" | "HEAD") => Ok(resources::new_nonce::get(method)),
        (Route::RenewalInfo(id), "GET" | "HEAD") => resources::renewal_info::get(visit, id).await,
        (Route::StarCertificate(order), "GET" | "HEAD") => {
            resources::star_certificate::get(visit, order, None).await
        }
        (Route::Directory(_) | Route::NewNonce | Route::RenewalInfo(_), _) | (_, "GET" | "HEAD") => {
            Err(WireProblem::method(route.allow()))
        }
        (_, "POST") => {
            let wire = &visit.server.app.policy.acme_wire;
            let times = &visit.server.settings.times;
            let bytes = body::read(&visit.head.headers, body, wire.request_bytes_max, times).await?;
            resources::post(visit, route, &bytes).await
        }
        _ => Err(WireProblem::method(route.allow())),
    }
}

/// For clients in browsers (RFC 8555 section 6.1).
fn preflight(route: &Route) -> Answer {
    Answer::empty(StatusCode::NO_CONTENT)
        .with(ACCESS_CONTROL_ALLOW_METHODS, route.allow())
        .with(ACCESS_CONTROL_ALLOW_HEADERS, "Content-Type")
}
