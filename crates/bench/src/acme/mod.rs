//! Full ACME issuances against the release server on durable SQLite: newOrder, authorization, http-01 answered on
//! loopback, finalize with a fresh P-256 CSR, download. Beside it the crypto floor of one issuance and, where Debian's
//! `pebble` is installed, the same load on Pebble with its validation switched off.

mod any_server;
mod client;
mod crowd;
mod filled;
mod floor;
mod jose;
mod outside;
mod pebble;

use crate::process::{Server, own_cpu};
use crate::report::Report;
use anyhow::{Context, Result};
use client::Client;
use crowd::{Load, Outcome};
use outside::Outside;
use std::time::Duration;

/// Issuances in flight, one row of the report each.
const IN_FLIGHT: [usize; 3] = [1, 16, 64];

/// Issuances of one row.
const ISSUANCES: [usize; 3] = [300, 2_000, 6_000];

/// Issuances after which the memory is looked at.
const MANY: usize = 100_000;

/// Rows already in the register for the comparison with an empty one.
const FILLED: u64 = 1_000_000;

/// Measures.
pub async fn run(report: &mut Report) -> Result<()> {
    let floor = floor::measure()?;
    report.fact("crypto: P-256 signature check", &microseconds(floor.verify));
    report.fact("crypto: P-256 signature", &microseconds(floor.sign));

    let data = tempfile::tempdir()?;
    let fresh = measure(report, data.path(), &floor).await?;
    let peer = pebble::measure().await?;
    match &peer {
        Some(peer) => {
            pebble_facts(report, peer)?;
            let ratio = fresh.per_second() / peer.per_second_on_all()?;
            report.goal(
                "  issuances, ratio to Pebble on all processors",
                &format!("{ratio:.2}"),
                ">= 1.25",
                ratio >= 1.25,
            );
        }
        None => report.fact("Pebble", "not installed"),
    }

    filled::fill(data.path(), FILLED).await?;
    let full = measure(report, data.path(), &floor).await?;
    let ratio = full.server_cpu_each().as_secs_f64() / fresh.server_cpu_each().as_secs_f64();
    report.goal(
        "  CPU per issuance, 1 million certificates / none",
        &format!("{ratio:.2}"),
        "<= 1.10",
        ratio <= 1.10,
    );
    Ok(())
}

/// Pebble alone, to see that the load client is well.
pub async fn peer(report: &mut Report) -> Result<()> {
    let peer = pebble::measure().await?.context("pebble is not installed")?;
    pebble_facts(report, &peer)
}

fn pebble_facts(report: &mut Report, peer: &Outcome) -> Result<()> {
    report
        .fact("Pebble, validation off, one processor, 64 in flight", &format!("{:.0}/s", peer.per_second()));
    report.fact("  its CPU per issuance", &milliseconds(peer.server_cpu_each()));
    report.fact("  the client's CPU per issuance", &milliseconds(peer.own_cpu_each()));
    report.fact("  on all processors, from CPU time", &format!("{:.0}/s", peer.per_second_on_all()?));
    Ok(())
}

/// Memory of the server after many issuances.
pub async fn memory(report: &mut Report) -> Result<()> {
    let data = tempfile::tempdir()?;
    let outside = Outside::start().await?;
    let server = Server::start(data.path(), &settings(&outside)).await?;
    let client = Client::new(server.https, "/acme/directory").await?;
    outside.answer_for(client.thumbprint());
    let load = Load { in_flight: 64, issuances: MANY, suffix: "many.org".to_owned() };
    let outcome = crowd::drive(&client, &load, || server.cpu(), own_cpu).await?;
    report.fact(
        &format!("ACME issuances, {MANY} in a row, 64 in flight"),
        &format!("{:.0}/s", outcome.per_second()),
    );
    let memory = server.memory_mb()?;
    report.goal("  server memory afterwards", &format!("{memory:.0} MB"), "< 150 MB", memory < 150.0);
    Ok(())
}

fn settings(outside: &Outside) -> [String; 4] {
    [
        format!("validation.dns_servers=[\"{}\"]", outside.dns),
        "validation.dnssec=off".to_owned(),
        "validation.allow_private_addresses=true".to_owned(),
        format!("validation.http_port={}", outside.http.port()),
    ]
}

/// All rows of one server; the last is returned.
async fn measure(report: &mut Report, data: &std::path::Path, floor: &floor::Floor) -> Result<Outcome> {
    let outside = Outside::start().await?;
    let settings = settings(&outside);
    // The very first start makes the authority; it is the second that a restart looks like.
    drop(Server::start(data, &settings).await?);
    let server = Server::start(data, &settings).await?;
    let first = format!("{:.0} ms", server.first_answer.as_secs_f64() * 1_000.0);
    report.goal(
        "start to first answer",
        &first,
        "< 300 ms",
        server.first_answer < Duration::from_millis(300),
    );
    let client = Client::new(server.https, "/acme/directory").await?;
    outside.answer_for(client.thumbprint());
    let mut last = None;
    for (in_flight, issuances) in IN_FLIGHT.into_iter().zip(ISSUANCES) {
        let load = Load { in_flight, issuances, suffix: format!("f{in_flight}.org") };
        let outcome = crowd::drive(&client, &load, || server.cpu(), own_cpu).await?;
        describe(report, &outcome, in_flight, floor);
        last = Some(outcome);
    }
    report.fact("  server memory afterwards", &format!("{:.0} MB", server.memory_mb()?));
    last.context("no row was measured")
}

fn describe(report: &mut Report, outcome: &Outcome, in_flight: usize, floor: &floor::Floor) {
    let title = format!("ACME issuances, {in_flight} in flight, real http-01, durable");
    report.fact(&title, &format!("{:.0}/s", outcome.per_second()));
    for (step, p50, p99) in outcome.latencies() {
        let both = format!("{} / {}", milliseconds(p50), milliseconds(p99));
        report.fact(&format!("  {step}, p50 / p99"), &both);
    }
    report.fact("  client, name server and web server CPU each", &milliseconds(outcome.own_cpu_each()));
    let each = outcome.server_cpu_each();
    // Every request that is signed, the CSR, and the certificate itself.
    let lowest = floor.verify.mul_f64(outcome.requests_each() + 1.0) + floor.sign;
    report.fact(
        "  crypto floor each",
        &format!("{} ({:.1} requests)", milliseconds(lowest), outcome.requests_each()),
    );
    let ratio = each.as_secs_f64() / lowest.as_secs_f64();
    let value = format!("{} = {ratio:.2}", milliseconds(each));
    report.goal("  server CPU each, ratio to the floor", &value, "<= 2", ratio <= 2.0);
}

fn microseconds(time: Duration) -> String {
    format!("{:.1} us", time.as_secs_f64() * 1e6)
}

fn milliseconds(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1e3)
}
