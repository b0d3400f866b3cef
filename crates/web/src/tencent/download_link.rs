//! Where the links of `DescribeDownloadCertificateUrl` lead: the archive, to whoever holds the link while it is good.

use super::gateway::Gateway;
use crate::edge::{Arrival, Note};
use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::response::Response;
use chancery_app::failure::Code;
use chancery_app::{Ctx, certificate};
use chancery_domain::actor::{Actor, Role};
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use http::{HeaderValue, StatusCode};
use std::sync::Arc;

/// `GET /download/{token}`.
pub async fn redeem(
    State(gateway): State<Arc<Gateway>>,
    Extension(arrival): Extension<Arrival>,
    Path(token): Path<String>,
) -> Response {
    // Who asks is not known; the link says on whose behalf.
    let source = arrival.peer.map(|peer| peer.ip().to_canonical().to_string());
    let ctx = Ctx {
        actor: Actor { role: Role::System, source },
        now: arrival.now,
        request_id: arrival.request_id.clone(),
        entropy: gateway.entropy.clone(),
    };
    let mut response = match certificate::redeem_link(&gateway.app, &ctx, &token).await {
        Ok(archive) => {
            let mut response = Response::new(Body::from(Bytes::copy_from_slice(&archive.content)));
            let headers = response.headers_mut();
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/zip"));
            let disposition = format!("attachment; filename=\"{}\"", archive.file_name);
            if let Ok(value) = HeaderValue::from_str(&disposition) {
                headers.insert(CONTENT_DISPOSITION, value);
            }
            response
        }
        Err(failure) => {
            let status = match failure.code {
                Code::Internal | Code::StorageUnavailable => {
                    tracing::error!(request_id = %arrival.request_id, %failure, "download failed");
                    StatusCode::SERVICE_UNAVAILABLE
                }
                _ => StatusCode::NOT_FOUND,
            };
            let mut response = Response::new(Body::from(format!("{}\n", failure.public)));
            *response.status_mut() = status;
            response
        }
    };
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.extensions_mut().insert(Note { action: "download-link", code: "", account: None });
    response
}
