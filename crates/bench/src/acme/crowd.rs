//! So many workers, each with a connection of its own, sharing a number of issuances.

use super::client::{Client, STEPS};
use anyhow::Result;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// How much is asked for.
pub struct Load {
    /// Workers.
    pub in_flight: usize,
    /// Issuances in all.
    pub issuances: usize,
    /// The end of every name.
    pub suffix: String,
}

/// What came of it.
pub struct Outcome {
    issuances: usize,
    requests: u64,
    wall: Duration,
    server_cpu: Duration,
    own_cpu: Duration,
    times: Vec<[Duration; 5]>,
}

/// Runs the load. `server_cpu` and `own_cpu` read the processes' clocks.
pub async fn drive(
    client: &Client,
    load: &Load,
    server_cpu: impl Fn() -> Result<Duration>,
    own_cpu: impl Fn() -> Result<Duration>,
) -> Result<Outcome> {
    let next = Arc::new(AtomicUsize::new(0));
    let mut connections = Vec::with_capacity(load.in_flight);
    for _ in 0..load.in_flight {
        connections.push(client.connection().await?);
    }
    let (server_before, own_before, begun) = (server_cpu()?, own_cpu()?, Instant::now());
    let workers: Vec<_> = connections
        .into_iter()
        .map(|mut connection| {
            let (client, next) = (client.clone(), next.clone());
            let (issuances, suffix) = (load.issuances, load.suffix.clone());
            tokio::spawn(async move {
                let mut times = Vec::new();
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= issuances {
                        return anyhow::Ok((times, connection.requests));
                    }
                    times.push(client.issue(&mut connection, &format!("shop{number}.{suffix}")).await?);
                }
            })
        })
        .collect();
    let mut outcome = Outcome {
        issuances: load.issuances,
        requests: 0,
        wall: Duration::ZERO,
        server_cpu: Duration::ZERO,
        own_cpu: Duration::ZERO,
        times: Vec::with_capacity(load.issuances),
    };
    for worker in workers {
        let (times, requests) = worker.await??;
        outcome.times.extend(times);
        outcome.requests += requests;
    }
    outcome.wall = begun.elapsed();
    outcome.server_cpu = server_cpu()? - server_before;
    outcome.own_cpu = own_cpu()? - own_before;
    Ok(outcome)
}

impl Outcome {
    /// Issuances a second.
    pub fn per_second(&self) -> f64 {
        self.issuances as f64 / self.wall.as_secs_f64()
    }

    /// Issuances a second if server and client together kept every processor busy.
    pub fn per_second_on_all(&self) -> Result<f64> {
        let processors = std::thread::available_parallelism()?.get() as f64;
        Ok(processors / (self.server_cpu_each() + self.own_cpu_each()).as_secs_f64())
    }

    /// The server's CPU time for one issuance.
    pub fn server_cpu_each(&self) -> Duration {
        self.server_cpu.div_f64(self.issuances as f64)
    }

    /// The load client's, with the name server and the web server that it runs.
    pub fn own_cpu_each(&self) -> Duration {
        self.own_cpu.div_f64(self.issuances as f64)
    }

    /// Signed requests of one issuance.
    pub fn requests_each(&self) -> f64 {
        self.requests as f64 / self.issuances as f64
    }

    /// Step, median, 99th of a hundred.
    pub fn latencies(&self) -> Vec<(&'static str, Duration, Duration)> {
        let step = |(position, name)| {
            let mut all: Vec<Duration> = self.times.iter().filter_map(|t| t.get(position).copied()).collect();
            all.sort();
            let at = |share: f64| all.get((all.len() as f64 * share) as usize).copied().unwrap_or_default();
            (name, at(0.5), at(0.99))
        };
        STEPS.into_iter().enumerate().map(step).collect()
    }
}
