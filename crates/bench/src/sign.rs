//! Certificates by the issuance room with everything an issuance records, on durable SQLite: bytes made and linted,
//! serial recorded before the signature, certificate kept after it. No HTTP, no validation.

use crate::process::own_cpu;
use crate::report::Report;
use crate::world;
use anyhow::{Result, anyhow};
use chancery_app::App;
use chancery_app::issuance::{Plan, complete, keep, prepare, record};
use chancery_app::ports::Scope;
use chancery_domain::key::KeyAlgorithm;
use chancery_pki::private_key::PrivateKey;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

/// Callers at the same time, each waiting until its certificate is durable.
const CALLERS: usize = 64;

/// Certificates of one run; the best of [`RUNS`] counts.
const CERTIFICATES: usize = 60_000;

/// Runs.
const RUNS: usize = 3;

/// Measures.
pub async fn run(report: &mut Report) -> Result<()> {
    let data = tempfile::tempdir()?;
    let app = world::open(data.path()).await?;
    let spki = PrivateKey::generate(KeyAlgorithm::P256)?.public_key_spki().to_vec();
    let (mut best, mut cpu_each) = (0.0_f64, 0.0_f64);
    for _ in 0..RUNS {
        let (begun, cpu) = (Instant::now(), own_cpu()?);
        crowd(&app, &spki).await?;
        let rate = CERTIFICATES as f64 / begun.elapsed().as_secs_f64();
        if rate > best {
            best = rate;
            cpu_each = (own_cpu()? - cpu).as_secs_f64() * 1e6 / CERTIFICATES as f64;
        }
    }
    report.goal(
        "certificates, 64 callers, durable register",
        &format!("{best:.0}/s"),
        ">= 15000/s",
        best >= 15_000.0,
    );
    report.fact("  CPU per certificate", &format!("{cpu_each:.1} us"));
    Ok(())
}

async fn crowd(app: &App, spki: &[u8]) -> Result<()> {
    let next = Arc::new(AtomicUsize::new(0));
    let workers: Vec<_> = (0..CALLERS)
        .map(|_| {
            let (app, next, spki) = (app.clone(), next.clone(), spki.to_vec());
            tokio::spawn(async move {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= CERTIFICATES {
                        return anyhow::Ok(());
                    }
                    one(&app, number, &spki).await.map_err(|failure| anyhow!(failure.to_string()))?;
                }
            })
        })
        .collect();
    for worker in workers {
        worker.await??;
    }
    Ok(())
}

async fn one(app: &App, number: usize, spki: &[u8]) -> Result<(), chancery_app::Failure> {
    let ctx = world::ctx();
    let name = format!("host{number}.shop.org");
    let plan = Plan {
        profile: "default".to_owned(),
        brand: None,
        certificate: None,
        dns_names: vec![name.clone()],
        ip_addresses: Vec::new(),
        common_name: Some(name),
        organization: None,
        spki_der: spki.to_vec(),
        period: app.policy.validity_period(ctx.now, 90),
    };
    let issuance = Arc::new(prepare(app, &ctx, &plan)?);
    let recorded = issuance.clone();
    app.store.write(Scope::Unguarded, move |register| record(register, &recorded)).await?;
    let signed = complete(app, &ctx, &issuance).await?;
    app.store.write(Scope::Unguarded, move |register| keep(register, &issuance, &signed).map(drop)).await
}
