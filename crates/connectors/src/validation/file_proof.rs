//! Looking for a proof file: over HTTP and HTTPS (E2; BR 3.2.2.4.18), or as http-01 does, over HTTP (RFC 8555
//! section 8.3; BR 3.2.2.4.19).

use super::dns::{Resolvers, milliseconds_since, whole_seconds};
use super::host_addresses;
use super::http_fetch::{Answer, FetchError, Limits, get};
use super::redirect::{RedirectRules, Scheme, Target};
use super::settings::ProbeSettings;
use super::special_address::may_contact;
use super::tcp;
use chancery_domain::validation::{Finding, Observation, Purpose};
use std::net::{IpAddr, SocketAddr};
use tokio::time::Instant;
use tokio_rustls::TlsConnector;

/// Characters of a body or a `Location` kept in the record, unless the expected content is longer.
const TEXT_KEPT: usize = 512;

/// One look at one proof file.
pub(super) struct FileLook<'a> {
    pub(super) resolvers: &'a Resolvers,
    pub(super) settings: &'a ProbeSettings,
    pub(super) tls: &'a TlsConnector,
    pub(super) expected: &'a str,
    pub(super) deadline: Instant,
    pub(super) follow: Follow<'a>,
}

/// Which redirects are followed, and how many.
#[derive(Clone, Copy)]
pub(super) struct Follow<'a> {
    pub(super) max: u8,
    pub(super) statuses: &'a [u16],
    /// Only to hosts with the same primary domain.
    pub(super) same_primary: bool,
}

