//! One connection: TLS handshake, HTTP/1.1 or HTTP/2, its limits, its graceful end.

use super::direct::Direct;
use super::tls::HTTP2;
use crate::edge::Peer;
use crate::settings::{Settings, TimeLimits};
use axum::Router;
use axum::body::Body;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use rustls::ServerConfig;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt;

/// Requests that one HTTP/2 connection may have open at the same time.
const STREAMS_MAX: u32 = 100;

/// Everything that connections share.
#[derive(Clone)]
pub struct Connections {
    times: TimeLimits,
    free: Arc<Semaphore>,
    stop: CancellationToken,
    tasks: TaskTracker,
    http1: Arc<Builder<TokioExecutor>>,
    http2: Arc<Builder<TokioExecutor>>,
}

impl Connections {
    /// Shared limits. Connections run as tasks of `tasks` and end when `stop` is cancelled.
    pub fn new(settings: &Settings, stop: CancellationToken, tasks: TaskTracker) -> Self {
        // The version is settled before the first byte (by ALPN, else HTTP/1.1): looking at that byte first would be
        // waiting without a limit.
        let mut http1 = Builder::new(TokioExecutor::new()).http1_only();
        // The header's time runs from the moment the connection waits for a request, so it bounds idleness too.
        http1.http1().timer(TokioTimer::new()).header_read_timeout(settings.times.header);
        let mut http2 = Builder::new(TokioExecutor::new()).http2_only();
        http2
            .http2()
            .timer(TokioTimer::new())
            .max_concurrent_streams(STREAMS_MAX)
            .keep_alive_interval(settings.times.header)
            .keep_alive_timeout(settings.times.handshake);
        Connections {
            times: settings.times,
            free: Arc::new(Semaphore::new(settings.connections_max.clamp(1, Semaphore::MAX_PERMITS))),
            stop,
            tasks,
            http1: Arc::new(http1),
            http2: Arc::new(http2),
        }
    }

    /// Waits until another connection is allowed.
    pub async fn permit(&self) -> Option<OwnedSemaphorePermit> {
        // The semaphore is never closed, so there is always a permit in the end.
        self.free.clone().acquire_owned().await.ok()
    }

    /// Serves a connection in a task of its own.
    pub fn begin(
        &self,
        stream: TcpStream,
        peer: SocketAddr,
        tls: Option<Arc<ServerConfig>>,
        router: Router,
        direct: Arc<[Arc<dyn Direct>]>,
        permit: Option<OwnedSemaphorePermit>,
    ) {
        let this = self.clone();
        self.tasks.spawn(async move {
            let _permit = permit;
            // Answers are small and wanted at once.
            let _ = stream.set_nodelay(true);
            match tls {
                None => this.speak(&this.http1, stream, peer, router, direct).await,
                Some(config) => {
                    let handshake = TlsAcceptor::from(config).accept(stream);
                    let shaken = tokio::select! {
                        shaken = tokio::time::timeout(this.times.handshake, handshake) => shaken,
                        () = this.stop.cancelled() => return,
                    };
                    match shaken {
                        Ok(Ok(stream)) => {
                            let http = match stream.get_ref().1.alpn_protocol() {
                                Some(HTTP2) => &this.http2,
                                _ => &this.http1,
                            };
                            this.speak(http, stream, peer, router, direct).await;
                        }
                        Ok(Err(error)) => tracing::debug!(%peer, %error, "TLS handshake failed"),
                        Err(_) => tracing::debug!(%peer, "TLS handshake took too long"),
                    }
                }
            }
        });
    }

    async fn speak<S>(
        &self,
        http: &Builder<TokioExecutor>,
        stream: S,
        peer: SocketAddr,
        router: Router,
        direct: Arc<[Arc<dyn Direct>]>,
    ) where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let service = service_fn(move |mut request: hyper::Request<Incoming>| {
            request.extensions_mut().insert(Peer(peer));
            let request = request.map(Body::new);
            let served = direct.iter().find(|direct| direct.serves(request.uri().path())).cloned();
            let router = router.clone();
            async move {
                match served {
                    Some(direct) => Ok::<_, Infallible>(direct.respond(request).await),
                    None => router.oneshot(request).await,
                }
            }
        });
        let mut connection = pin!(http.serve_connection(TokioIo::new(stream), service));
        let ended = tokio::select! {
            ended = connection.as_mut() => ended,
            () = self.stop.cancelled() => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        };
        if let Err(error) = ended {
            tracing::debug!(%peer, %error, "connection ended early");
        }
    }
}
