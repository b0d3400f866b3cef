//! `chancery ca export`: certificates only; keys stay where they are.

use crate::cli::Place;
use crate::cli::key::plain;
use crate::cli::output;
use crate::wiring::open_founding;
use anyhow::Result;
use chancery_app::authority::chain_pem;
use clap::Args;
use serde_json::json;

/// Export an authority's certificate.
#[derive(Args)]
pub struct Arguments {
    /// The authority's id.
    issuer: String,
    /// With the certificates above it, the root last.
    #[arg(long)]
    chain: bool,
    #[command(flatten)]
    place: Place,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Prints PEM.
pub async fn run(arguments: &Arguments) -> Result<()> {
    let (_, founding) = open_founding(&arguments.place.read()?).await?;
    let pem = chain_pem(&founding, &arguments.issuer, arguments.chain).await.map_err(plain)?;
    if arguments.json {
        return output::json(&json!({"id": arguments.issuer, "pem": pem}));
    }
    print!("{pem}");
    Ok(())
}
