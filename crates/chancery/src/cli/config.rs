//! `chancery config`: checks and shows the effective configuration.

use super::Place;
use crate::config::Config;
use crate::wiring::{catalogue, desk, guide, hierarchy, key_rules, policy, profiles};
use anyhow::{Context, Result};
use clap::Subcommand;

/// What to do with the configuration.
#[derive(Subcommand)]
pub enum Command {
    /// Check every key and every data file that the configuration names.
    Check(Place),
    /// Print the effective configuration, secrets hidden.
    Show {
        #[command(flatten)]
        place: Place,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
}

/// Runs the command.
pub fn run(command: Command) -> Result<()> {
    match command {
        Command::Check(place) => {
            let config = place.read()?;
            key_rules(&config, &policy(&config)?)?;
            hierarchy(&config, &catalogue(&config)?)?;
            profiles(&config)?;
            guide(&config)?;
            desk(&config)?;
            println!("the configuration is good");
            Ok(())
        }
        Command::Show { place, json } => {
            let config = hidden(place.read()?);
            if json {
                return super::output::json(&serde_json::to_value(&config)?);
            }
            print!("{}", toml::to_string(&config).context("the configuration cannot be printed")?);
            Ok(())
        }
    }
}

/// The configuration without the password that a database URL may hold.
fn hidden(mut config: Config) -> Config {
    if let Some((scheme, rest)) = config.database.url.split_once("://")
        && let Some((_, host)) = rest.rsplit_once('@')
    {
        config.database.url = format!("{scheme}://***@{host}");
    }
    config
}
