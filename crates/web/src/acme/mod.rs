//! The ACME server's wire (RFC 8555): JWS, nonces, resources and problem documents. One file per resource.
//!
//! Every directory offers the same resources; only new orders and new authorizations also stand below a directory's
//! own name, since that decides the profile when a client names none. So an account works in all of them.

mod answer;
mod believe;
mod body;
pub mod directory;
mod door;
pub mod jose;
mod key_cache;
pub mod nonces;
pub mod payloads;
pub mod problem;
mod resources;
mod route;
mod server;
mod times;
mod urls;
mod view;

pub use server::{AcmeServer, AcmeSettings};

use crate::edge::{Accident, Edge, around};
use axum::Router;
use axum::response::Response;
use axum::routing::any;
use chancery_domain::ids::RequestId;
use problem::WireProblem;
use std::sync::Arc;

/// The ACME server below `/acme/`.
pub fn router(server: AcmeServer, mut edge: Edge) -> Router {
    edge.accident = accident;
    Router::new()
        .route("/acme", any(door::handle))
        .route("/acme/{*path}", any(door::handle))
        .layer(axum::extract::DefaultBodyLimit::disable())
        .with_state(Arc::new(server))
        .layer(axum::middleware::from_fn_with_state(edge, around))
}

/// A panic or a time-out in the shape of every other problem.
fn accident(accident: Accident, _: &RequestId) -> Response {
    WireProblem::accident(accident).into_answer().into_response(None, None)
}
