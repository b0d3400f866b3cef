//! The command line: operators' commands work on the data folder, tenants' commands speak to the cloud API.

mod account;
mod benefit;
mod ca;
mod cert;
mod client;
mod config;
mod csr;
mod eab;
mod key;
mod lint;
mod log;
mod order;
mod output;
mod perspective;
mod review;
mod organization;
mod profile;

use crate::config::Config;
use crate::serve::serve;
use anyhow::Result;
use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

/// Chancery: a self-hosted SSL certificate service.
#[derive(Parser)]
#[command(name = "chancery", version, about, max_term_width = 100)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run the service.
    Serve(Place),
    /// Operator: accounts.
    #[command(subcommand)]
    Account(account::Command),
    /// Operator: API keys.
    #[command(subcommand)]
    Key(key::Command),
    /// Operator: the certificate authorities.
    #[command(subcommand)]
    Ca(ca::Command),
    /// Operator: external account bindings for ACME clients.
    #[command(subcommand)]
    Eab(eab::Command),
    /// Operator: orders.
    #[command(subcommand)]
    Order(order::Command),
    /// Operator: benefit points, and extra places for free certificates.
    #[command(subcommand)]
    Benefit(benefit::Command),
    /// Operator: the configuration.
    #[command(subcommand)]
    Config(config::Command),
    /// Operator: organisation profiles.
    #[command(subcommand)]
    Organization(organization::Command),
    /// Operator: the operation log.
    #[command(subcommand)]
    Log(log::Command),
    /// Operator: the reviewers' queue.
    #[command(subcommand)]
    Review(review::Command),
    /// Lint certificates, revocation lists and OCSP responses.
    Lint(lint::Arguments),
    /// Run a remote perspective for the validation of names: looks as coordinators ask, keeps nothing.
    Perspective(perspective::Arguments),
    /// Tenant: certificates, over the cloud API.
    Cert(cert::Arguments),
    /// Tenant: CSR management, over the cloud API.
    Csr(csr::Arguments),
    /// Tenant: organisation profiles, over the cloud API.
    Profile(profile::Arguments),
}

/// Which configuration and which data; the same for every command that touches data.
#[derive(Args, Clone)]
pub struct Place {
    /// Configuration file; ./chancery.toml if that is there.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Data folder; wins over the configuration's.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Set a key of the configuration.
    #[arg(long, value_name = "KEY=VALUE")]
    set: Vec<String>,
}

impl Place {
    /// The effective configuration.
    fn read(&self) -> Result<Config> {
        Ok(Config::read(self.config.as_deref(), self.data.as_deref(), std::env::vars(), &self.set)?)
    }
}

/// Runs the command.
pub async fn run(arguments: Arguments) -> Result<()> {
    match arguments.command {
        Command::Serve(place) => serve(place.read()?).await,
        Command::Account(command) => account::run(command).await,
        Command::Key(command) => key::run(command).await,
        Command::Eab(command) => eab::run(command).await,
        Command::Ca(command) => ca::run(command).await,
        Command::Order(command) => order::run(command).await,
        Command::Benefit(command) => benefit::run(command).await,
        Command::Config(command) => config::run(command),
        Command::Log(command) => log::run(command).await,
        Command::Review(command) => review::run(command).await,
        Command::Lint(arguments) => lint::run(&arguments),
        Command::Perspective(arguments) => perspective::run(arguments).await,
        Command::Cert(arguments) => cert::run(arguments).await,
        Command::Csr(arguments) => csr::run(arguments).await,
        Command::Organization(command) => organization::run(command).await,
        Command::Profile(arguments) => profile::run(arguments).await,
    }
}
