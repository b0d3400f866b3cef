//! The prober of this machine: one look at one proof, by DNS or by file.

use super::any_certificate;
use super::dns::Resolvers;
use super::dns_proof;
use super::file_proof::{FileLook, Follow};
use super::settings::{ProbeSettings, SetupError};
use super::tls_alpn_01;
use chancery_app::ports::Prober;
use chancery_domain::name::DnsName;
use chancery_domain::validation::{CaaSighting, HTTP_01_DIRECTORY, Observation, Proof, Sighting};
use futures_util::future::BoxFuture;
use hickory_proto::rr::RecordType;
use tokio::time::Instant;
use tokio_rustls::TlsConnector;

/// Looks for proofs from this machine. Keeps no connection, cache or session between two probes.
pub struct NetworkProber {
    resolvers: Resolvers,
    settings: ProbeSettings,
    tls: TlsConnector,
    acme_tls: TlsConnector,
}

impl NetworkProber {
    /// Reads the system's name servers and the trust anchors where the settings say so.
    pub fn new(settings: ProbeSettings) -> Result<Self, SetupError> {
        let resolvers =
            Resolvers::new(settings.dns_servers.clone(), &settings.dnssec, settings.probe_timeout)?;
        let tls = any_certificate::connector()?;
        let acme_tls = tls_alpn_01::connector()?;
        Ok(Self { resolvers, settings, tls, acme_tls })
    }

    fn file<'a>(&'a self, expected: &'a str, follow: Follow<'a>, deadline: Instant) -> FileLook<'a> {
        FileLook {
            resolvers: &self.resolvers,
            settings: &self.settings,
            tls: &self.tls,
            expected,
            deadline,
            follow,
        }
    }

    async fn look(&self, proof: &Proof) -> Vec<Observation> {
        let deadline = Instant::now() + self.settings.probe_timeout;
        match proof {
            Proof::Txt { host, value } => {
                dns_proof::look(&self.resolvers, host, RecordType::TXT, value, deadline).await
            }
            Proof::Cname { host, target } => {
                dns_proof::look(&self.resolvers, host, RecordType::CNAME, target, deadline).await
            }
            Proof::File { host, directory, file, content } => {
                let follow = Follow {
                    max: self.settings.max_redirects,
                    statuses: &self.settings.redirect_statuses,
                    same_primary: self.settings.file_redirect_same_primary,
                };
                self.file(content, follow, deadline).look(host, &format!("{directory}{file}")).await
            }
            Proof::Http01 { host, token, key_authorization } => {
                let follow = Follow {
                    max: self.settings.http_01_redirects,
                    statuses: &self.settings.http_01_redirect_statuses,
                    same_primary: false,
                };
                let path = format!("{HTTP_01_DIRECTORY}{token}");
                self.file(key_authorization, follow, deadline).look_over_http(host, &path).await
            }
            Proof::TlsAlpn01 { host, .. } => {
                tls_alpn_01::look(&self.resolvers, &self.settings, &self.acme_tls, host, deadline).await
            }
            Proof::PersistTxt { host, record, .. } => {
                dns_proof::look(&self.resolvers, host, RecordType::TXT, record, deadline).await
            }
        }
    }
}

impl Prober for NetworkProber {
    fn probe<'a>(&'a self, proof: &'a Proof) -> BoxFuture<'a, Sighting> {
        Box::pin(async move { self.look(proof).await.into() })
    }

    fn caa<'a>(&'a self, name: &'a DnsName) -> BoxFuture<'a, CaaSighting> {
        Box::pin(async move { self.resolvers.caa(name).await.into() })
    }
}
