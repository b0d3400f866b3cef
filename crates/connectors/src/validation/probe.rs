//! The prober of this machine: one look at one proof, by DNS or by file.

use super::any_certificate;
use super::caa_lookup;
use super::dns::Resolvers;
use super::dns_proof;
use super::file_proof::FileLook;
use super::settings::{ProbeSettings, SetupError};
use chancery_app::ports::Prober;
use chancery_domain::name::DnsName;
use chancery_domain::validation::{CaaSighting, Observation, Proof, Sighting};
use futures_util::future::BoxFuture;
use hickory_proto::rr::RecordType;
use tokio::time::Instant;
use tokio_rustls::TlsConnector;

/// Looks for proofs from this machine. Keeps no connection, cache or session between two probes.
pub struct NetworkProber {
    resolvers: Resolvers,
    settings: ProbeSettings,
    tls: TlsConnector,
}

impl NetworkProber {
    /// Reads the system's name servers and the trust anchors where the settings say so.
    pub fn new(settings: ProbeSettings) -> Result<Self, SetupError> {
        let resolvers =
            Resolvers::new(settings.dns_servers.clone(), &settings.dnssec, settings.probe_timeout)?;
        let tls = any_certificate::connector()?;
        Ok(Self { resolvers, settings, tls })
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
                let look = FileLook {
                    resolvers: &self.resolvers,
                    settings: &self.settings,
                    tls: &self.tls,
                    expected: content,
                    deadline,
                };
                look.look(host, &format!("{directory}{file}")).await
            }
            Proof::PersistTxt { host, record, .. } => {
                dns_proof::look(&self.resolvers, host, RecordType::TXT, record, deadline).await
            }
            Proof::Http01 { .. } | Proof::TlsAlpn01 { .. } => Vec::new(),
        }
    }
}

impl Prober for NetworkProber {
    fn probe<'a>(&'a self, proof: &'a Proof) -> BoxFuture<'a, Sighting> {
        Box::pin(async move { self.look(proof).await.into() })
    }

    fn caa<'a>(&'a self, name: &'a DnsName) -> BoxFuture<'a, CaaSighting> {
        Box::pin(async move {
            let deadline = Instant::now() + self.settings.probe_timeout;
            caa_lookup::look(&self.resolvers, name, deadline).await.into()
        })
    }
}
