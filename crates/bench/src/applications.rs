//! Applications through the cloud API to issued, on durable SQLite: each is applied for, proved in the DNS (a name
//! server of ours on loopback) and issued. Keys are P-256, so no RSA generation is in the figures.

use crate::client::Client;
use crate::process::{Server, account, own_cpu};
use crate::report::Report;
use anyhow::{Context, Result, bail};
use chancery_testkit::DnsZoneServer;
use futures_util::stream::{self, TryStreamExt};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Instant;

/// Accounts, each with as many applications as its quota of free certificates allows.
const ACCOUNTS: usize = 100;

/// Applications of one account.
const PER_ACCOUNT: usize = 20;

/// Applications in flight.
const IN_FLIGHT: usize = 32;

/// Measures.
pub async fn run(report: &mut Report) -> Result<()> {
    let data = tempfile::tempdir()?;
    let dns = Arc::new(DnsZoneServer::start(&["org"]).await?);
    let settings = [
        format!("validation.dns_servers=[\"{}\"]", dns.address()),
        "validation.dnssec=off".to_owned(),
        "limits.requests_per_second=1000000".to_owned(),
        "limits.burst=1000000".to_owned(),
    ];
    let mut keys = Vec::with_capacity(ACCOUNTS);
    for n in 0..ACCOUNTS {
        keys.push(account(data.path(), &format!("bench-{n}"))?);
    }
    let server = Server::start(data.path(), &settings).await?;
    let http = reqwest::Client::builder().no_proxy().http1_only().build()?;
    let clients: Vec<Client> =
        keys.into_iter().map(|(id, secret)| Client::new(&http, server.http, id, secret)).collect();

    let (server_before, own_before, begun) = (server.cpu()?, own_cpu()?, Instant::now());
    let all =
        clients.iter().enumerate().flat_map(|(a, client)| (0..PER_ACCOUNT).map(move |n| (a, n, client)));
    stream::iter(all.map(Ok::<_, anyhow::Error>))
        .try_for_each_concurrent(IN_FLIGHT, |(a, n, client)| {
            let dns = dns.clone();
            // Each application has a primary domain of its own: names under one share the place of their proof.
            async move { one(client, &dns, &format!("shop{n}-{a}.org")).await }
        })
        .await?;
    let seconds = begun.elapsed().as_secs_f64();
    let issued = (ACCOUNTS * PER_ACCOUNT) as f64;
    let server_ms = (server.cpu()? - server_before).as_secs_f64() * 1_000.0 / issued;
    let own_ms = (own_cpu()? - own_before).as_secs_f64() * 1_000.0 / issued;
    report.fact("applications to issued, durable SQLite", &format!("{:.0}/s", issued / seconds));
    report.fact("  server CPU per issued certificate", &format!("{server_ms:.2} ms"));
    report.fact("  client and name server CPU per issued certificate", &format!("{own_ms:.2} ms"));
    let both = server_ms + own_ms;
    report.goal("  CPU on both sides of the wire", &format!("{both:.2} ms"), "<= 4 ms", both <= 4.0);
    report.fact("  server memory afterwards", &format!("{:.0} MB", server.memory_mb()?));
    Ok(())
}

async fn one(client: &Client, dns: &DnsZoneServer, name: &str) -> Result<()> {
    let input = json!({"DomainName": name, "DvAuthMethod": "DNS", "CsrEncryptAlgo": "ECC", "CsrKeyParameter": "prime256v1"});
    let id = client.call("ApplyCertificate", &input).await?;
    let id = id.get("CertificateId").and_then(Value::as_str).context("CertificateId")?.to_owned();
    let by_id = json!({"CertificateId": id});
    let described = client.call("DescribeCertificate", &by_id).await?;
    let proofs = described.pointer("/DvAuthDetail/DvAuths").and_then(Value::as_array).context("DvAuths")?;
    for proof in proofs {
        let text = |member: &str| proof.get(member).and_then(Value::as_str).context("DvAuths");
        dns.set_txt(text("DvAuthKey")?, &[text("DvAuthValue")?])?;
    }
    client.call("CompleteCertificate", &by_id).await?;
    let described = client.call("DescribeCertificate", &by_id).await?;
    if described.get("Status").and_then(Value::as_u64) != Some(1) {
        bail!("{name} was not issued: {described}");
    }
    Ok(())
}
