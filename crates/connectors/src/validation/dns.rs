//! Asking each configured name server by itself and afresh, so that their answers can be compared (E1, E6).

use super::caa_lookup;
use super::dns_direct::{self, Miss};
use super::dns_exchange;
use super::dns_finding::{Found, finding};
use super::dns_message::Answer;
use super::settings::{Dnssec, SetupError};
use chancery_domain::name::DnsName;
use chancery_domain::validation::caa::CaaLook;
use chancery_domain::validation::{Finding, Observation, Purpose};
use futures_util::future::join_all;
use hickory_proto::dnssec::{Proof, TrustAnchors};
use hickory_proto::rr::{Name, RData, RecordType};
use hickory_resolver::TokioResolver;
use hickory_resolver::config::{
    ConnectionConfig, NameServerConfig, ProtocolConfig, ResolveHosts, ResolverConfig, ResolverOpts,
};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::system_conf::read_system_conf;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

/// The port of a name server that is given without one (RFC 1035 section 4.2).
const DNS_PORT: u16 = 53;

/// The part of the time for a look that the first datagrams may take.
const FIRST_SHARE: u32 = 4;

/// Aliases that are looked up one by one.
const ALIASES_MAX: usize = 8;

/// One question to one server and what came back.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Look {
    /// The server asked.
    pub server: SocketAddr,
    /// The name asked for, without a trailing dot.
    pub host: String,
    /// The type asked for.
    pub record_type: RecordType,
    /// What came back.
    pub finding: Finding,
    /// How long it took.
    pub milliseconds: u64,
}

impl Look {
    /// The look as the domain records it.
    pub fn observed(self, purpose: Purpose) -> Observation {
        Observation {
            viewpoint: format!("resolver {}", self.server),
            question: format!("{} {}", self.record_type, self.host),
            purpose,
            finding: self.finding,
            milliseconds: self.milliseconds,
        }
    }
}

/// The configured name servers.
///
/// Nothing is kept between two looks: no cache, no connection, no memory of signatures seen (trust rule
/// "no shared DNS cache"). A truncated answer is fetched again over TCP. The letter case of questions is
/// randomised (0x20); a server that does not repeat it is asked again over TCP.
pub struct Resolvers {
    servers: Vec<SocketAddr>,
    trust_anchors: Option<Arc<TrustAnchors>>,
    own_anchors: bool,
    timeout: Duration,
}

impl Resolvers {
    /// Takes these servers, or the system's when there are none. `timeout` bounds one look.
    pub fn new(servers: Vec<SocketAddr>, dnssec: &Dnssec, timeout: Duration) -> Result<Self, SetupError> {
        let servers = if servers.is_empty() { system_servers()? } else { servers };
        let trust_anchors = match dnssec {
            Dnssec::Off => None,
            Dnssec::Validate { trust_anchor_file: None } => Some(Arc::new(TrustAnchors::default())),
            Dnssec::Validate { trust_anchor_file: Some(file) } => Some(Arc::new(read_trust_anchors(file)?)),
        };
        let own_anchors = matches!(dnssec, Dnssec::Validate { trust_anchor_file: Some(_) });
        Ok(Self { servers, trust_anchors, own_anchors, timeout })
    }

    /// The servers that are asked.
    pub fn servers(&self) -> &[SocketAddr] {
        &self.servers
    }

    /// The TXT values at a host, by each server.
    pub async fn txt(&self, host: &str) -> Vec<Look> {
        self.ask_all(host, RecordType::TXT, Instant::now() + self.timeout).await
    }

    /// The CNAME target of a host, by each server; in lower case.
    pub async fn cname(&self, host: &str) -> Vec<Look> {
        self.ask_all(host, RecordType::CNAME, Instant::now() + self.timeout).await
    }

    /// The addresses of a host, by each server: one look for A and one for AAAA.
    pub async fn addresses(&self, host: &str) -> Vec<Look> {
        self.ask_addresses(host, Instant::now() + self.timeout).await
    }

    /// The CAA records of a name and its ancestors, by each server.
    pub async fn caa(&self, name: &DnsName) -> Vec<CaaLook> {
        caa_lookup::look(self, name, Instant::now() + self.timeout).await
    }

    pub(super) async fn ask_all(&self, host: &str, record_type: RecordType, deadline: Instant) -> Vec<Look> {
        join_all(self.servers.iter().map(|server| self.ask(*server, host, record_type, deadline))).await
    }

