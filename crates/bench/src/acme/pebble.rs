//! The same load on Debian's Pebble, in memory, with its validation switched off.
//!
//! Pebble 2.4 locks itself up under such a load on several processors, so it is given one; what it would reach on all of
//! them is told from the CPU time that it and the client used.

use super::client::Client;
use super::crowd::{self, Load, Outcome};
use crate::process::{cpu_of, free_address, own_cpu};
use anyhow::{Context, Result, bail};
use serde_json::json;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

struct Stopped(Child);

impl Drop for Stopped {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// One run may take so long before it counts as locked up.
const RUN_MAX: Duration = Duration::from_secs(60);

/// Runs that may lock up.
const TRIES: usize = 3;

/// Measures at 64 in flight; nothing when `pebble` is not installed.
pub async fn measure() -> Result<Option<Outcome>> {
    for _ in 0..TRIES {
        if let Ok(outcome) = tokio::time::timeout(RUN_MAX, once()).await {
            return outcome;
        }
        eprintln!("Pebble stopped answering; once more");
    }
    bail!("Pebble stopped answering in every run")
}

async fn once() -> Result<Option<Outcome>> {
    let folder = tempfile::tempdir()?;
    let (key, certificate) = (folder.path().join("key.pem"), folder.path().join("certificate.pem"));
    let made = Command::new("openssl")
        .args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            "1",
        ])
        .args(["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"])
        .arg("-keyout")
        .arg(&key)
        .arg("-out")
        .arg(&certificate)
        .output()
        .context("openssl")?;
    if !made.status.success() {
        bail!("openssl: {}", String::from_utf8_lossy(&made.stderr));
    }
    let (listen, management) = (free_address()?, free_address()?);
    let config = json!({"pebble": {
        "listenAddress": listen.to_string(), "managementListenAddress": management.to_string(),
        "certificate": certificate, "privateKey": key, "httpPort": 5002, "tlsPort": 5001,
        "ocspResponderURL": "", "externalAccountBindingRequired": false}});
    let path = folder.path().join("pebble.json");
    std::fs::write(&path, config.to_string())?;
    let child = Command::new("pebble")
        .arg("-config")
        .arg(&path)
        .envs([
            ("PEBBLE_VA_ALWAYS_VALID", "1"),
            ("PEBBLE_VA_NOSLEEP", "1"),
            ("PEBBLE_WFE_NONCEREJECT", "0"),
            ("PEBBLE_AUTHZREUSE", "0"),
            // On several processors Pebble 2.4 locks itself up within a second of such a load.
            ("GOMAXPROCS", "1"),
        ])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let Ok(child) = child else { return Ok(None) };
    let child = Stopped(child);
    let begun = Instant::now();
    let client = loop {
        match Client::new(listen, "/dir").await {
            Ok(client) => break client,
            Err(error) if begun.elapsed() > Duration::from_secs(20) => return Err(error),
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    };
    let load = Load { in_flight: 64, issuances: 3_000, suffix: "peer.org".to_owned() };
    let process = child.0.id().to_string();
    let outcome = crowd::drive(&client, &load, || cpu_of(&process), own_cpu).await?;
    Ok(Some(outcome))
}
