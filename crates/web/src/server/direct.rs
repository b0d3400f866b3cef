//! What listeners serve past the router and its layers: paths that are asked for so often that those would be felt.

use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use futures_util::future::BoxFuture;

/// A front end that knows its own paths.
pub trait Direct: Send + Sync {
    /// Whether a path is one of its own.
    fn serves(&self, path: &str) -> bool;

    /// Answers a request for one of them.
    fn respond(&self, request: Request<Body>) -> BoxFuture<'_, Response>;
}

/// Whether a path is `root` itself or one below it.
pub fn is_below(root: &str, path: &str) -> bool {
    path.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