    pub(super) async fn ask_addresses(&self, host: &str, deadline: Instant) -> Vec<Look> {
        let of_server = self.servers.iter().map(async |server| {
            let wanted = [(host, RecordType::A), (host, RecordType::AAAA)];
            let started = Instant::now();
            let firsts = self.first_answers(*server, &wanted).await;
            let asked = wanted
                .iter()
                .zip(firsts)
                .map(|((host, kind), first)| self.ask_from(*server, host, *kind, deadline, started, first));
            join_all(asked).await
        });
        join_all(of_server).await.into_iter().flatten().collect()
    }

    /// The answers to all questions of one look, as far as one datagram each gets them; nothing where answers are
    /// validated.
    pub(super) async fn first_answers(
        &self,
        server: SocketAddr,
        wanted: &[(&str, RecordType)],
    ) -> Vec<Option<Answer>> {
        let named = wanted.iter().map(|(host, kind)| Some((absolute(host)?, *kind)));
        match named.collect::<Option<Vec<_>>>() {
            Some(named) if !self.validates() => {
                dns_exchange::together(server, &named, self.timeout / FIRST_SHARE).await
            }
            _ => wanted.iter().map(|_| None).collect(),
        }
    }

    /// Asks one server one question, until the deadline.
    pub(super) async fn ask(
        &self,
        server: SocketAddr,
        host: &str,
        record_type: RecordType,
        deadline: Instant,
    ) -> Look {
        self.ask_from(server, host, record_type, deadline, Instant::now(), None).await
    }

    async fn ask_from(
        &self,
        server: SocketAddr,
        host: &str,
        record_type: RecordType,
        deadline: Instant,
        started: Instant,
        first: Option<Answer>,
    ) -> Look {
        let answer = timeout_at(deadline, self.look_up(server, host, record_type, first)).await;
        let answer = answer.unwrap_or_else(|_| Err(self.timed_out().into()));
        let finding = answer.map_or_else(Miss::told, |found| found.told());
        let milliseconds = milliseconds_since(started);
        tracing::debug!(%server, host, %record_type, ?finding, milliseconds, "asked a name server");
        Look { server, host: host.to_owned(), record_type, finding, milliseconds }
    }

    /// The limit of one look ran out.
    pub(super) fn timed_out(&self) -> Finding {
        Finding::TimedOut { after_seconds: whole_seconds(self.timeout) }
    }

    /// Whether answers are validated.
    pub(super) fn validates(&self) -> bool {
        self.trust_anchors.is_some()
    }

    /// The records of a type at one server, or why there are none. Takes as long as the server does. `first` is an answer
    /// that is already there.
    pub(super) async fn look_up(
        &self,
        server: SocketAddr,
        host: &str,
        record_type: RecordType,
        first: Option<Answer>,
    ) -> Result<Found, Miss> {
        let Some(owner) = absolute(host) else {
            let detail = format!("`{host}` cannot be asked for in the DNS");
            return Err(Finding::ConnectionFailed { detail }.into());
        };
        if self.trust_anchors.is_none() {
            return dns_direct::look_up(server, &owner, record_type, self.timeout, first).await;
        }
        match self.validated(server, &owner, record_type).await {
            Ok(found) => Ok(found),
            Err(failure @ Finding::ServerError { .. }) if self.own_anchors => {
                // The zones above a private trust anchor may be nobody's business here.
                match dns_direct::look_up(server, &owner, record_type, self.timeout, None).await {
                    Err(Miss::NotServed) => Err(Miss::NotServed),
                    _ => Err(failure.into()),
                }
            }
            Err(failure) => Err(failure.into()),
        }
    }

    /// A look-up whose every step is proven.
    ///
    /// The resolver cannot verify that an alias leads to a name without the records asked for; then the alias and
    /// its target are looked up and verified one after the other.
    async fn validated(
        &self,
        server: SocketAddr,
        owner: &Name,
        record_type: RecordType,
    ) -> Result<Found, Finding> {
        let mut asked = owner.clone();
        for _ in 0..ALIASES_MAX {
            let resolver = self.resolver(server).map_err(|detail| Finding::ConnectionFailed { detail })?;
            let look = async |owner: &Name, kind| {
                let answer = resolver.lookup(owner.clone(), kind).await;
                finding(owner, kind, answer, true, whole_seconds(self.timeout))
            };
            let failure = match look(&asked, record_type).await {
                Err(failure @ Finding::DnssecFailed { .. }) if record_type != RecordType::CNAME => failure,
                other => return other,
            };
            match look(&asked, RecordType::CNAME).await.map(|found| found.data) {
                Ok(data) => match data.as_slice() {
                    [RData::CNAME(target)] => asked = target.0.clone(),
                    _ => return Err(failure),
                },
                Err(_) => return Err(failure),
            }
        }
        Err(Finding::ServerError { code: "a CNAME chain without end".to_owned() })
    }

