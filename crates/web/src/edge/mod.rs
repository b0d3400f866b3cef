//! What surrounds every request of every front end: request id, clock, panic and time guard, access log.

mod access_log;
mod guard;

pub use access_log::Note;
pub use guard::Accident;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use chancery_app::ctx::Entropy;
use chancery_app::ports::Clock;
use chancery_domain::ids::RequestId;
use chancery_domain::time::Timestamp;
use http::{HeaderName, HeaderValue};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The header of every answer that carries the request's id.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Where a request came from; put there by the listener.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Peer(pub SocketAddr);

/// What the edge knows of a request; `now` is read here and nowhere further in.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// The request's id.
    pub request_id: RequestId,
    /// When it arrived.
    pub now: Timestamp,
    /// From where, when it came over a socket.
    pub peer: Option<SocketAddr>,
}

/// How a front end answers when a request panicked or took too long.
pub type AccidentAnswer = fn(Accident, &RequestId) -> Response;

/// The edge of one front end.
#[derive(Clone)]
pub struct Edge {
    /// The wall clock.
    pub clock: Arc<dyn Clock>,
    /// Chance, for request ids.
    pub entropy: Entropy,
    /// The whole of a request may take so long.
    pub request_time_max: Duration,
    /// The front end's own form of an error.
    pub accident: AccidentAnswer,
}

/// The middleware; use it with `axum::middleware::from_fn_with_state`.
pub async fn around(State(edge): State<Edge>, mut request: Request, next: Next) -> Response {
    let surrounded = edge.surround(&request);
    request.extensions_mut().insert(surrounded.arrival.clone());
    surrounded.finish(next.run(request)).await
}

impl Edge {
    /// Begins a request.
    pub fn surround(&self, request: &Request) -> Surrounded<'_> {
        let arrival = Arrival {
            request_id: RequestId::from_chance(self.entropy.bytes::<16>()),
            now: self.clock.now(),
            peer: request.extensions().get::<Peer>().map(|peer| peer.0),
        };
        Surrounded { edge: self, arrival, begun: Instant::now(), line: access_log::begin(request) }
    }
}

/// A request that has begun.
pub struct Surrounded<'a> {
    edge: &'a Edge,
    /// What the edge knows of it.
    pub arrival: Arrival,
    begun: Instant,
    line: access_log::Pending,
}

impl Surrounded<'_> {
    /// Runs its handler to an answer, whatever happens there, and writes the line.
    pub async fn finish(self, handler: impl Future<Output = Response>) -> Response {
        let Surrounded { edge, arrival, begun, line } = self;
        let mut response = match guard::guarded(handler, edge.request_time_max).await {
            Ok(response) => response,
            Err(accident) => {
                tracing::error!(request_id = %arrival.request_id, %accident, "request not finished");
                (edge.accident)(accident, &arrival.request_id)
            }
        };
        if let Ok(value) = HeaderValue::from_str(&arrival.request_id.0) {
            response.headers_mut().insert(REQUEST_ID, value);
        }
        line.end(&arrival, &response, begun.elapsed());
        response
    }
}

/// The accident answer of front ends that speak plain text.
pub fn plain_accident(accident: Accident, _: &RequestId) -> Response {
    let status = match accident {
        Accident::Panic => http::StatusCode::INTERNAL_SERVER_ERROR,
        Accident::TimedOut => http::StatusCode::SERVICE_UNAVAILABLE,
    };
    let mut response = Response::new(Body::from("the request could not be finished\n"));
    *response.status_mut() = status;
    response
}
