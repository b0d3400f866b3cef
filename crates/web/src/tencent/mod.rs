//! The cloud API: Tencent Cloud API 3.0 wire format, service `ssl`, version `2019-12-05`, and a stub of `tag`.

pub mod actions;
pub mod answer;
pub mod body;
pub mod download_link;
pub mod envelope;
pub mod errors;
pub mod fault;
pub mod gateway;
pub mod params;
pub mod rate_limit;
pub mod replay;
pub mod request;
pub mod service;
pub mod signature;
pub mod tag;
pub mod types;
pub mod view;

#[cfg(test)]
mod contract;

use crate::edge::{Accident, Edge, around};
use axum::Router;
use axum::response::Response;
use axum::routing::{any, get};
use chancery_domain::ids::RequestId;
use fault::{Fault, code};
pub use gateway::Gateway;
use std::sync::Arc;

/// The cloud API at `/`, and its download links at `/download/`; also at `/ssl` and `/tag` for clients whose endpoint has a path.
pub fn router(gateway: Gateway, mut edge: Edge) -> Router {
    edge.accident = accident;
    let mut router = Router::new();
    for path in ["/", "/ssl", "/ssl/", "/tag", "/tag/"] {
        router = router.route(path, any(gateway::handle));
    }
    router
        .route("/download/{token}", get(download_link::redeem))
        .layer(axum::extract::DefaultBodyLimit::disable())
        .with_state(Arc::new(gateway))
        .layer(axum::middleware::from_fn_with_state(edge, around))
}

/// A panic or a time-out in the shape of every other error.
fn accident(accident: Accident, request_id: &RequestId) -> Response {
    let fault = match accident {
        Accident::Panic => {
            Fault::new(code::INTERNAL_ERROR, "Internal error; the log knows it by the request id.")
        }
        Accident::TimedOut => Fault::new(
            code::SERVICE_UNAVAILABLE,
            "The request took too long and was given up; look at its result with a Describe action.",
        ),
    };
    envelope::http(envelope::refusal(&fault, request_id, envelope::Language::English))
}
