//! One log line and one count for each request: no query string, header or body ever gets into it.

use super::Arrival;
use axum::extract::Request;
use axum::response::Response;
use http::Method;
use std::time::Duration;

/// What a front end wants in the access log beside what every request has; put it into the response's extensions.
#[derive(Clone, Debug)]
pub struct Note {
    /// The action or resource, from a fixed list (never the caller's text).
    pub action: &'static str,
    /// The error code answered; empty when there was none.
    pub code: &'static str,
    /// The account, once known.
    pub account: Option<i64>,
}

/// A line begun.
pub struct Pending {
    method: Method,
    path: String,
}

/// Longer paths are cut in the log.
const PATH_SHOWN_MAX: usize = 128;

/// Notes what has to be taken from the request before it is consumed.
pub fn begin(request: &Request) -> Pending {
    let path = request.uri().path().chars().take(PATH_SHOWN_MAX).collect();
    Pending { method: request.method().clone(), path: redacted(path) }
}

/// Path segments that grant access by being known (download links) do not belong into a log.
fn redacted(path: String) -> String {
    match path.strip_prefix("/download/") {
        Some(_) => "/download/***".to_owned(),
        None => path,
    }
}

impl Pending {
    /// Writes the line.
    pub fn end(self, arrival: &Arrival, response: &Response, took: Duration) {
        let note = response.extensions().get::<Note>();
        let (action, code) = note.map_or(("", ""), |note| (note.action, note.code));
        let status = response.status().as_u16();
        tracing::info!(
            request_id = %arrival.request_id,
            peer = arrival.peer.map(|peer| peer.ip().to_string()),
            method = %self.method,
            path = self.path,
            status,
            action,
            code,
            account = note.and_then(|note| note.account),
            milliseconds = u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            "request"
        );
        metrics::counter!("chancery_requests_total", "action" => action, "code" => code).increment(1);
        metrics::histogram!("chancery_request_seconds", "action" => action).record(took.as_secs_f64());
    }
}
