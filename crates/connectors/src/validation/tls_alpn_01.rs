//! Looking for a tls-alpn-01 certificate: one TLS handshake with the protocol `acme-tls/1`, and nothing after it
//! (RFC 8737; RFC 8738 sections 5 and 6 for addresses).
//!
//! rustls speaks TLS 1.2 and 1.3 only, which is what RFC 8737 section 3 asks for.

use super::dns::{Resolvers, milliseconds_since, whole_seconds};
use super::host_addresses;
use super::limited::Limited;
use super::settings::{ProbeSettings, SetupError};
use super::tcp::{self, ConnectError};
use chancery_domain::validation::{ACME_TLS, Finding, Observation, Purpose};
use chancery_pki::asn1::{Reader, tag};
use chancery_pki::certificate::CertificateFacts;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error, PeerMisbehaved, SignatureScheme};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use tokio::time::{Instant, timeout_at};
use tokio_rustls::TlsConnector;

/// Bytes of a handshake that are read. A chain of real certificates has some 5 KiB.
const HANDSHAKE_BYTES: usize = 128 * 1024;

/// The connector: only `acme-tls/1`, no session kept.
pub(super) fn connector() -> Result<TlsConnector, SetupError> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let verifier = Arc::new(KeyHolder(provider.clone()));
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| SetupError::Tls { detail: error.to_string() })?
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_no_client_auth();
    config.alpn_protocols = vec![ACME_TLS.as_bytes().to_vec()];
    config.resumption = rustls::client::Resumption::disabled();
    Ok(TlsConnector::from(Arc::new(config)))
}

/// Looks up the host, refuses it when any address is special, and makes the handshake with the first address that
/// takes the connection.
pub(super) async fn look(
    resolvers: &Resolvers,
    settings: &ProbeSettings,
    tls: &TlsConnector,
    host: &str,
    deadline: Instant,
) -> Vec<Observation> {
    let found = host_addresses::find_to_contact(resolvers, settings, host, deadline).await;
    let mut observations = found.observations;
    let after_seconds = whole_seconds(settings.probe_timeout);
    let count = found.addresses.len().min(tcp::ADDRESSES_TRIED);
    for (index, address) in found.addresses.into_iter().take(count).enumerate() {
        let address = SocketAddr::new(address, settings.tls_alpn_port);
        let started = Instant::now();
        let connect_by = tcp::share(deadline, count.saturating_sub(index));
        let connection = tcp::connect(address, connect_by).await;
        let connected = connection.is_ok();
        let finding = match connection {
            Ok(stream) => match timeout_at(deadline, handshake(tls, host, stream)).await {
                Ok(finding) => finding,
                Err(_) => Finding::TimedOut { after_seconds },
            },
            Err(ConnectError::Refused) => Finding::ConnectionRefused,
            Err(ConnectError::TimedOut) => Finding::ConnectTimedOut { after_seconds },
            Err(ConnectError::Unreachable(detail)) => Finding::ConnectionFailed { detail },
        };
        let last = connected || index.saturating_add(1) == count;
        observations.push(Observation {
            viewpoint: format!("{ACME_TLS} {address}"),
            question: format!("certificate of {host}"),
            purpose: if last { Purpose::Proof } else { Purpose::Hint },
            finding,
            milliseconds: milliseconds_since(started),
        });
        if last {
            break;
        }
    }
    observations
}

async fn handshake(tls: &TlsConnector, host: &str, stream: tokio::net::TcpStream) -> Finding {
    let server_name = match ServerName::try_from(server_name(host)) {
        Ok(name) => name,
        Err(error) => return Finding::TlsFailed { detail: error.to_string() },
    };
    let stream = match tls.connect(server_name, Limited::new(stream, HANDSHAKE_BYTES)).await {
        Ok(stream) => stream,
        Err(error) => return Finding::TlsFailed { detail: error.to_string() },
    };
    let (_, session) = stream.get_ref();
    if session.alpn_protocol() != Some(ACME_TLS.as_bytes()) {
        let detail = format!("the server did not choose the protocol {ACME_TLS}");
        return Finding::WrongCertificate { detail };
    }
    let wrong = |detail: String| Finding::WrongCertificate { detail };
    let Some(certificate) = session.peer_certificates().and_then(<[_]>::first) else {
        return wrong("the server showed no certificate".to_owned());
    };
    let facts = match CertificateFacts::parse(certificate) {
        Ok(facts) => facts,
        Err(error) => return wrong(error.to_string()),
    };
    match facts.acme_identifier(host) {
        Ok(digest) => Finding::AcmeCertificate { digest: hex::encode(digest) },
        Err(error) => wrong(error.to_string()),
    }
}

/// The SNI value: the host itself, or for an address its name in the reverse zone (RFC 8738 section 6).
fn server_name(host: &str) -> String {
    match host.parse::<IpAddr>() {
        Ok(IpAddr::V4(address)) => {
            let [a, b, c, d] = address.octets();
            format!("{d}.{c}.{b}.{a}.in-addr.arpa")
        }
        Ok(IpAddr::V6(address)) => {
            let nibbles = address.octets().into_iter().rev().flat_map(|byte| [byte & 15, byte >> 4]);
            let labels: Vec<String> = nibbles.map(|nibble| format!("{nibble:x}")).collect();
            format!("{}.ip6.arpa", labels.join("."))
        }
        Err(_) => host.to_owned(),
    }
}

/// Takes any certificate, whose form is judged after the handshake, but wants the server to hold its key.
#[derive(Debug)]
struct KeyHolder(Arc<CryptoProvider>);

impl KeyHolder {
    /// Checks the handshake's signature under the certificate's key. The verifier of the web's certificates cannot
    /// be asked: it refuses the critical extension that this certificate must have.
    fn verify(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let bad = || Error::InvalidCertificate(CertificateError::BadEncoding);
        let facts = CertificateFacts::parse(certificate).map_err(|_| bad())?;
        let mut key = Reader::only(facts.public_key.spki(), tag::SEQUENCE).map_err(|_| bad())?.reader();
        let algorithm = key.expect(tag::SEQUENCE).map_err(|_| bad())?.content;
        let known = self.0.signature_verification_algorithms.mapping.iter();
        let mut candidates = known
            .filter(|(scheme, _)| *scheme == signed.scheme)
            .flat_map(|(_, algorithms)| algorithms.iter())
            .filter(|candidate| candidate.public_key_alg_id().as_ref() == algorithm)
            .peekable();
        if candidates.peek().is_none() {
            return Err(PeerMisbehaved::SignedHandshakeWithUnadvertisedSigScheme.into());
        }
        let key_bits = facts.public_key.key_bits();
        if candidates.any(|c| c.verify_signature(key_bits, message, signed.signature()).is_ok()) {
            Ok(HandshakeSignatureValid::assertion())
        } else {
            Err(Error::InvalidCertificate(CertificateError::BadSignature))
        }
    }
}

impl ServerCertVerifier for KeyHolder {
    fn verify_server_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.verify(message, certificate, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.verify(message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_asked_for_by_their_reverse_names() {
        for (host, name) in [
            ("www.example.org", "www.example.org"),
            ("192.0.2.17", "17.2.0.192.in-addr.arpa"),
            (
                "2001:db8::567:89ab",
                "b.a.9.8.7.6.5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa",
            ),
        ] {
            assert_eq!(server_name(host), name);
        }
    }
}
