//! A Certificate Transparency log as a process (RFC 6962), for tests that are not written in Rust.
//!
//! `ct-log NOW` with the present moment in milliseconds since 1970 prints one line of JSON with `url` and `public_key`
//! (base64). Each input line tells it how to behave from then on and is answered with `ok` or `error ...`: `good`,
//! `status 503`, `delay MILLISECONDS`, `bad-signature`, `other-entry`; `count` is answered with the numbers of
//! submissions and of entries. It ends with its input.

use anyhow::{Context, Result, bail};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chancery_testkit::{CtLog, Fault};
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, BufReader};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let now = std::env::args().nth(1).context("usage: ct-log MILLISECONDS_SINCE_1970")?.parse()?;
    let log = CtLog::start(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), now).await?;
    let about = serde_json::json!({ "url": log.url(), "public_key": STANDARD.encode(log.public_key_der()) });
    println!("{about}");
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    while let Some(line) = lines.next_line().await? {
        match obey(&log, line.trim()) {
            Ok(answer) => println!("{answer}"),
            Err(error) => println!("error {error:#}"),
        }
    }
    Ok(())
}

fn obey(log: &CtLog, line: &str) -> Result<String> {
    let (verb, number) = line.split_once(' ').unwrap_or((line, ""));
    let fault = match verb {
        "good" => Fault::None,
        "status" => Fault::Status(number.parse().context("status wants a number")?),
        "delay" => Fault::Delay(Duration::from_millis(number.parse().context("delay wants milliseconds")?)),
        "bad-signature" => Fault::BadSignature,
        "other-entry" => Fault::OtherEntry,
        "count" => return Ok(format!("{} {}", log.submissions(), log.entries())),
        _ => bail!("no such word"),
    };
    log.behave(fault);
    Ok("ok".to_owned())
}
