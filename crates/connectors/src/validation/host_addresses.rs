//! The addresses of a web server by the configured name servers, never by the operating system (E2).

use super::dns::{Look, Resolvers};
use super::settings::ProbeSettings;
use super::special_address::may_contact;
use chancery_domain::validation::{Finding, Observation, Purpose};
use std::net::{IpAddr, SocketAddr};
use tokio::time::Instant;

/// Addresses of one host, or why there are none to use.
pub(super) struct HostAddresses {
    /// What the servers said. Those of purpose `Proof` stand against the proof.
    pub(super) observations: Vec<Observation>,
    /// IPv4 before IPv6, each once.
    pub(super) addresses: Vec<IpAddr>,
}

impl HostAddresses {
    /// The finding that forbids going on, if there is one.
    pub(super) fn failure(&self) -> Option<&Finding> {
        self.observations.iter().find(|o| o.purpose == Purpose::Proof).map(|o| &o.finding)
    }
}

/// As [`find`], with the addresses judged: one that may not be contacted refuses the host, and then no address is
/// left (must never happen, number 22).
pub(super) async fn find_to_contact(
    resolvers: &Resolvers,
    settings: &ProbeSettings,
    host: &str,
    deadline: Instant,
) -> HostAddresses {
    let mut found = find(resolvers, host, deadline).await;
    let allowed = |address: &IpAddr| {
        may_contact(*address, settings.allow_private_addresses, &settings.allowed_networks)
    };
    let refused = found.addresses.iter().filter(|address| !allowed(address)).map(|address| Observation {
        viewpoint: "address check".to_owned(),
        question: format!("address of {host}"),
        purpose: Purpose::Proof,
        finding: Finding::BlockedAddress { address: address.to_string() },
        milliseconds: 0,
    });
    let refused: Vec<Observation> = refused.collect();
    found.observations.extend(refused);
    if found.failure().is_some() {
        found.addresses.clear();
    }
    found
}

/// Asks all servers for A and AAAA. The host itself may be an address.
///
/// A server that gives an address of one family counts as having answered, whatever it says of the other. One
/// that gives an error or a bogus answer for both stops the probe: an error is never permission. One that is
/// silent or knows no address stops it only when no other gives one.
pub(super) async fn find(resolvers: &Resolvers, host: &str, deadline: Instant) -> HostAddresses {
    if let Ok(address) = host.trim_matches(['[', ']']).parse() {
        return HostAddresses { observations: Vec::new(), addresses: vec![address] };
    }
    let looks = resolvers.ask_addresses(host, deadline).await;
    let mut addresses: Vec<IpAddr> = looks.iter().flat_map(|look| read(&look.finding)).collect();
    addresses.sort();
    addresses.dedup();
    let mut observations = Vec::new();
    for server in resolvers.servers() {
        let (told, empty): (Vec<&Look>, Vec<&Look>) = looks
            .iter()
            .filter(|look| look.server == *server)
            .partition(|look| !read(&look.finding).is_empty());
        let answered = !told.is_empty();
        observations.extend(told.into_iter().map(|look| look.clone().observed(Purpose::Hint)));
        let worst = empty.into_iter().min_by_key(|look| rank(&look.finding));
        if let (false, Some(worst)) = (answered, worst) {
            let decisive = rank(&worst.finding) <= LAST_ERROR || addresses.is_empty();
            let purpose = if decisive { Purpose::Proof } else { Purpose::Hint };
            observations.push(without_address(worst.clone(), *server).observed(purpose));
        }
    }
    HostAddresses { observations, addresses }
}

/// Ranks up to this one are errors, which are never permission.
const LAST_ERROR: u8 = 1;

fn rank(finding: &Finding) -> u8 {
    match finding {
        Finding::DnssecFailed { .. } => 0,
        Finding::ServerError { .. } => 1,
        Finding::TimedOut { .. } => 2,
        Finding::NoRecord => 4,
        Finding::NoSuchName => 5,
        _ => 3,
    }
}

/// For a web server, a name without an address record is a host without an address.
fn without_address(look: Look, server: SocketAddr) -> Look {
    let finding = match look.finding {
        Finding::NoRecord | Finding::Values { .. } => Finding::NoAddress,
        other => other,
    };
    Look { finding, server, ..look }
}

fn read(finding: &Finding) -> Vec<IpAddr> {
    match finding {
        Finding::Values { values, .. } => values.iter().filter_map(|value| value.parse().ok()).collect(),
        _ => Vec::new(),
    }
}
