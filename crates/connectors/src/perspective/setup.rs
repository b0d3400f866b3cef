//! What coordinator and remote perspective must be told, and the certificates between them.

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{ClientConfig, RootCertStore, ServerConfig};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// One remote perspective, as the coordinator's operator names it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RemoteSettings {
    /// Its name, for records and messages.
    pub name: String,
    /// `https://HOST:PORT`.
    pub url: String,
    /// The region of the address registry that it stands in.
    pub region: String,
    /// Roots of its certificate, PEM.
    pub ca_file: PathBuf,
    /// The coordinator's certificate with its chain, PEM.
    pub certificate_file: PathBuf,
    /// Its key, PEM.
    pub key_file: PathBuf,
}

/// Why one side could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum PerspectiveSetupError {
    /// A file is unreadable or does not hold what it should.
    #[error("{file} is not usable as {role}: {detail}")]
    File {
        /// Path of the file.
        file: String,
        /// What it should be.
        role: &'static str,
        /// What went wrong.
        detail: String,
    },
    /// The cryptography library refuses.
    #[error("TLS between coordinator and perspective could not be set up: {0}")]
    Tls(String),
    /// The HTTP client could not be made.
    #[error("the HTTP client for perspectives could not be made: {0}")]
    Http(String),
}

type Fault = PerspectiveSetupError;

fn fault(file: &Path, role: &'static str, error: impl ToString) -> Fault {
    Fault::File { file: file.display().to_string(), role, detail: error.to_string() }
}

fn chain(file: &Path, role: &'static str) -> Result<Vec<CertificateDer<'static>>, Fault> {
    let chain = CertificateDer::pem_file_iter(file)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| fault(file, role, error))?;
    if chain.is_empty() { Err(fault(file, role, "it holds no certificate in PEM")) } else { Ok(chain) }
}

fn key(file: &Path) -> Result<PrivateKeyDer<'static>, Fault> {
    PrivateKeyDer::from_pem_file(file).map_err(|error| fault(file, "a private key", error))
}

fn roots(file: &Path) -> Result<RootCertStore, Fault> {
    let mut roots = RootCertStore::empty();
    for certificate in chain(file, "a root certificate")? {
        roots.add(certificate).map_err(|error| fault(file, "a root certificate", error))?;
    }
    Ok(roots)
}

/// TLS 1.3 only, with a certificate of each side: both ends are ours.
pub(super) fn client(settings: &RemoteSettings) -> Result<ClientConfig, Fault> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let certificates = chain(&settings.certificate_file, "the coordinator's certificate")?;
    ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS13])
        .map_err(|error| Fault::Tls(error.to_string()))?
        .with_root_certificates(roots(&settings.ca_file)?)
        .with_client_auth_cert(certificates, key(&settings.key_file)?)
        .map_err(|error| fault(&settings.key_file, "the key of the coordinator's certificate", error))
}

/// The other end; a caller without a certificate under `client_ca` is not spoken to.
pub(super) fn server(
    certificate_file: &Path,
    key_file: &Path,
    client_ca: &Path,
) -> Result<Arc<ServerConfig>, Fault> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots(client_ca)?), provider.clone())
        .build()
        .map_err(|error| Fault::Tls(error.to_string()))?;
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS13])
        .map_err(|error| Fault::Tls(error.to_string()))?
        .with_client_cert_verifier(verifier)
        .with_single_cert(chain(certificate_file, "the perspective's certificate")?, key(key_file)?)
        .map_err(|error| fault(key_file, "the key of the perspective's certificate", error))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}
