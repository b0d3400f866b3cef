//! `chancery lint`: holds certificates, revocation lists and OCSP responses of any maker against the same rules that
//! stand before this service's own signatures.

use super::output;
use anyhow::{Context as _, Result, bail, ensure};
use chancery_domain::policy::Policy;
use chancery_domain::time::Timestamp;
use chancery_pki::lint::document::{Kind, document, issuer_among, signed_at};
use chancery_pki::lint::{Context, Finding, Trust, errors};
use chancery_pki::pem_text;
use clap::Args;
use serde_json::json;
use std::path::PathBuf;

/// Lint documents.
#[derive(Args)]
pub struct Arguments {
    /// A PEM file with one or more documents, or a DER file.
    file: PathBuf,
    /// What the documents are, when their outline does not tell: leaf, authority, responder, revocation-list, ocsp-response.
    #[arg(long, value_parser = kind)]
    kind: Option<Kind>,
    /// The rules of a private hierarchy instead of those for public trust.
    #[arg(long)]
    private: bool,
    /// The moment of the signature, which chooses the dated rules: YYYY-MM-DD; what the document says if not given.
    #[arg(long, value_name = "DATE", value_parser = date)]
    issued_at: Option<Timestamp>,
    /// A policy file instead of the compiled-in one.
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

fn kind(text: &str) -> Result<Kind, String> {
    let words = || Kind::ALL.map(Kind::code).join(", ");
    Kind::from_code(text).ok_or_else(|| format!("choose one of {}", words()))
}

fn date(text: &str) -> Result<Timestamp, String> {
    Timestamp::from_utc_date(text).ok_or_else(|| "write the date as 2026-03-15".to_owned())
}

/// One document of the file.
struct Document {
    /// PEM label, or `DER`.
    label: String,
    der: Vec<u8>,
    kind: Option<Kind>,
}

/// Runs the command; an error finding makes it fail.
pub fn run(arguments: &Arguments) -> Result<()> {
    let policy = match &arguments.policy {
        None => Policy::compiled_in()?,
        Some(path) => {
            let shown = path.display().to_string();
            let text = std::fs::read_to_string(path).with_context(|| format!("{shown} cannot be read"))?;
            Policy::parse(&shown, &text)?
        }
    };
    let documents = read(arguments)?;
    let mut judged = Vec::with_capacity(documents.len());
    for (index, one) in documents.iter().enumerate() {
        let Some(kind) = one.kind else {
            bail!("document {} is no certificate, revocation list or OCSP response", index + 1)
        };
        // Without a time of its own a document is held against the newest rules.
        let issued_at =
            arguments.issued_at.or_else(|| signed_at(&one.der, kind)).unwrap_or(Timestamp::FOREVER);
        let trust = if arguments.private { Trust::Private } else { Trust::Public };
        let issuer = issuer_among(&one.der, kind, documents.iter().map(|other| other.der.as_slice()));
        judged.push((kind, document(&one.der, kind, &Context { trust, issued_at, policy: &policy, issuer })));
    }
    let count: usize = judged.iter().map(|(_, findings)| errors(findings).count()).sum();
    if arguments.json {
        let rows = judged.iter().zip(&documents).map(|((kind, findings), one)| {
            json!({"kind": kind.code(), "label": one.label, "findings": findings.iter().map(row).collect::<Vec<_>>()})
        });
        output::json(&json!({"documents": rows.collect::<Vec<_>>(), "errors": count}))?;
    } else {
        for (index, (kind, findings)) in judged.iter().enumerate() {
            println!("document {} ({}): {}", index + 1, kind.code(), summary(findings));
            for finding in findings {
                println!("  {finding}");
            }
        }
    }
    ensure!(count == 0, "{count} errors found in {}", arguments.file.display());
    Ok(())
}

fn read(arguments: &Arguments) -> Result<Vec<Document>> {
    let shown = arguments.file.display();
    let bytes = std::fs::read(&arguments.file).with_context(|| format!("{shown} cannot be read"))?;
    let with_kind = |label: &str, der: &[u8]| Document {
        label: label.to_owned(),
        der: der.to_vec(),
        kind: arguments.kind.or_else(|| Kind::of(der)),
    };
    let text = std::str::from_utf8(&bytes).ok().filter(|text| text.contains("-----BEGIN"));
    let Some(text) = text else { return Ok(vec![with_kind("DER", &bytes)]) };
    let blocks = pem_text::read(text).with_context(|| format!("{shown} is no PEM text"))?;
    let documents: Vec<Document> = blocks
        .iter()
        .filter(|block| !block.label.ends_with("PRIVATE KEY"))
        .map(|block| with_kind(&block.label, &block.der))
        .collect();
    ensure!(
        !documents.is_empty(),
        "{shown} holds no document; give a certificate, a revocation list or an OCSP response"
    );
    Ok(documents)
}

fn row(finding: &Finding) -> serde_json::Value {
    json!({"rule": finding.rule, "clause": finding.clause, "level": finding.level.code(), "detail": finding.detail})
}

fn summary(findings: &[Finding]) -> String {
    if findings.is_empty() {
        return "nothing found".to_owned();
    }
    let found = errors(findings).count();
    format!("{found} errors, {} other findings", findings.len() - found)
}