    /// Whether this server proves that no chain of trust leads to the zone of `host`: the nearest ancestor that has
    /// an address, a name server or a start of authority tells by its records.
    pub(super) async fn is_unsigned(&self, server: SocketAddr, host: &str) -> bool {
        if !self.validates() {
            return false;
        }
        let Ok(resolver) = self.resolver(server) else { return false };
        let mut owner = Name::from_ascii(format!("{}.", host.trim_end_matches('.'))).ok();
        while let Some(name) = owner.filter(|name| !name.is_root()) {
            match resolver.lookup(name.clone(), RecordType::SOA).await {
                Ok(lookup) if !lookup.answers().is_empty() => {
                    return lookup.answers().iter().all(|record| record.proof == Proof::Insecure);
                }
                _ => owner = Some(name.base_name()),
            }
        }
        false
    }

    /// A resolver that knows one server and remembers nothing.
    fn resolver(&self, server: SocketAddr) -> Result<TokioResolver, String> {
        let connections = [ProtocolConfig::Udp, ProtocolConfig::Tcp]
            .map(|protocol| {
                let mut connection = ConnectionConfig::new(protocol);
                connection.port = server.port();
                connection
            })
            .to_vec();
        let config =
            ResolverConfig::from_name_servers(vec![NameServerConfig::new(server.ip(), true, connections)]);
        let mut options = ResolverOpts::default();
        options.cache_size = 0;
        options.use_hosts_file = ResolveHosts::Never;
        options.case_randomization = true;
        options.edns0 = true;
        options.try_tcp_on_error = true;
        options.preserve_intermediates = true;
        // A lost datagram leaves time for a second attempt within the limit.
        options.attempts = 1;
        options.timeout = self.timeout / 2;
        options.validate = self.trust_anchors.is_some();
        let builder =
            TokioResolver::builder_with_config(config, TokioRuntimeProvider::default()).with_options(options);
        let builder = match &self.trust_anchors {
            Some(anchors) => builder.with_trust_anchor(anchors.clone()),
            None => builder,
        };
        builder.build().map_err(|error| error.to_string())
    }
}

/// A name that ends at the root.
fn absolute(host: &str) -> Option<Name> {
    Name::from_ascii(format!("{}.", host.trim_end_matches('.'))).ok()
}

/// A limit as the seconds that people are told, never 0.
pub(super) fn whole_seconds(limit: Duration) -> u64 {
    limit.as_secs().saturating_add(u64::from(limit.subsec_nanos() > 0))
}

/// Milliseconds gone by.
pub(super) fn milliseconds_since(started: Instant) -> u64 {
    u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX)
}

fn system_servers() -> Result<Vec<SocketAddr>, SetupError> {
    let (config, _) =
        read_system_conf().map_err(|error| SetupError::SystemServers { detail: error.to_string() })?;
    let mut servers: Vec<SocketAddr> = Vec::new();
    for server in config.name_servers() {
        let address = SocketAddr::new(server.ip, DNS_PORT);
        if !servers.contains(&address) {
            servers.push(address);
        }
    }
    if servers.is_empty() {
        return Err(SetupError::SystemServers { detail: "there are none".to_owned() });
    }
    Ok(servers)
}

fn read_trust_anchors(file: &Path) -> Result<TrustAnchors, SetupError> {
    let unusable = |detail: String| SetupError::TrustAnchors { file: file.display().to_string(), detail };
    let text = std::fs::read_to_string(file).map_err(|error| unusable(error.to_string()))?;
    let mut anchors: TrustAnchors = text.parse().map_err(|error| unusable(format!("{error}")))?;
    if anchors.is_empty() {
        let built_in = TrustAnchors::default();
        for index in 0..built_in.len() {
            if let Some(key) = built_in.get(index) {
                anchors.insert(key);
            }
        }
    }
    Ok(anchors)
}
