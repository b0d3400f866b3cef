//! `chancery perspective`: a remote perspective (BR 3.2.2.9). It has no register, no configuration file and no data
//! folder; what it needs stands on its command line.

use anyhow::{Context, Result};
use chancery_connectors::perspective::{PerspectiveServer, ServerSettings};
use chancery_connectors::validation::{Dnssec, NetworkProber, ProbeSettings};
use chancery_domain::policy::Policy;
use clap::{Args, ValueEnum};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

/// Run a remote perspective.
#[derive(Args)]
pub struct Arguments {
    /// Address and port to listen on.
    #[arg(long, value_name = "ADDRESS")]
    listen: SocketAddr,
    /// Certificate with its chain, PEM.
    #[arg(long, value_name = "FILE")]
    tls_cert: PathBuf,
    /// Its key, PEM.
    #[arg(long, value_name = "FILE")]
    tls_key: PathBuf,
    /// Roots of the coordinators' certificates, PEM; nobody else is answered.
    #[arg(long, value_name = "FILE")]
    client_ca: PathBuf,
    /// A name server to ask; may be given several times; the system's if not given.
    #[arg(long, value_name = "ADDRESS")]
    dns_server: Vec<SocketAddr>,
    /// Whether DNS answers must be proven.
    #[arg(long, value_enum, default_value = "validate")]
    dnssec: DnssecChoice,
    /// DNSKEY records that are trusted beside the root's.
    #[arg(long, value_name = "FILE")]
    dnssec_trust_anchor: Option<PathBuf>,
    /// Port contacted for http.
    #[arg(long, default_value_t = 80)]
    http_port: u16,
    /// Port contacted for https.
    #[arg(long, default_value_t = 443)]
    https_port: u16,
    /// Port contacted for tls-alpn-01.
    #[arg(long, default_value_t = 443)]
    tls_alpn_port: u16,
    /// Contact loopback, private and other special addresses too.
    #[arg(long)]
    allow_private_addresses: bool,
    /// A policy file instead of the compiled-in one.
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum DnssecChoice {
    Validate,
    Off,
}

/// Serves until SIGTERM or SIGINT.
pub async fn run(arguments: Arguments) -> Result<()> {
    let policy = match &arguments.policy {
        None => Policy::compiled_in()?,
        Some(path) => {
            let text = std::fs::read_to_string(path).with_context(|| format!("{}", path.display()))?;
            Policy::parse(&path.display().to_string(), &text)?
        }
    };
    let settings = ServerSettings {
        certificate_file: arguments.tls_cert.clone(),
        key_file: arguments.tls_key.clone(),
        client_ca_file: arguments.client_ca.clone(),
    };
    let prober = NetworkProber::new(probe_settings(&arguments, &policy))?;
    let server = PerspectiveServer::new(prober, &settings)?;
    let listener = TcpListener::bind(arguments.listen)
        .await
        .with_context(|| format!("{} cannot be listened on", arguments.listen))?;
    println!("a remote perspective listens on {}", listener.local_addr()?);
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    tokio::select! {
        ended = server.serve(listener) => ended.context("the listener failed"),
        // A look that is cut off counts as silence at the coordinator.
        _ = terminate.recv() => Ok(()),
        _ = interrupt.recv() => Ok(()),
    }
}

fn probe_settings(arguments: &Arguments, policy: &Policy) -> ProbeSettings {
    let timeout = u64::try_from(policy.validation.probe_timeout_seconds).unwrap_or(0);
    ProbeSettings {
        dns_servers: arguments.dns_server.clone(),
        dnssec: match arguments.dnssec {
            DnssecChoice::Validate => {
                Dnssec::Validate { trust_anchor_file: arguments.dnssec_trust_anchor.clone() }
            }
            DnssecChoice::Off => Dnssec::Off,
        },
        http_port: arguments.http_port,
        https_port: arguments.https_port,
        allow_private_addresses: arguments.allow_private_addresses,
        allowed_networks: Vec::new(),
        probe_timeout: Duration::from_secs(timeout),
        body_limit_bytes: u64::try_from(policy.validation.body_bytes_max).unwrap_or(u64::MAX),
        user_agent: policy.validation.user_agent.clone(),
        max_redirects: u8::try_from(policy.file_proof.redirects_max).unwrap_or(u8::MAX),
        redirect_statuses: policy.file_proof.redirect_statuses.clone(),
        file_redirect_same_primary: true,
        http_01_redirects: u8::try_from(policy.http_01.redirects_max).unwrap_or(u8::MAX),
        http_01_redirect_statuses: policy.http_01.redirect_statuses.clone(),
        tls_alpn_port: arguments.tls_alpn_port,
    }
}
