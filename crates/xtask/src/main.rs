//! `cargo xtask tidy` checks the house rules that the compiler cannot; `cargo xtask room NAME` shows where a room lives.

mod finding;
mod room;
mod rules;
mod source;
mod tree;

use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;

const USAGE: &str = "usage: cargo xtask tidy | cargo xtask room NAME";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments.iter().map(String::as_str).collect::<Vec<_>>()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::from(2)
        }
    }
}

fn run(arguments: &[&str]) -> anyhow::Result<ExitCode> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .context("the crate lies two folders below the root of the repository")?;
    match arguments {
        ["tidy"] => {
            let findings = rules::check(&tree::Tree::read(root)?);
            for finding in &findings {
                eprintln!("{finding}");
            }
            if findings.is_empty() {
                eprintln!("tidy: no findings");
                return Ok(ExitCode::SUCCESS);
            }
            eprintln!("tidy: {} findings", findings.len());
            Ok(ExitCode::FAILURE)
        }
        ["room", name] => {
            let lines = room::list(&tree::Tree::read(root)?, name);
            anyhow::ensure!(!lines.is_empty(), "no floor has a room `{name}`");
            print_lines(&lines)
        }
        _ => anyhow::bail!(USAGE),
    }
}

fn print_lines(lines: &[String]) -> anyhow::Result<ExitCode> {
    use std::io::Write;
    let mut out = std::io::stdout().lock();
    for line in lines {
        // A reader such as `head` may close the pipe early; that is no failure.
        if writeln!(out, "{line}").is_err() {
            break;
        }
    }
    Ok(ExitCode::SUCCESS)
}
