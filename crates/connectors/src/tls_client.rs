//! TLS towards logs and upstream authorities: the public roots, and the operator's own.

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use std::path::Path;
use std::sync::Arc;

/// Why TLS could not be set up.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum TlsSetupError {
    /// The file of further roots is not usable.
    #[error("the CA file {file} is not usable ({detail}); it holds certificates in PEM")]
    CaFile {
        /// Its path.
        file: String,
        /// What is wrong.
        detail: String,
    },
    /// The library refuses.
    #[error("TLS could not be set up: {0}")]
    Library(String),
}

/// A client that trusts the public roots and those in `ca_file`.
///
/// # Errors
/// [`TlsSetupError`].
pub fn tls_client(ca_file: Option<&Path>) -> Result<ClientConfig, TlsSetupError> {
    let mut roots = RootCertStore::empty();
    for root in webpki_root_certs::TLS_SERVER_ROOT_CERTS {
        // A root that the library does not understand is one less, no reason to stop.
        let _ = roots.add(root.clone());
    }
    if let Some(path) = ca_file {
        let fault = |detail: String| TlsSetupError::CaFile { file: path.display().to_string(), detail };
        for certificate in CertificateDer::pem_file_iter(path).map_err(|e| fault(e.to_string()))? {
            let certificate = certificate.map_err(|e| fault(e.to_string()))?;
            roots.add(certificate).map_err(|e| fault(e.to_string()))?;
        }
    }
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    Ok(ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|e| TlsSetupError::Library(e.to_string()))?
        .with_root_certificates(roots)
        .with_no_client_auth())
}
