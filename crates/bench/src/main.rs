//! `./dev bench`: what the service does per second and per certificate, beside what the machine's cryptography allows.
//!
//! Every figure is a ratio to something measured in the same run, or CPU time, so that it means something on another
//! machine. Nothing here fails by its time; a goal that is missed is marked.

mod acme;
mod applications;
mod authority;
mod client;
mod due;
mod list;
mod ocsp;
mod process;
mod report;
mod search;
mod sign;
mod sweep;
mod tenants;
mod world;

use anyhow::Result;
use report::Report;

#[tokio::main]
async fn main() -> Result<()> {
    // The HTTP client wants to be told which cryptography TLS would use, even though it only speaks plain HTTP here.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let only: Vec<String> = std::env::args().skip(1).collect();
    let wanted = |name: &str| only.is_empty() || only.iter().any(|o| o == name);
    let mut report = Report::default();
    if wanted("authority") {
        authority::run(&mut report)?;
    }
    if wanted("applications") {
        applications::run(&mut report).await?;
    }
    if wanted("list") {
        list::run(&mut report).await?;
    }
    if wanted("search") || wanted("search-sqlite") {
        search::sqlite(&mut report).await?;
    }
    if wanted("search") || wanted("search-postgres") {
        search::postgres(&mut report).await?;
    }
    if wanted("sweep") {
        sweep::run(&mut report).await?;
    }
    if wanted("sign") {
        sign::run(&mut report).await?;
    }
    if wanted("ocsp") {
        ocsp::run(&mut report).await?;
    }
    if wanted("acme") {
        acme::run(&mut report).await?;
    }
    // Two minutes of its own: only when it is asked for.
    if only.iter().any(|o| o == "acme-memory") {
        acme::memory(&mut report).await?;
    }
    if only.iter().any(|o| o == "acme-peer") {
        acme::peer(&mut report).await?;
    }
    report.print();
    Ok(())
}
