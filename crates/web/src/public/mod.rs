//! What anyone may ask over HTTP: health, readiness, metrics, the root certificate.

mod health;
mod root_certificate;

use crate::edge::{Edge, around, plain_accident};
use axum::Router;
use axum::routing::get;
use futures_util::future::BoxFuture;
use std::sync::Arc;

/// What the public addresses show, handed in by the wiring.
#[derive(Clone)]
pub struct Facts {
    /// The embedded authority's root certificate as PEM.
    pub root_pem: Arc<str>,
    /// Whether requests can be served now; the error says why not, for operators.
    pub ready: Arc<dyn Fn() -> BoxFuture<'static, Result<(), String>> + Send + Sync>,
    /// The metrics in Prometheus' text format.
    pub metrics: Arc<dyn Fn() -> String + Send + Sync>,
}

/// `/healthz`, `/readyz`, `/metrics`, `/ca/root.pem`.
pub fn router(facts: Facts, mut edge: Edge) -> Router {
    edge.accident = plain_accident;
    Router::new()
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(health::metrics))
        .route("/ca/root.pem", get(root_certificate::pem))
        .with_state(facts)
        .layer(axum::middleware::from_fn_with_state(edge, around))
}
