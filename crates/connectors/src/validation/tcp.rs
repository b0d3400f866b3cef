//! Opening one TCP connection to one checked address within its share of the time.

use std::io::ErrorKind;
use std::net::SocketAddr;
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout_at};

/// Addresses of one host that are tried, one after the other, until one takes the connection.
pub(super) const ADDRESSES_TRIED: usize = 4;

/// Why there is no connection.
pub(super) enum ConnectError {
    /// Nothing listens.
    Refused,
    /// Nothing answered in time.
    TimedOut,
    /// Another reason.
    Unreachable(String),
}

/// Connects until then.
pub(super) async fn connect(address: SocketAddr, until: Instant) -> Result<TcpStream, ConnectError> {
    match timeout_at(until, TcpStream::connect(address)).await {
        Err(_) => Err(ConnectError::TimedOut),
        Ok(Err(error)) => Err(match error.kind() {
            ErrorKind::ConnectionRefused => ConnectError::Refused,
            ErrorKind::TimedOut => ConnectError::TimedOut,
            _ => ConnectError::Unreachable(error.to_string()),
        }),
        Ok(Ok(stream)) => Ok(stream),
    }
}

/// Until when one of so many attempts may last, so that the others still have their share of the time left.
pub(super) fn share(deadline: Instant, attempts: usize) -> Instant {
    let now = Instant::now();
    let attempts = u32::try_from(attempts).unwrap_or(1).max(1);
    now + deadline.saturating_duration_since(now) / attempts
}
