//! The certificate that the service serves HTTPS with: from its own authority, fresh at every start and renewed while
//! it runs.

use crate::config::Config;
use crate::wiring::Opened;
use anyhow::{Context, Result};
use chancery_app::issuance::{ServiceCertificate, service_certificate};
use chancery_domain::actor::Actor;
use chancery_domain::time::Timestamp;
use parking_lot::RwLock;
use rustls::crypto::aws_lc_rs::sign::any_supported_type;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often the end of the certificate is looked at.
const ROUND: Duration = Duration::from_secs(3_600);

/// The service's certificate and how to renew it.
pub struct ServiceTls {
    opened: Arc<Opened>,
    dns_names: Vec<String>,
    ip_addresses: Vec<IpAddr>,
    current: Arc<Current>,
    renew_at: Timestamp,
}

#[derive(Debug)]
struct Current(RwLock<Arc<CertifiedKey>>);

impl ResolvesServerCert for Current {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.0.read().clone())
    }
}

impl ServiceTls {
    /// Issues the first certificate.
    pub async fn obtain(opened: Arc<Opened>, config: &Config) -> Result<Self> {
        let (dns_names, ip_addresses) = names(config);
        let issued = issue(&opened, &dns_names, &ip_addresses).await?;
        let renew_at = issued.renew_at;
        let current = Arc::new(Current(RwLock::new(Arc::new(certified(&issued)?))));
        Ok(ServiceTls { opened, dns_names, ip_addresses, current, renew_at })
    }

    /// What hands the certificate to new connections.
    pub fn resolver(&self) -> Arc<dyn ResolvesServerCert> {
        self.current.clone()
    }

    /// Renews the certificate in time until `stop` is cancelled.
    pub async fn keep_fresh(mut self, stop: CancellationToken) {
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(ROUND) => {}
            }
            if self.opened.clock.now() < self.renew_at {
                continue;
            }
            let renewed = issue(&self.opened, &self.dns_names, &self.ip_addresses).await;
            match renewed.and_then(|issued| Ok((certified(&issued)?, issued.renew_at))) {
                Ok((key, renew_at)) => {
                    *self.current.0.write() = Arc::new(key);
                    self.renew_at = renew_at;
                }
                Err(error) => {
                    tracing::error!(error = %error, "the service's own certificate could not be renewed")
                }
            }
        }
    }
}

async fn issue(opened: &Opened, dns_names: &[String], ips: &[IpAddr]) -> Result<ServiceCertificate> {
    let ctx = opened.ctx(Actor::system());
    service_certificate(&opened.app, &ctx, dns_names.to_vec(), ips.to_vec())
        .await
        .context("the service's own certificate could not be issued")
}

/// `localhost`, the loopback addresses, the listening address, and the hosts of the configuration.
fn names(config: &Config) -> (Vec<String>, Vec<IpAddr>) {
    let mut dns_names = vec!["localhost".to_owned()];
    let mut ips = vec![IpAddr::from([127, 0, 0, 1]), IpAddr::from([0, 0, 0, 0, 0, 0, 0, 1])];
    let address = config.server.https.ip();
    let url = config.server.public_url.split("://").nth(1).unwrap_or_default();
    let host = url.rsplit_once(':').map_or(url, |(host, _)| host).trim_matches(['[', ']']);
    for name in std::iter::once(host).chain(config.server.host_names.iter().map(String::as_str)) {
        match name.parse::<IpAddr>() {
            Ok(ip) if !ips.contains(&ip) => ips.push(ip),
            Ok(_) => {}
            Err(_) if !name.is_empty() && !dns_names.iter().any(|n| n == name) => {
                dns_names.push(name.to_owned())
            }
            Err(_) => {}
        }
    }
    if !address.is_unspecified() && !ips.contains(&address) {
        ips.push(address);
    }
    (dns_names, ips)
}

fn certified(issued: &ServiceCertificate) -> Result<CertifiedKey> {
    let chain = issued.chain_der.iter().map(|der| CertificateDer::from(der.clone())).collect();
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(issued.key.pkcs8_der().to_vec()));
    let key = any_supported_type(&key).context("the service's own key cannot be used")?;
    Ok(CertifiedKey::new(chain, key))
}
