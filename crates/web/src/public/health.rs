//! Liveness, readiness and metrics.

use super::Facts;
use crate::edge::Arrival;
use axum::Extension;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::CONTENT_TYPE;

/// `/healthz`: the process answers.
pub async fn alive() -> &'static str {
    "ok\n"
}

/// `/readyz`: the register can be read. The reason for "no" goes to the log only.
pub async fn ready(State(facts): State<Facts>, Extension(arrival): Extension<Arrival>) -> Response {
    match (facts.ready)().await {
        Ok(()) => "ready\n".into_response(),
        Err(reason) => {
            tracing::warn!(request_id = %arrival.request_id, reason, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "not ready\n").into_response()
        }
    }
}

/// `/metrics`: Prometheus' text format, version 0.0.4.
pub async fn metrics(State(facts): State<Facts>) -> Response {
    ([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], (facts.metrics)()).into_response()
}
