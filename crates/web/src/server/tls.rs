//! TLS settings of the listeners.

use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs::default_provider;
use rustls::server::ResolvesServerCert;
use std::sync::Arc;

/// The protocol name under which clients ask for HTTP/2 (RFC 9113 section 3.2).
pub const HTTP2: &[u8] = b"h2";

/// TLS 1.2 and 1.3 with HTTP/2 and HTTP/1.1, certificates chosen by `resolver` for each handshake.
///
/// # Errors
/// When the cryptography library cannot do the versions.
pub fn tls_config(resolver: Arc<dyn ResolvesServerCert>) -> Result<Arc<ServerConfig>, rustls::Error> {
    let mut config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_cert_resolver(resolver);
    config.alpn_protocols = vec![HTTP2.to_vec(), b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}
