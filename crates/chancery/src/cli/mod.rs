//! The command line: operators' commands work on the data folder, tenants' commands speak to the cloud API.

mod account;
mod applicant;
mod benefit;
mod balance;
mod ca;
mod cert;
mod client;
mod config;
mod csr;
mod discount;
mod eab;
mod gift_card;
mod key;
mod ledger;
mod lint;
mod log;
mod noted;
mod order;
mod output;
mod perspective;
mod review;
mod organization;
mod profile;
mod voucher;
mod wallet;

use crate::config::Config;
use crate::serve::serve;
use anyhow::{Context, Result};
use chancery_domain::time::Timestamp;
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
    /// Operator: balances of accounts.
    #[command(subcommand)]
    Balance(balance::Command),
    /// Operator: vouchers.
    #[command(subcommand)]
    Voucher(voucher::Command),
    /// Operator: gift cards.
    #[command(subcommand)]
    GiftCard(gift_card::Command),
    /// Operator: discounts of accounts.
    #[command(subcommand)]
    Discount(discount::Command),
    /// Operator: the double-entry ledger.
    #[command(subcommand)]
    Ledger(ledger::Command),
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
    /// Tenant: balances, movements, vouchers and gift cards, over the cloud API.
    Wallet(wallet::Arguments),
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

/// The first moment after a day that is written as `YYYY-MM-DD`, in UTC.
fn last_day(text: &str) -> Result<Timestamp> {
    let day = Timestamp::from_utc_date(text);
    Ok(day.with_context(|| format!("--until: {text} is no day; write YYYY-MM-DD"))?.plus_days(1))
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
        Command::Balance(command) => balance::run(command).await,
        Command::Voucher(command) => voucher::run(command).await,
        Command::GiftCard(command) => gift_card::run(command).await,
        Command::Discount(command) => discount::run(command).await,
        Command::Ledger(command) => ledger::run(command).await,
        Command::Wallet(arguments) => wallet::run(arguments).await,
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
