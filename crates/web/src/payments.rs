//! `POST /payments/webhook`: where payment processors report (C1, C4). Served only when a secret is configured.

use crate::edge::{Arrival, Edge, around, plain_accident};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Extension, Router};
use bytes::Bytes;
use chancery_app::ctx::Entropy;
use chancery_app::failure::{Code, Failure};
use chancery_app::money::{Received, receive};
use chancery_app::ports::{GatewayError, PaymentGateway};
use chancery_app::{App, Ctx};
use chancery_domain::actor::{Actor, Role};
use http::header::CONTENT_TYPE;
use serde_json::{Value, json};
use std::sync::Arc;

/// The path of the webhook.
pub const PATH: &str = "/payments/webhook";

/// The header that carries time and signature.
pub const SIGNATURE: &str = "chancery-signature";

/// The door for processors.
#[derive(Clone)]
pub struct PaymentDoor {
    /// The use-cases.
    pub app: App,
    /// Believes and reads reports.
    pub gateway: Arc<dyn PaymentGateway>,
    /// Chance.
    pub entropy: Entropy,
}

/// The webhook's router.
pub fn router(door: PaymentDoor, mut edge: Edge) -> Router {
    edge.accident = plain_accident;
    let most = door.app.policy.money.webhook_bytes_max;
    Router::new()
        .route(PATH, post(webhook))
        .with_state(door)
        .layer(axum::extract::DefaultBodyLimit::max(most))
        .layer(axum::middleware::from_fn_with_state(edge, around))
}

/// Answers 2xx when the report needs not be sent again, 4xx when sending it again does not help, 5xx when it does.
async fn webhook(
    State(door): State<PaymentDoor>,
    Extension(arrival): Extension<Arrival>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let signature = headers.get(SIGNATURE).and_then(|value| value.to_str().ok());
    let report = match door.gateway.read(signature, &body, arrival.now) {
        Ok(report) => report,
        Err(error) => {
            tracing::warn!(request_id = %arrival.request_id, %error, "payment report not believed");
            let status = match error {
                GatewayError::NotSigned | GatewayError::OutOfTime => StatusCode::UNAUTHORIZED,
                GatewayError::Malformed(_) => StatusCode::BAD_REQUEST,
            };
            return answer(status, &json!({"error": error.to_string()}));
        }
    };
    let source = arrival.peer.map(|peer| peer.ip().to_string());
    let ctx = Ctx {
        actor: Actor { role: Role::System, source },
        now: arrival.now,
        request_id: arrival.request_id.clone(),
        entropy: door.entropy.clone(),
    };
    let id = report.id.clone();
    match receive(&door.app, &ctx, report).await {
        Ok(received) => {
            let result = match received {
                Received::Credited => "credited",
                Received::Already => "already",
                Received::Ignored => "ignored",
            };
            tracing::info!(request_id = %arrival.request_id, report = id, result, "payment report");
            answer(StatusCode::OK, &json!({"result": result}))
        }
        Err(failure) => {
            tracing::warn!(request_id = %arrival.request_id, report = id, %failure, "payment report refused");
            answer(status(&failure), &json!({"error": failure.public}))
        }
    }
}

fn answer(status: StatusCode, body: &Value) -> Response {
    (status, [(CONTENT_TYPE, "application/json")], body.to_string()).into_response()
}

fn status(failure: &Failure) -> StatusCode {
    if matches!(failure.code, Code::StorageUnavailable | Code::Internal) {
        StatusCode::SERVICE_UNAVAILABLE
    } else if failure.code == Code::MoneyRefused {
        StatusCode::CONFLICT
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    }
}
