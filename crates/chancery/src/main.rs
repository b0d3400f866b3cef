//! The one binary: command line, configuration, wiring.

mod cli;
mod config;
mod serve;
mod wiring;

use clap::Parser;
use std::process::ExitCode;

/// A request makes hundreds of small pieces of memory on several threads; this allocator spends half the time on them.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let arguments = cli::Arguments::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&format!("the runtime could not be started: {error}")),
    };
    match runtime.block_on(cli::run(arguments)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(&format!("{error:#}")),
    }
}

/// One clear line on standard error.
fn failed(text: &str) -> ExitCode {
    eprintln!("chancery: {}", text.replace('\n', "; "));
    ExitCode::FAILURE
}
