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

use crate::edge::{Accident, Edge};
use crate::server::{Direct, is_below};
use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use chancery_domain::ids::RequestId;
use futures_util::future::BoxFuture;
use problem::WireProblem;

/// Where the ACME server is.
const ROOT: &str = "/acme";

/// The ACME server as listeners serve it.
pub struct Acme {
    server: AcmeServer,
    edge: Edge,
}

impl Acme {
    /// The server with its edge.
    pub fn new(server: AcmeServer, mut edge: Edge) -> Self {
        edge.accident = accident;
        Acme { server, edge }
    }
}

impl Direct for Acme {
    fn serves(&self, path: &str) -> bool {
        is_below(ROOT, path)
    }

    fn respond(&self, request: Request<Body>) -> BoxFuture<'_, Response> {
        let surrounded = self.edge.surround(&request);
        let handler = door::handle(&self.server, surrounded.arrival.clone(), request);
        Box::pin(surrounded.finish(handler))
    }
}

/// A panic or a time-out in the shape of every other problem.
fn accident(accident: Accident, _: &RequestId) -> Response {
    WireProblem::accident(accident).into_answer().into_response(None, None)
}
