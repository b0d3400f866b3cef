//! `chancery ca`: the authorities' own certificates and keys. Every command works while the service runs; it takes a
//! change over within a second.

mod cross_sign;
mod export;
mod import;
mod init;
mod list;
mod revoke;
mod rotate;

use super::Place;
use anyhow::Result;
use clap::{Args, Subcommand};

/// What to do with the authorities.
#[derive(Subcommand)]
pub enum Command {
    /// Make or import the authorities that the hierarchy file names and the register does not have.
    Init(Common),
    /// List the authorities with stage, key and validity.
    List(Common),
    /// Put a fresh key and certificate in an issuing authority's place; the one before goes on answering.
    Rotate(rotate::Arguments),
    /// Sign another certificate for an authority by another root; it shows as a further chain.
    CrossSign(cross_sign::Arguments),
    /// Take over an authority that was made elsewhere: certificate and key.
    Import(import::Arguments),
    /// Print an authority's certificate in PEM.
    Export(export::Arguments),
    /// Revoke a certificate that was issued here.
    Revoke(revoke::Arguments),
}

/// Which data, and how to print.
#[derive(Args)]
pub struct Common {
    #[command(flatten)]
    place: Place,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub async fn run(command: Command) -> Result<()> {
    match command {
        Command::Init(common) => init::run(common).await,
        Command::List(common) => list::run(&common).await,
        Command::Rotate(arguments) => rotate::run(&arguments).await,
        Command::CrossSign(arguments) => cross_sign::run(&arguments).await,
        Command::Import(arguments) => import::run(&arguments).await,
        Command::Export(arguments) => export::run(&arguments).await,
        Command::Revoke(arguments) => revoke::run(&arguments).await,
    }
}
