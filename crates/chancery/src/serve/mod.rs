//! `chancery serve`: listeners, engine, and an orderly stop.

mod log;
mod tls;

use crate::config::Config;
use crate::wiring::{Opened, Serving, gateway, open_with_authority};
use anyhow::{Context, Result};
use axum::Router;
use chancery_app::ctx::Ctx;
use chancery_app::engine::Engine;
use chancery_app::revocation;
use chancery_domain::actor::Actor;
use chancery_domain::validation::PerspectiveMode;
use chancery_web::acme::{Acme, AcmeServer, AcmeSettings};
use chancery_web::edge::Edge;
use chancery_web::payments::PaymentDoor;
use chancery_web::public::{Facts, Ocsp};
use chancery_web::server::{Direct, Listener, serve as listen, tls_config};
use chancery_web::settings::{Rate, Settings};
use chancery_web::tencent::{self, Gateway};
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

/// How often the metrics are tidied.
const METRICS_UPKEEP: std::time::Duration = std::time::Duration::from_secs(5);

/// Runs the service until SIGTERM or SIGINT.
pub async fn serve(config: Config) -> Result<()> {
    log::start(&config.log)?;
    let metrics = metrics_exporter_prometheus::PrometheusBuilder::new()
        .install_recorder()
        .context("the metrics recorder could not be installed")?;
    let Serving { opened, root_pem, watch } = open_with_authority(&config).await?;
    let opened = Arc::new(opened);
    let upkeep = metrics.clone();
    let https = bind("server.https", config.server.https).await?;
    let http = bind("server.http", config.server.http).await?;
    let stop = CancellationToken::new();
    let certificate = tls::ServiceTls::obtain(opened.clone(), &config).await?;
    tell_perspectives(&opened, &config);
    let settings = settings(&config);
    let edge = edge(&opened, &settings);
    let facts = facts(&opened, &root_pem, metrics);
    let payments = payments(&opened, &config, &edge)?;
    let ocsp: Arc<dyn Direct> = Arc::new(Ocsp::new(
        opened.app.clone(),
        opened.clock.clone(),
        opened.entropy.clone(),
        settings.times.body,
    ));
    let listeners = vec![
        Listener {
            socket: https,
            tls: Some(tls_config(certificate.resolver())?),
            router: api(&opened, &settings, &edge)
                .merge(payments.clone())
                .merge(chancery_web::public::router(facts.clone(), edge.clone())),
            direct: Arc::new([acme(&opened, &config, &settings, &edge), ocsp.clone()]),
        },
        Listener {
            router: plain(&opened, &settings, &edge, config.server.http, facts, payments),
            socket: http,
            tls: None,
            direct: Arc::new([ocsp]),
        },
    ];
    let engine = Engine::new(opened.app.clone(), opened.clock.clone(), opened.entropy.clone());
    let engine = tokio::spawn(engine.run(stop.clone()));
    tokio::spawn(revocation::watch(
        opened.app.clone(),
        opened.clock.clone(),
        opened.entropy.clone(),
        stop.clone(),
    ));
    tokio::spawn(certificate.keep_fresh(stop.clone()));
    tokio::spawn(watch.run(stop.clone()));
    tokio::spawn(stop_on_signal(stop.clone()));
    tokio::spawn(async move {
        // Without it histograms grow for as long as nobody asks for the metrics.
        loop {
            tokio::time::sleep(METRICS_UPKEEP).await;
            upkeep.run_upkeep();
        }
    });
    tracing::info!(https = %config.server.https, http = %config.server.http,
        data = %config.data.dir.display(), "chancery serves");
    listen(listeners, &settings, stop).await;
    engine.await.context("the engine ended badly")?;
    tracing::info!("chancery stopped");
    Ok(())
}

/// Over plain HTTP the cloud API and the payment processors' door are served only to this machine.
fn plain(
    opened: &Opened,
    settings: &Settings,
    edge: &Edge,
    address: SocketAddr,
    facts: Facts,
    payments: Router,
) -> Router {
    let public = chancery_web::public::router(facts, edge.clone());
    if !address.ip().is_loopback() {
        return public;
    }
    public.merge(api(opened, settings, edge)).merge(payments)
}

/// The door for payment processors; without a secret there is none.
fn payments(opened: &Opened, config: &Config, edge: &Edge) -> Result<Router> {
    let Some(gateway) = gateway(config, &opened.app.policy)? else { return Ok(Router::new()) };
    let door = PaymentDoor { app: opened.app.clone(), gateway, entropy: opened.entropy.clone() };
    Ok(chancery_web::payments::router(door, edge.clone()))
}

