//! A TLS server that answers tls-alpn-01, rightly or wrongly in every way a test wants.

use anyhow::{Context, Result, bail};
use parking_lot::Mutex;
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;
use tokio::process::Command;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

/// What the server shows.
#[derive(Clone, Debug)]
pub struct Show {
    /// The certificate's alternative names in OpenSSL's words: `DNS:example.org`.
    pub alternative_names: String,
    /// Further extensions in OpenSSL's words; see [`acme_identifier`].
    pub extensions: Vec<String>,
    /// Application protocols that it speaks.
    pub protocols: Vec<&'static str>,
    /// The key in OpenSSL's words, `ec` or `rsa`.
    pub key: &'static str,
}

impl Show {
    /// A right answer for a host name with this digest in hex.
    pub fn right(host: &str, digest: &str) -> Self {
        Self {
            alternative_names: format!("DNS:{host}"),
            extensions: vec![acme_identifier(digest)],
            protocols: vec!["acme-tls/1"],
            key: "ec",
        }
    }
}

/// The critical acmeIdentifier extension with this digest in hex (RFC 8737 section 3).
pub fn acme_identifier(digest: &str) -> String {
    format!("1.3.6.1.5.5.7.1.31=critical,DER:04{:02x}{digest}", digest.len() / 2)
}

/// The running server; it stops when dropped.
pub struct AcmeTlsServer {
    address: SocketAddr,
    connections: Arc<AtomicUsize>,
    asked_for: Arc<Mutex<Vec<String>>>,
    _tasks: JoinSet<()>,
}

impl AcmeTlsServer {
    /// Listens at this address (port 0 for any free port).
    pub async fn start(address: SocketAddr, show: &Show) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let (certificate, key) = make(folder.path(), show).await?;
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        // The short way, `with_single_cert`, refuses the critical extension that the certificate must have.
        let key = provider.key_provider.load_private_key(key)?;
        let asked_for = Arc::new(Mutex::new(Vec::new()));
        let shown = Arc::new(CertifiedKey::new(vec![certificate], key));
        let shown = Shown { shown, asked_for: asked_for.clone() };
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_cert_resolver(Arc::new(shown));
        config.alpn_protocols = show.protocols.iter().map(|name| name.as_bytes().to_vec()).collect();
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let connections = Arc::new(AtomicUsize::new(0));
        let mut tasks = JoinSet::new();
        tasks.spawn(accept(listener, TlsAcceptor::from(Arc::new(config)), connections.clone()));
        Ok(Self { address, connections, asked_for, _tasks: tasks })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// TCP connections taken so far.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }

    /// The server names (SNI) asked for so far.
    pub fn asked_for(&self) -> Vec<String> {
        self.asked_for.lock().clone()
    }
}

/// Shows the one certificate and notes what was asked for.
#[derive(Debug)]
struct Shown {
    shown: Arc<CertifiedKey>,
    asked_for: Arc<Mutex<Vec<String>>>,
}

impl ResolvesServerCert for Shown {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        self.asked_for.lock().push(hello.server_name().unwrap_or_default().to_owned());
        Some(self.shown.clone())
    }
}

async fn accept(listener: TcpListener, tls: TlsAcceptor, connections: Arc<AtomicUsize>) {
    let mut open = JoinSet::new();
    loop {
        let Ok((stream, _)) = listener.accept().await else { continue };
        while open.try_join_next().is_some() {}
        connections.fetch_add(1, Ordering::Relaxed);
        let tls = tls.clone();
        open.spawn(async move {
            if let Ok(mut stream) = tls.accept(stream).await {
                let _ = stream.read_u8().await;
            }
        });
    }
}

/// Makes `key.pem` and `certificate.pem` in the folder with the `openssl` command.
pub async fn make(folder: &Path, show: &Show) -> Result<(CertificateDer<'static>, PrivateKeyDer<'static>)> {
    let (key, certificate) = (folder.join("key.pem"), folder.join("certificate.pem"));
    let mut command = Command::new("openssl");
    command.args(["req", "-x509", "-nodes", "-days", "1", "-subj", "/CN=challenge"]);
    match show.key {
        "ec" => command.args(["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]),
        other => command.args(["-newkey", &format!("{other}:2048")]),
    };
    if !show.alternative_names.is_empty() {
        command.args(["-addext", &format!("subjectAltName={}", show.alternative_names)]);
    }
    for extension in &show.extensions {
        command.args(["-addext", extension]);
    }
    let output = command.arg("-keyout").arg(&key).arg("-out").arg(&certificate).output().await;
    let output = output.context("the `openssl` command is needed")?;
    if !output.status.success() {
        bail!("openssl: {}", String::from_utf8_lossy(&output.stderr));
    }
    Ok((CertificateDer::from_pem_file(&certificate)?, PrivateKeyDer::from_pem_file(&key)?))
}
