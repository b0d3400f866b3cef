//! Keeps a panic or an endless request from reaching the connection: both become an answer.

use axum::response::Response;
use futures_util::FutureExt;
use std::fmt;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

/// Why a request has no answer of its own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Accident {
    /// Its handler panicked.
    Panic,
    /// It took longer than a request may.
    TimedOut,
}

impl fmt::Display for Accident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Accident::Panic => "the handler panicked",
            Accident::TimedOut => "the handler took too long",
        })
    }
}

/// Runs a handler to its end, its panic, or its time.
///
/// A handler that is dropped half-way leaves nothing half done: its unit of work is saved whole or not at all.
pub async fn guarded(
    handler: impl Future<Output = Response>,
    time_max: Duration,
) -> Result<Response, Accident> {
    match tokio::time::timeout(time_max, AssertUnwindSafe(handler).catch_unwind()).await {
        Ok(Ok(response)) => Ok(response),
        Ok(Err(_)) => Err(Accident::Panic),
        Err(_) => Err(Accident::TimedOut),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use axum::body::Body;

    #[tokio::test]
    async fn panics_and_delays_become_accidents() {
        let second = Duration::from_secs(1);
        let fine = guarded(async { Response::new(Body::empty()) }, second).await;
        assert!(fine.is_ok());
        let panicked = guarded(async { panic!("as asked by the test") }, second).await;
        assert_eq!(panicked.unwrap_err(), Accident::Panic);
        let late = guarded(std::future::pending(), Duration::from_millis(5)).await;
        assert_eq!(late.unwrap_err(), Accident::TimedOut);
    }
}
