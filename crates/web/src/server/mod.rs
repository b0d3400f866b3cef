//! The listeners: plain HTTP and HTTPS, bounded in number and time, stopped without cutting anyone off.

mod connection;
mod direct;
mod tls;

pub use direct::{Direct, is_below};
pub use tls::tls_config;

use crate::settings::Settings;
use axum::Router;
use connection::Connections;
use rustls::ServerConfig;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Wait so long after the system refuses a connection (out of file descriptors, say) before asking again.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// One address that is listened on.
pub struct Listener {
    /// The bound socket.
    pub socket: TcpListener,
    /// TLS, or plain HTTP.
    pub tls: Option<Arc<ServerConfig>>,
    /// What is served there.
    pub router: Router,
    /// What is served there past the router.
    pub direct: Arc<[Arc<dyn Direct>]>,
}

/// Serves until `stop` is cancelled, then accepts nothing more and lets what is in flight finish, for
/// `settings.stop_seconds` at most.
pub async fn serve(listeners: Vec<Listener>, settings: &Settings, stop: CancellationToken) {
    let tasks = TaskTracker::new();
    let connections = Connections::new(settings, stop.clone(), tasks.clone());
    for listener in listeners {
        let (connections, stop) = (connections.clone(), stop.clone());
        tasks.spawn(async move {
            tokio::select! {
                () = accept(listener, connections) => {}
                () = stop.cancelled() => {}
            }
        });
    }
    stop.cancelled().await;
    tasks.close();
    if tokio::time::timeout(Duration::from_secs(settings.stop_seconds), tasks.wait()).await.is_err() {
        tracing::warn!(left = tasks.len(), "connections still open when the time to stop ran out");
    }
}

async fn accept(listener: Listener, connections: Connections) {
    loop {
        let permit = connections.permit().await;
        match listener.socket.accept().await {
            Ok((stream, peer)) => {
                let (tls, router, direct) =
                    (listener.tls.clone(), listener.router.clone(), listener.direct.clone());
                connections.begin(stream, peer, tls, router, direct, permit);
            }
            Err(error) => {
                tracing::warn!(%error, "a connection was not accepted");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}
