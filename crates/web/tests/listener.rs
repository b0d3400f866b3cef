//! The listeners, asked over real sockets: odd Host headers, TLS with HTTP/2, time-outs, and a stop that cuts
//! nobody off. `curl` and `openssl` are the judges.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use axum::Router;
use axum::extract::Request;
use axum::routing::{any, get};
use chancery_web::server::{Listener, serve, tls_config};
use chancery_web::settings::Settings;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// A running service, stopped by the test.
struct Running {
    address: SocketAddr,
    stop: CancellationToken,
    served: JoinHandle<()>,
}

async fn start(router: Router, settings: Settings, tls: Option<Arc<rustls::ServerConfig>>) -> Running {
    let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = socket.local_addr().unwrap();
    let stop = CancellationToken::new();
    let (inner, listeners) = (stop.clone(), vec![Listener { socket, tls, router, direct: Arc::new([]) }]);
    let served = tokio::spawn(async move { serve(listeners, &settings, inner).await });
    Running { address, stop, served }
}

fn router() -> Router {
    Router::new()
        .route(
            "/",
            any(|request: Request| async move {
                request
                    .headers()
                    .get("host")
                    .map(|host| host.to_str().unwrap().to_owned())
                    .unwrap_or_default()
            }),
        )
        .route(
            "/slow",
            get(|| async {
                tokio::time::sleep(Duration::from_millis(400)).await;
                "finished"
            }),
        )
}

async fn exchange(address: SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn a_host_header_with_a_scheme_reaches_the_handler_as_sent() {
    let running = start(router(), Settings::default(), None).await;
    // tccli and the Python SDK, given a full URL as endpoint, send such a Host; locking it out locks them out.
    for host in ["http://127.0.0.1:18080", "127.0.0.1:18080/ssl", "ssl.example.com", "[::1]:8443"] {
        let request =
            format!("POST / HTTP/1.1\r\nHost: {host}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        let answer = exchange(running.address, &request).await;
        assert!(answer.starts_with("HTTP/1.1 200 "), "{host}: {answer}");
        assert!(answer.ends_with(host), "{host}: {answer}");
    }
    running.stop.cancel();
    running.served.await.unwrap();
}

#[derive(Debug)]
struct Fixed(Arc<CertifiedKey>);

impl ResolvesServerCert for Fixed {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.0.clone())
    }
}

fn self_signed(folder: &Path) -> Arc<CertifiedKey> {
    let (key, certificate) = (folder.join("key.pem"), folder.join("certificate.pem"));
    let made = Command::new("openssl")
        .args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            "1",
        ])
        .args(["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"])
        .arg("-keyout")
        .arg(&key)
        .arg("-out")
        .arg(&certificate)
        .output()
        .expect("the `openssl` command is needed");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let chain = vec![CertificateDer::from_pem_file(&certificate).unwrap()];
    let key = PrivateKeyDer::from_pem_file(&key).unwrap();
    let key = rustls::crypto::aws_lc_rs::sign::any_supported_type(&key).unwrap();
    Arc::new(CertifiedKey::new(chain, key))
}

#[tokio::test]
async fn https_speaks_both_versions_of_http_to_curl() {
    let folder = tempfile::tempdir().unwrap();
    let tls = tls_config(Arc::new(Fixed(self_signed(folder.path())))).unwrap();
    let running = start(router(), Settings::default(), Some(tls)).await;
    for (flag, version) in [("--http1.1", "1.1"), ("--http2", "2")] {
        let output = tokio::process::Command::new("curl")
            .args(["--silent", "--show-error", "--max-time", "20", flag, "--write-out", " %{http_version}"])
            .arg("--cacert")
            .arg(folder.path().join("certificate.pem"))
            .arg("--resolve")
            .arg(format!("localhost:{}:127.0.0.1", running.address.port()))
            .arg(format!("https://localhost:{}/slow", running.address.port()))
            .output()
            .await
            .expect("the `curl` command is needed");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(String::from_utf8_lossy(&output.stdout), format!("finished {version}"));
    }
    running.stop.cancel();
    running.served.await.unwrap();
}

#[tokio::test]
async fn clients_that_say_nothing_are_let_go() {
    let mut settings = Settings::default();
    settings.times.header = Duration::from_millis(200);
    settings.times.handshake = Duration::from_millis(200);
    let folder = tempfile::tempdir().unwrap();
    let tls = tls_config(Arc::new(Fixed(self_signed(folder.path())))).unwrap();
    // Nothing, or the beginning of a request, or of a TLS record.
    for (tls, begun_with) in [(None, "GET / HT"), (Some(tls), "\x16\x03\x01")] {
        let running = start(router(), settings.clone(), tls).await;
        for said in ["", begun_with] {
            let begun = Instant::now();
            let mut stream = TcpStream::connect(running.address).await.unwrap();
            stream.write_all(said.as_bytes()).await.unwrap();
            let mut answer = Vec::new();
            // Closed by the service, in one way or another; without the time limit this would wait for ever.
            let _ =
                tokio::time::timeout(Duration::from_secs(10), stream.read_to_end(&mut answer)).await.unwrap();
            assert!(begun.elapsed() >= Duration::from_millis(150), "closed at once");
        }
        running.stop.cancel();
        running.served.await.unwrap();
    }
}

#[tokio::test]
async fn a_stop_lets_requests_in_flight_finish_and_takes_no_new_ones() {
    let (begun, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (inner_begun, inner_go_on) = (begun.clone(), go_on.clone());
    let held = get(move || {
        let (begun, go_on) = (inner_begun.clone(), inner_go_on.clone());
        async move {
            begun.notify_one();
            go_on.notified().await;
            "finished"
        }
    });
    let running = start(Router::new().route("/held", held), Settings::default(), None).await;
    let address = running.address;
    let idle = TcpStream::connect(address).await.unwrap();
    let in_flight =
        tokio::spawn(async move { exchange(address, "GET /held HTTP/1.1\r\nHost: x\r\n\r\n").await });
    begun.notified().await;
    running.stop.cancel();
    // The listening socket goes away while the request is still running.
    while TcpStream::connect(address).await.is_ok() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let resumed = Instant::now();
    go_on.notify_one();
    let answer = in_flight.await.unwrap();
    assert!(answer.ends_with("finished"), "{answer}");
    running.served.await.unwrap();
    assert!(resumed.elapsed() < Duration::from_secs(9), "an idle connection held up the stop");
    drop(idle);
}

#[tokio::test]
async fn connections_beyond_the_limit_wait_for_their_turn() {
    let settings = Settings { connections_max: 1, ..Settings::default() };
    let running = start(router(), settings, None).await;
    let address = running.address;
    let request = "GET /slow HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    let begun = Instant::now();
    let both = tokio::join!(exchange(address, request), exchange(address, request));
    assert!(both.0.ends_with("finished") && both.1.ends_with("finished"));
    assert!(begun.elapsed() >= Duration::from_millis(800), "they ran side by side");
    running.stop.cancel();
    running.served.await.unwrap();
}
