//! Looking from this machine and from every remote perspective at once.

use super::remote::Remote;
use super::setup::{PerspectiveSetupError, RemoteSettings};
use super::wire::{Seen, Wanted};
use crate::validation::NetworkProber;
use chancery_app::ports::Prober;
use chancery_domain::name::DnsName;
use chancery_domain::validation::{CaaSighting, Proof, RemoteCaa, RemoteSighting, Sighting};
use chancery_pki::chance;
use futures_util::future::{BoxFuture, join_all};
use std::time::Duration;
use tokio::time::Instant;

/// The prober of this machine with remote perspectives beside it.
pub struct EverywhereProber {
    local: NetworkProber,
    remotes: Vec<Remote>,
    timeout: Duration,
}

impl EverywhereProber {
    /// `timeout` bounds one look, those of remote perspectives included.
    ///
    /// # Errors
    /// [`PerspectiveSetupError`] names the file that is not usable.
    pub fn new(
        local: NetworkProber,
        remotes: Vec<RemoteSettings>,
        timeout: Duration,
    ) -> Result<Self, PerspectiveSetupError> {
        let remotes = remotes.into_iter().map(Remote::new).collect::<Result<_, _>>()?;
        Ok(EverywhereProber { local, remotes, timeout })
    }

    /// Every remote perspective's answer to the same question in one attempt.
    async fn ask(&self, look: impl Fn() -> Wanted) -> Vec<(&Remote, Option<Seen>)> {
        if self.remotes.is_empty() {
            return Vec::new();
        }
        let Ok(chance) = chance::bytes::<16>() else {
            // Without an attempt's id no answer can be told from an older one.
            return self.remotes.iter().map(|remote| (remote, None)).collect();
        };
        let attempt = hex::encode(chance);
        let deadline = Instant::now() + self.timeout;
        let asked = self.remotes.iter().map(|remote| remote.ask(&attempt, look(), deadline));
        self.remotes.iter().zip(join_all(asked).await).collect()
    }
}

impl Prober for EverywhereProber {
    fn probe<'a>(&'a self, proof: &'a Proof) -> BoxFuture<'a, Sighting> {
        Box::pin(async move {
            let remotes = self.ask(|| Wanted::Proof(proof.clone()));
            let (sighting, remotes) = tokio::join!(self.local.probe(proof), remotes);
            let remotes = remotes.into_iter().map(|(remote, seen)| RemoteSighting {
                perspective: remote.settings.name.clone(),
                region: remote.settings.region.clone(),
                observations: match seen {
                    Some(Seen::Proof(observations)) => observations,
                    _ => Vec::new(),
                },
            });
            Sighting { primary: sighting.primary, remotes: remotes.collect() }
        })
    }

    fn caa<'a>(&'a self, name: &'a DnsName) -> BoxFuture<'a, CaaSighting> {
        Box::pin(async move {
            let remotes = self.ask(|| Wanted::Caa(name.clone()));
            let (sighting, remotes) = tokio::join!(self.local.caa(name), remotes);
            let remotes = remotes.into_iter().map(|(remote, seen)| RemoteCaa {
                perspective: remote.settings.name.clone(),
                region: remote.settings.region.clone(),
                looks: match seen {
                    Some(Seen::Caa(looks)) => looks,
                    _ => Vec::new(),
                },
            });
            CaaSighting { primary: sighting.primary, remotes: remotes.collect() }
        })
    }
}