impl FileLook<'_> {
    /// Looks up the host, refuses it when any address is special, and fetches over both schemes at once.
    pub(super) async fn look(&self, host: &str, path: &str) -> Vec<Observation> {
        let mut found =
            host_addresses::find_to_contact(self.resolvers, self.settings, host, self.deadline).await;
        let mut observations = std::mem::take(&mut found.observations);
        if found.addresses.is_empty() {
            return observations;
        }
        let fetch = |scheme| {
            let target = Target { scheme, host: in_url(host), path: path.to_owned() };
            self.fetch(target, found.addresses.clone())
        };
        let (http, https) = tokio::join!(fetch(Scheme::Http), fetch(Scheme::Https));
        observations.extend(http);
        observations.extend(https);
        observations
    }

    /// Looks up the host, refuses it when any address is special, and asks over HTTP alone.
    pub(super) async fn look_over_http(&self, host: &str, path: &str) -> Vec<Observation> {
        let mut found =
            host_addresses::find_to_contact(self.resolvers, self.settings, host, self.deadline).await;
        let mut observations = std::mem::take(&mut found.observations);
        if found.addresses.is_empty() {
            return observations;
        }
        let target = Target { scheme: Scheme::Http, host: in_url(host), path: path.to_owned() };
        observations.extend(self.fetch(target, found.addresses).await);
        observations
    }

    fn may_contact(&self, address: IpAddr) -> bool {
        may_contact(address, self.settings.allow_private_addresses, &self.settings.allowed_networks)
    }

    /// Fetches one scheme, following redirects as the policy says.
    async fn fetch(&self, first: Target, addresses: Vec<IpAddr>) -> Vec<Observation> {
        let question = first.url();
        let rules = RedirectRules {
            statuses: self.follow.statuses,
            http_port: self.settings.http_port,
            https_port: self.settings.https_port,
            same_primary: self.follow.same_primary,
        };
        let (mut target, mut addresses, mut redirects_left) = (first, addresses, self.follow.max);
        let mut observations = Vec::new();
        loop {
            let mut hop = self.fetch_from_any(&target, &addresses).await;
            let last = hop.pop();
            observations.extend(hop.into_iter().map(|attempt| attempt.observed(&question, Purpose::Hint)));
            let Some(mut last) = last else { return observations };
            if let Finding::Redirected { status, location } = &last.finding
                && redirects_left > 0
                && let Some(next) = rules.next(*status, &target, location)
            {
                redirects_left -= 1;
                let found = host_addresses::find(self.resolvers, &next.host, self.deadline).await;
                let forbidden = found.addresses.iter().find(|address| !self.may_contact(**address));
                match (found.failure(), forbidden) {
                    (None, None) => {
                        (target, addresses) = (next, found.addresses);
                        continue;
                    }
                    (_, Some(address)) => {
                        last.finding = Finding::BlockedAddress { address: address.to_string() };
                    }
                    (Some(failure), None) => last.finding = failure.clone(),
                }
            }
            if let Finding::Redirected { location, .. } = &mut last.finding {
                *location = shorten(location, TEXT_KEPT);
            }
            observations.push(last.observed(&question, Purpose::Proof));
            return observations;
        }
    }

    /// Tries the addresses until one takes the connection. The attempt that decides comes last; when none was
    /// connected, that is the one that tells most.
    async fn fetch_from_any(&self, target: &Target, addresses: &[IpAddr]) -> Vec<Attempt> {
        let port = match target.scheme {
            Scheme::Http => self.settings.http_port,
            Scheme::Https => self.settings.https_port,
        };
        let count = addresses.len().min(tcp::ADDRESSES_TRIED);
        let mut attempts: Vec<(u8, Attempt)> = Vec::new();
        for (index, address) in addresses.iter().take(count).enumerate() {
            let address = SocketAddr::new(*address, port);
            let started = Instant::now();
            let limits = Limits {
                user_agent: &self.settings.user_agent,
                connect_by: tcp::share(self.deadline, count.saturating_sub(index)),
                finish_by: self.deadline,
                body_bytes: self.settings.body_limit_bytes,
            };
            let outcome = get(address, target, self.tls, &limits).await;
            let milliseconds = milliseconds_since(started);
            let connected = outcome.as_ref().err().is_none_or(|error| !error.before_connection());
            let rank = outcome.as_ref().err().map_or(0, rank);
            let finding = self.finding(outcome);
            let viewpoint = format!("{} {address}", target.scheme.as_str());
            attempts.push((rank, Attempt { viewpoint, finding, milliseconds }));
            if connected {
                break;
            }
        }
        attempts.sort_by_key(|(rank, _)| std::cmp::Reverse(*rank));
        attempts.into_iter().map(|(_, attempt)| attempt).collect()
    }

    fn finding(&self, outcome: Result<Answer, FetchError>) -> Finding {
        let after_seconds = whole_seconds(self.settings.probe_timeout);
        match outcome {
            Ok(Answer::Content(bytes)) => {
                let kept = TEXT_KEPT.max(self.expected.len().saturating_mul(2));
                Finding::Content { text: shorten(&String::from_utf8_lossy(&bytes), kept) }
            }
            Ok(Answer::TooLarge) => Finding::TooLarge { limit_bytes: self.settings.body_limit_bytes },
            Ok(Answer::Redirect { status, location }) => Finding::Redirected { status, location },
            Ok(Answer::Status(status)) => Finding::HttpStatus { status },
            Err(FetchError::Refused) => Finding::ConnectionRefused,
            Err(FetchError::Unreachable(detail) | FetchError::Broken(detail)) => {
                Finding::ConnectionFailed { detail }
            }
            Err(FetchError::Tls(detail)) => Finding::TlsFailed { detail },
            Err(FetchError::ConnectTimedOut) => Finding::ConnectTimedOut { after_seconds },
            Err(FetchError::TimedOut) => Finding::TimedOut { after_seconds },
        }
    }
}

/// One address and what came of it.
struct Attempt {
    viewpoint: String,
    finding: Finding,
    milliseconds: u64,
}

impl Attempt {
    fn observed(self, question: &str, purpose: Purpose) -> Observation {
        Observation {
            viewpoint: self.viewpoint,
            question: question.to_owned(),
            purpose,
            finding: self.finding,
            milliseconds: self.milliseconds,
        }
    }
}

/// Smaller tells more: a connection before silence, silence before a closed port, and last an address that this
/// machine has no route to.
fn rank(error: &FetchError) -> u8 {
    match error {
        FetchError::Tls(_) | FetchError::TimedOut | FetchError::Broken(_) => 0,
        FetchError::ConnectTimedOut => 1,
        FetchError::Refused => 2,
        FetchError::Unreachable(_) => 3,
    }
}

/// A host as it stands in a URL: an IPv6 address in brackets (RFC 3986 section 3.2.2).
fn in_url(host: &str) -> String {
    if host.contains(':') { format!("[{host}]") } else { host.to_owned() }
}

fn shorten(text: &str, characters: usize) -> String {
    match text.char_indices().nth(characters) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
