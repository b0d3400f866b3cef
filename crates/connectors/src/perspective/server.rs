//! A remote perspective's end: mutual TLS, one question a request, bounded in every direction.

use super::setup::{PerspectiveSetupError, server};
use super::wire::{Answer, PATH, QUESTION_BYTES_MAX, Question, Seen, Wanted};
use crate::validation::NetworkProber;
use chancery_app::ports::Prober;
use http::{Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::convert::Infallible;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

/// Connections at the same time; further ones wait to be accepted.
const CONNECTIONS_MAX: usize = 256;
/// Looks at the same time, over all connections; further ones wait.
const LOOKS_MAX: usize = 256;
/// Longest time for a handshake and for the head of a request.
const PATIENCE: Duration = Duration::from_secs(10);
/// Memory for one connection's request.
const BUFFER_BYTES: usize = 64 * 1024;

/// The certificates of a remote perspective.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ServerSettings {
    /// Its certificate with its chain, PEM.
    pub certificate_file: PathBuf,
    /// Its key, PEM.
    pub key_file: PathBuf,
    /// Roots of the coordinators' certificates, PEM; nobody else is spoken to.
    pub client_ca_file: PathBuf,
}

/// A remote perspective.
pub struct PerspectiveServer {
    tls: TlsAcceptor,
    eyes: Arc<Eyes>,
}

struct Eyes {
    prober: NetworkProber,
    looks: Semaphore,
}

impl PerspectiveServer {
    /// Reads the certificates.
    ///
    /// # Errors
    /// [`PerspectiveSetupError`] names the file that is not usable.
    pub fn new(prober: NetworkProber, settings: &ServerSettings) -> Result<Self, PerspectiveSetupError> {
        let tls = server(&settings.certificate_file, &settings.key_file, &settings.client_ca_file)?;
        let eyes = Eyes { prober, looks: Semaphore::new(LOOKS_MAX) };
        Ok(PerspectiveServer { tls: TlsAcceptor::from(tls), eyes: Arc::new(eyes) })
    }

    /// Answers until the listener fails or the future is dropped.
    ///
    /// # Errors
    /// The listener's.
    pub async fn serve(&self, listener: TcpListener) -> std::io::Result<()> {
        let mut connections = JoinSet::new();
        loop {
            while connections.len() >= CONNECTIONS_MAX {
                connections.join_next().await;
            }
            let (stream, from) = match listener.accept().await {
                Ok(accepted) => accepted,
                Err(error) if error.kind() == std::io::ErrorKind::InvalidInput => return Err(error),
                Err(error) => {
                    // Out of descriptors, or a caller that left: neither ends the service.
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    continue;
                }
            };
            while connections.try_join_next().is_some() {}
            let (tls, eyes) = (self.tls.clone(), self.eyes.clone());
            connections.spawn(async move {
                if let Err(error) = converse(stream, tls, eyes).await {
                    tracing::debug!(%from, error, "a coordinator's connection ended");
                }
            });
        }
    }
}

async fn converse(stream: TcpStream, tls: TlsAcceptor, eyes: Arc<Eyes>) -> Result<(), String> {
    let stream = timeout(PATIENCE, tls.accept(stream))
        .await
        .map_err(|_| "no TLS handshake in time".to_owned())?
        .map_err(|error| error.to_string())?;
    let service = service_fn(move |request| {
        let eyes = eyes.clone();
        async move { Ok::<_, Infallible>(eyes.answer(request).await) }
    });
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(PATIENCE)
        .max_buf_size(BUFFER_BYTES)
        .serve_connection(TokioIo::new(stream), service)
        .await
        .map_err(|error| error.to_string())
}

impl Eyes {
    async fn answer(&self, request: Request<Incoming>) -> Response<Full<Bytes>> {
        if request.uri().path() != PATH {
            return plain(StatusCode::NOT_FOUND, "there is only /look");
        }
        if request.method() != Method::POST {
            return plain(StatusCode::METHOD_NOT_ALLOWED, "send a POST");
        }
        let body = Limited::new(request.into_body(), QUESTION_BYTES_MAX).collect();
        let Ok(Ok(body)) = timeout(PATIENCE, body).await else {
            return plain(StatusCode::BAD_REQUEST, "the question is too long or did not arrive in time");
        };
        let question: Question = match serde_json::from_slice(&body.to_bytes()) {
            Ok(question) => question,
            Err(error) => {
                return plain(StatusCode::BAD_REQUEST, &format!("the question cannot be read: {error}"));
            }
        };
        let Ok(_turn) = self.looks.acquire().await else {
            return plain(StatusCode::SERVICE_UNAVAILABLE, "stopping");
        };
        let seen = match &question.look {
            Wanted::Proof(proof) => Seen::Proof(self.prober.probe(proof).await.primary),
            Wanted::Caa(name) => Seen::Caa(self.prober.caa(name).await.primary),
        };
        match serde_json::to_vec(&Answer { attempt: question.attempt, seen }) {
            Ok(body) => {
                let mut response = Response::new(Full::new(Bytes::from(body)));
                let json = http::HeaderValue::from_static("application/json");
                response.headers_mut().insert(http::header::CONTENT_TYPE, json);
                response
            }
            Err(error) => plain(StatusCode::INTERNAL_SERVER_ERROR, &error.to_string()),
        }
    }
}

fn plain(status: StatusCode, text: &str) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(format!("{text}\n"))));
    *response.status_mut() = status;
    response
}
