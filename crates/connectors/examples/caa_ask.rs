//! Asks one name server for the CAA records that count for each name and prints the decision: for trying a zone.
//!
//! `cargo run -p chancery-connectors --example caa_ask -- SERVER ISSUER NAME...`

use anyhow::{Context, Result};
use chancery_connectors::validation::{Dnssec, Resolvers};
use chancery_domain::name::Name;
use chancery_domain::validation::caa::{CaaQuestion, CaaRules, decide};
use std::time::Duration;
use tokio::time::Instant;

#[tokio::main]
async fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let server = arguments.next().context("SERVER: address and port of a name server")?.parse()?;
    let issuer = arguments.next().context("ISSUER: the domain that CAA records would name")?;
    let resolvers = Resolvers::new(vec![server], &Dnssec::Off, Duration::from_secs(10))?;
    let identities = [issuer];
    for text in arguments {
        let question = CaaQuestion { name: Name::parse(&text)?, method: "http-01", account_uri: None };
        let started = Instant::now();
        let looks = resolvers.caa(question.name.dns().context("give a DNS name")?).await;
        let took = started.elapsed();
        let rules = CaaRules { identities: &identities, unsigned_failure_permits: false };
        match decide(&question, &looks, &rules) {
            Ok(permit) => println!("permit {text} {:?} in {took:?}", permit.found_at),
            Err(refusal) => println!("deny   {text}: {refusal} in {took:?}"),
        }
    }
    Ok(())
}
