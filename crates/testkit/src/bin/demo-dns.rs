//! The demonstration's name server: serves zones on the loopback interface and takes records from standard input.
//!
//! `demo-dns [--port N] [--address IP] [--stay] ZONE...` prints its port on the first line. Each input line is one
//! of `TXT host value`, `CNAME host target`, `A host address`, `DEL type host`; each is answered with `ok` or
//! `error ...`. It ends with its input, or stays when told `--stay`. Every name of the zones without an address
//! of its own has 127.0.0.1 (or what `--address` says).

use anyhow::{Context, Result, bail};
use chancery_testkit::DnsZoneServer;
use hickory_proto::rr::RecordType;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::str::FromStr;
use tokio::io::{AsyncBufReadExt, BufReader};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let (mut zones, mut port, mut stay) = (Vec::new(), 0_u16, false);
    let mut address = IpAddr::V4(Ipv4Addr::LOCALHOST);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--port" => port = arguments.next().context("--port wants a number")?.parse()?,
            "--address" => address = arguments.next().context("--address wants an IP address")?.parse()?,
            "--stay" => stay = true,
            zone => zones.push(zone.to_owned()),
        }
    }
    if zones.is_empty() {
        bail!("usage: demo-dns [--port N] [--address IP] [--stay] ZONE...");
    }
    let zones: Vec<&str> = zones.iter().map(String::as_str).collect();
    let server = DnsZoneServer::start_at(SocketAddr::from((Ipv4Addr::LOCALHOST, port)), &zones).await?;
    server.answer_every_address(address);
    println!("{}", server.address().port());
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    while let Some(line) = lines.next_line().await? {
        if line.trim().is_empty() {
            continue;
        }
        match obey(&server, &line) {
            Ok(()) => println!("ok"),
            Err(error) => println!("error {error:#}"),
        }
    }
    if stay {
        std::future::pending::<()>().await;
    }
    Ok(())
}

fn obey(server: &DnsZoneServer, line: &str) -> Result<()> {
    let mut words = line.trim().splitn(3, ' ');
    let (Some(verb), Some(first), Some(second)) = (words.next(), words.next(), words.next()) else {
        bail!("a line has three words");
    };
    match verb {
        "TXT" => server.set_txt(first, &[second.trim_matches('"')]),
        "CNAME" => server.set_cname(first, second),
        "A" | "AAAA" => server.set_addresses(first, &[second.parse().context("not an IP address")?]),
        "DEL" => {
            let record_type =
                RecordType::from_str(first).map_err(|_| anyhow::anyhow!("unknown type {first}"))?;
            server.remove(second, record_type)
        }
        other => bail!("unknown word {other}; known are TXT, CNAME, A, AAAA, DEL"),
    }
}
