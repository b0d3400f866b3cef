//! `cargo xtask tidy` checks the house rules that the compiler cannot; `cargo xtask room NAME` shows where a room lives;
//! `cargo xtask trace` writes which code and which test belong to each rule of the service.

mod finding;
mod room;
mod rules;
mod source;
mod trace;
mod tree;

use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;

const USAGE: &str = "usage: cargo xtask tidy | cargo xtask room NAME | cargo xtask trace [--check]";

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
        ["trace"] => write_trace(root),
        ["trace", "--check"] => check_trace(root),
        _ => anyhow::bail!(USAGE),
    }
}

/// Writes the page and tells what is missing; that the page is written is all that is asked here.
fn write_trace(root: &Path) -> anyhow::Result<ExitCode> {
    let traced = trace::trace(&tree::Tree::read(root)?)?;
    std::fs::write(root.join(trace::PAGE), traced.page).context(trace::PAGE)?;
    for line in &traced.missing {
        eprintln!("{line}");
    }
    eprintln!("trace: wrote {}, {} missing", trace::PAGE, traced.missing.len());
    Ok(ExitCode::SUCCESS)
}

fn check_trace(root: &Path) -> anyhow::Result<ExitCode> {
    let tree = tree::Tree::read(root)?;
    let mut traced = trace::trace(&tree)?;
    if tree.get(trace::PAGE) != Some(traced.page.as_str()) {
        traced.missing.push(format!("{} is not what the tree gives: run `cargo xtask trace`", trace::PAGE));
    }
    for line in &traced.missing {
        eprintln!("{line}");
    }
    eprintln!("trace: {} findings", traced.missing.len());
    Ok(if traced.missing.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
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