fn api(opened: &Opened, settings: &Settings, edge: &Edge) -> Router {
    tencent::router(Gateway::new(opened.app.clone(), settings.clone(), opened.entropy.clone()), edge.clone())
}

/// ACME is served over HTTPS only (RFC 8555 section 6.1).
fn acme(opened: &Opened, config: &Config, settings: &Settings, edge: &Edge) -> Arc<dyn Direct> {
    let settings = AcmeSettings {
        website: config.acme.website.clone(),
        several_nodes: !config.database.url.starts_with("sqlite:"),
        times: settings.times,
    };
    let server = AcmeServer::new(opened.app.clone(), settings, opened.entropy.clone());
    Arc::new(Acme::new(server, edge.clone()))
}

fn edge(opened: &Opened, settings: &Settings) -> Edge {
    Edge {
        clock: opened.clock.clone(),
        entropy: opened.entropy.clone(),
        request_time_max: settings.times.request,
        accident: chancery_web::edge::plain_accident,
    }
}

fn settings(config: &Config) -> Settings {
    let mut settings = Settings { accepted_hosts: config.server.host_names.clone(), ..Settings::default() };
    let limits = &config.limits;
    settings.rates.per_key = Rate::new(limits.requests_per_second, limits.burst);
    settings.rates.failures_per_address =
        Rate::new(limits.failures_per_minute.div_ceil(60), limits.failures_per_minute);
    settings
}

fn facts(
    opened: &Arc<Opened>,
    root_pem: &str,
    metrics: metrics_exporter_prometheus::PrometheusHandle,
) -> Facts {
    let store = opened.app.store.clone();
    let lists = opened.clone();
    let proofs = opened.clone();
    let authority = opened.app.authority.clone();
    Facts {
        root_pem: root_pem.into(),
        authority_certificate: Arc::new(move |id| authority.chain(id).ok()?.into_iter().next()),
        revocation_list: Arc::new(move |id, part, now| {
            let ctx = Ctx { now, ..lists.ctx(Actor::system()) };
            let app = lists.app.clone();
            Box::pin(async move {
                revocation::publish_crl(&app, &ctx, &id, part).await.map_err(|e| e.to_string())
            })
        }),
        acme_proof: Arc::new(move |token| {
            let app = proofs.app.clone();
            Box::pin(async move {
                chancery_app::issuance::upstream_proof(&app, &token).await.unwrap_or_else(|failure| {
                    tracing::error!(error = %failure, "an answer to a challenge could not be looked up");
                    None
                })
            })
        }),
        ready: Arc::new(move || {
            let store = store.clone();
            Box::pin(async move {
                store
                    .read(|register| Ok(register.authorities()?.len()))
                    .await
                    .map_err(|failure| failure.to_string())?;
                Ok(())
            })
        }),
        metrics: Arc::new(move || metrics.render()),
    }
}

/// Says once how far names are looked at from elsewhere; the record of each look says it too (BR 3.2.2.9).
fn tell_perspectives(opened: &Opened, config: &Config) {
    let wanted = opened.app.policy.perspectives(opened.clock.now()).map_or(0, |rule| rule.remotes_min);
    let configured = config.validation.perspective.len();
    match config.validation.perspectives {
        _ if configured >= wanted => {
            tracing::info!(configured, wanted, "remote perspectives confirm validations")
        }
        PerspectiveMode::Available => tracing::warn!(
            configured,
            wanted,
            "validations run with fewer remote perspectives than the policy of the day wants; \
             add [[validation.perspective]]"
        ),
        PerspectiveMode::Required => tracing::error!(
            configured,
            wanted,
            "nothing will be validated: `validation.perspectives` is \"required\" and there are fewer than the \
             policy of the day wants; add [[validation.perspective]]"
        ),
    }
}

async fn bind(key: &str, address: SocketAddr) -> Result<TcpListener> {
    TcpListener::bind(address).await.with_context(|| format!("{key}: {address} cannot be listened on"))
}

/// SIGTERM and SIGINT ask for an orderly stop.
async fn stop_on_signal(stop: CancellationToken) {
    let (Ok(mut terminate), Ok(mut interrupt)) =
        (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
    else {
        tracing::error!("signals cannot be waited for; stop the service with SIGKILL, nothing is lost by it");
        return;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    tracing::info!("stopping: no new connections, requests in flight are finished");
    stop.cancel();
}
