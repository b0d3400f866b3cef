//! One GET of one path at one address: the address is given, not looked up again, so what was checked is what
//! is contacted (must never happen, number 22: no second resolution in between).

use super::limited::Limited;
use super::redirect::{Scheme, Target};
use super::tcp::{self, ConnectError};
use futures_util::future::{Either, select};
use http::header::{ACCEPT, CONNECTION, CONTENT_LENGTH, HOST, LOCATION, USER_AGENT};
use http::{HeaderMap, Request, Response};
use http_body_util::{BodyExt, Empty};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use std::net::SocketAddr;
use std::pin::pin;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::{Instant, timeout_at};
use tokio_rustls::TlsConnector;

/// Memory for the response head and for read-ahead of one connection; hyper's least is 8 KiB.
const BUFFER_BYTES: usize = 32 * 1024;

/// Bytes read beside the body: TLS handshake, response head, framing.
const OVERHEAD_BYTES: usize = 256 * 1024;

/// What a server answered.
#[derive(Debug)]
pub(super) enum Answer {
    /// Status 200 with this body, read in full.
    Content(Vec<u8>),
    /// Status 200 with a body beyond the limit; the rest was not read.
    TooLarge,
    /// A status of the 300s with a `Location`.
    Redirect { status: u16, location: String },
    /// Any other status.
    Status(u16),
}

/// Why there is no answer.
#[derive(Debug)]
pub(super) enum FetchError {
    /// Nothing listens.
    Refused,
    /// No connection, for another reason.
    Unreachable(String),
    /// No connection in time.
    ConnectTimedOut,
    /// The TLS handshake failed.
    Tls(String),
    /// Connected, but the answer was not complete in time.
    TimedOut,
    /// Connected, but the answer was not proper HTTP or broke off.
    Broken(String),
}

impl FetchError {
    /// Whether another address of the same host may be tried.
    pub(super) fn before_connection(&self) -> bool {
        matches!(self, FetchError::Refused | FetchError::Unreachable(_) | FetchError::ConnectTimedOut)
    }
}

/// The limits of one fetch, and who asks.
pub(super) struct Limits<'a> {
    /// How the request names its sender.
    pub(super) user_agent: &'a str,
    /// Until when the TCP connection must stand.
    pub(super) connect_by: Instant,
    /// Until when the whole answer must be there.
    pub(super) finish_by: Instant,
    /// Longest body read.
    pub(super) body_bytes: u64,
}

/// Fetches the target at this address.
pub(super) async fn get(
    address: SocketAddr,
    target: &Target,
    tls: &TlsConnector,
    limits: &Limits<'_>,
) -> Result<Answer, FetchError> {
    let stream = tcp::connect(address, limits.connect_by).await.map_err(|error| match error {
        ConnectError::Refused => FetchError::Refused,
        ConnectError::TimedOut => FetchError::ConnectTimedOut,
        ConnectError::Unreachable(detail) => FetchError::Unreachable(detail),
    })?;
    let read_limit = usize::try_from(limits.body_bytes).unwrap_or(usize::MAX).saturating_add(OVERHEAD_BYTES);
    let stream = Limited::new(stream, read_limit);
    let exchange = async {
        match target.scheme {
            Scheme::Http => exchange(stream, target, limits).await,
            Scheme::Https => {
                let name = ServerName::try_from(target.host.trim_matches(['[', ']']).to_owned())
                    .map_err(|error| FetchError::Tls(error.to_string()))?;
                let stream =
                    tls.connect(name, stream).await.map_err(|error| FetchError::Tls(error.to_string()))?;
                exchange(stream, target, limits).await
            }
        }
    };
    timeout_at(limits.finish_by, exchange).await.unwrap_or(Err(FetchError::TimedOut))
}

async fn exchange<S>(stream: S, target: &Target, limits: &Limits<'_>) -> Result<Answer, FetchError>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (mut sender, connection) = http1::Builder::new()
        .max_buf_size(BUFFER_BYTES)
        .handshake::<_, Empty<Bytes>>(TokioIo::new(stream))
        .await
        .map_err(|error| broken(&error))?;
    let request = Request::get(&target.path)
        .header(HOST, &target.host)
        .header(USER_AGENT, limits.user_agent)
        .header(ACCEPT, "*/*")
        .header(CONNECTION, "close")
        .body(Empty::new())
        .map_err(|error| FetchError::Broken(error.to_string()))?;
    let fetched = pin!(fetched(&mut sender, request, limits));
    // The connection does nothing by itself. It may end first, with the answer read and waiting.
    match select(fetched, pin!(connection)).await {
        Either::Left((answer, _)) => answer,
        Either::Right((_, fetched)) => fetched.await,
    }
}

async fn fetched(
    sender: &mut SendRequest<Empty<Bytes>>,
    request: Request<Empty<Bytes>>,
    limits: &Limits<'_>,
) -> Result<Answer, FetchError> {
    let response = sender.send_request(request).await.map_err(|error| broken(&error))?;
    let status = response.status();
    if status.is_redirection()
        && let Some(location) = response.headers().get(LOCATION)
    {
        let location = String::from_utf8_lossy(location.as_bytes()).into_owned();
        return Ok(Answer::Redirect { status: status.as_u16(), location });
    }
    if status != http::StatusCode::OK {
        return Ok(Answer::Status(status.as_u16()));
    }
    read_body(response, limits.body_bytes).await
}

async fn read_body(response: Response<Incoming>, limit_bytes: u64) -> Result<Answer, FetchError> {
    if announced_bytes(response.headers()).is_some_and(|length| length > limit_bytes) {
        return Ok(Answer::TooLarge);
    }
    let mut body = response.into_body();
    let mut content = Vec::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| broken(&error))?;
        if let Some(data) = frame.data_ref() {
            let length = u64::try_from(content.len().saturating_add(data.len())).unwrap_or(u64::MAX);
            if length > limit_bytes {
                return Ok(Answer::TooLarge);
            }
            content.extend_from_slice(data);
        }
    }
    Ok(Answer::Content(content))
}

fn announced_bytes(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// The error with its cause, which hyper keeps apart.
fn broken(error: &hyper::Error) -> FetchError {
    let cause = std::error::Error::source(error).map(|cause| format!(": {cause}")).unwrap_or_default();
    FetchError::Broken(format!("{error}{cause}"))
}
