//! What the tests of the prober share: settings for the loopback interface, and reading observations.
#![allow(dead_code, reason = "each test program uses a part")]

use anyhow::Result;
use chancery_app::ports::Prober;
use chancery_connectors::validation::{Dnssec, NetworkProber, ProbeSettings};
use chancery_domain::validation::{Finding, Observation, Proof, Purpose};
use chancery_testkit::DnsZoneServer;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

pub const DIRECTORY: &str = "/.well-known/pki-validation/";
pub const FILE: &str = "fileauth.txt";
pub const PATH: &str = "/.well-known/pki-validation/fileauth.txt";
pub const HOST: &str = "shop.example.org";
pub const CONTENT: &str = "20261120abcdefghijklmnopqrstuvwxyz";

/// Settings that ask these servers, without DNSSEC, and allow only 127.0.0.1 beside public addresses.
pub fn settings(dns_servers: &[SocketAddr]) -> ProbeSettings {
    ProbeSettings {
        dns_servers: dns_servers.to_vec(),
        dnssec: Dnssec::Off,
        http_port: 1,
        https_port: 1,
        allow_private_addresses: false,
        allowed_networks: vec![IpAddr::V4(Ipv4Addr::LOCALHOST).into()],
        probe_timeout: Duration::from_secs(5),
        body_limit_bytes: 4096,
        user_agent: "Chancery-validation/1".into(),
        max_redirects: 0,
        redirect_statuses: vec![301, 302, 307, 308],
        file_redirect_same_primary: true,
        http_01_redirects: 10,
        http_01_redirect_statuses: vec![301, 302, 307, 308],
        tls_alpn_port: 1,
    }
}

pub fn txt(host: &str, value: &str) -> Proof {
    Proof::Txt { host: host.into(), value: value.into() }
}

pub fn cname(host: &str, target: &str) -> Proof {
    Proof::Cname { host: host.into(), target: target.into() }
}

pub fn file(host: &str) -> Proof {
    Proof::File { host: host.into(), directory: DIRECTORY.into(), file: FILE.into(), content: CONTENT.into() }
}

pub async fn probe(settings: ProbeSettings, proof: &Proof) -> Result<Vec<Observation>> {
    Ok(NetworkProber::new(settings)?.probe(proof).await.primary)
}

/// The findings that count, in order.
pub fn proofs(observations: &[Observation]) -> Vec<&Finding> {
    observations.iter().filter(|o| o.purpose == Purpose::Proof).map(|o| &o.finding).collect()
}

/// The finding that counts for one scheme.
pub fn of_scheme<'a>(observations: &'a [Observation], scheme: &str) -> Vec<&'a Finding> {
    let of_scheme =
        |o: &&Observation| o.question.starts_with(&format!("{scheme}://")) && o.purpose == Purpose::Proof;
    observations.iter().filter(of_scheme).map(|o| &o.finding).collect()
}

pub fn blocked(address: &str) -> Finding {
    Finding::BlockedAddress { address: address.into() }
}

pub fn content(text: &str) -> Finding {
    Finding::Content { text: text.into() }
}

/// A name server for `example.org` with one address at [`HOST`].
pub async fn zone(address: &str) -> Result<DnsZoneServer> {
    let server = DnsZoneServer::start(&["example.org"]).await?;
    server.set_addresses(HOST, &[address.parse()?])?;
    Ok(server)
}
