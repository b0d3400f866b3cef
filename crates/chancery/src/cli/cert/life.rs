//! The life after the first issue over the cloud API: reissue (J), renewal (K1, K2), automatic renewal (K4), revocation
//! (I1, I2), muted reminders (M3).

use super::arguments::{KeyKind, Proof};
use crate::cli::client::Client;
use crate::cli::output::{self, text};
use anyhow::{Context, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use clap::{Args, Subcommand};
use serde_json::{Map, Value, json};
use std::env;
use std::path::PathBuf;

/// What can be said about the life of a certificate.
#[derive(Subcommand)]
pub(super) enum Command {
    /// Reissue a certificate: the same names until the same day, under another key.
    Reissue {
        /// The certificate's id.
        id: String,
        /// How to prove the names.
        #[arg(long, value_enum, default_value_t = Proof::Dns)]
        method: Proof,
        #[command(flatten)]
        key: NewKey,
        /// Use the CSR of the certificate again, and so its key.
        #[arg(long, conflicts_with_all = ["key", "csr", "password_from"])]
        same_csr: bool,
        /// Why.
        #[arg(long, default_value = "")]
        reason: String,
    },
    /// Renew a paid certificate in its last days.
    Renew {
        /// The certificate's id.
        id: String,
        /// Years.
        #[arg(long, default_value_t = 1)]
        years: u64,
        #[command(flatten)]
        key: NewKey,
        /// Pay with points of these packages, in this order.
        #[arg(long, value_delimiter = ',', value_name = "PACKAGE")]
        points_of: Vec<String>,
    },
    /// Ask for a revocation, which cannot be taken back, and show what it waits for.
    Revoke {
        /// The certificate's id.
        id: String,
        /// Why; a word of RFC 5280 such as keyCompromise also stands in the list.
        #[arg(long, default_value = "")]
        reason: String,
    },
    /// Upload the signed and sealed letter of a revocation; `cert letter` makes it.
    UploadRevokeLetter {
        /// The certificate's id.
        id: String,
        /// The scan.
        file: PathBuf,
    },
    /// Be told no more of the ends of certificates.
    Ignore {
        /// Ids of certificates.
        #[arg(required = true)]
        ids: Vec<String>,
        /// Be told again.
        #[arg(long)]
        off: bool,
    },
    /// Switch automatic renewal.
    AutoRenew {
        /// Ids of certificates.
        #[arg(required = true)]
        ids: Vec<String>,
        /// Switch it off.
        #[arg(long)]
        off: bool,
    },
}

/// Where the key comes from.
#[derive(Args)]
pub(super) struct NewKey {
    /// Key kind; the product's first by default.
    #[arg(long, value_enum, conflicts_with = "csr")]
    key: Option<KeyKind>,
    /// Use this CSR instead of making a key (PEM file).
    #[arg(long, value_name = "FILE")]
    csr: Option<PathBuf>,
    /// Environment variable that holds a password for the key.
    #[arg(long, value_name = "VARIABLE", conflicts_with = "csr")]
    password_from: Option<String>,
}

impl NewKey {
    /// The CSR's text, if one was named.
    fn csr(&self) -> Result<Option<String>> {
        let read = |path: &PathBuf| {
            std::fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))
        };
        self.csr.as_ref().map(read).transpose()
    }

    fn password(&self) -> Result<Option<String>> {
        let read = |variable: &String| {
            env::var(variable).with_context(|| format!("the environment has no variable {variable}"))
        };
        self.password_from.as_ref().map(read).transpose()
    }
}

/// Runs the command.
pub(super) async fn run(client: &Client, command: Command, json_wanted: bool) -> Result<()> {
    let (action, input) = request(&command)?;
    let answer = client.call(action, &Value::Object(input)).await?;
    if json_wanted {
        return output::json(&answer);
    }
    match command {
        Command::Reissue { id, .. } => println!("{id} is reissued as {}", text(&answer, "CertificateId")),
        Command::Renew { id, .. } => println!(
            "{id} is renewed as {}, order {}",
            text(&answer, "CertificateId"),
            text(&answer, "DealId")
        ),
        Command::AutoRenew { off: false, .. } => println!("automatic renewal: on"),
        Command::AutoRenew { .. } => println!("automatic renewal: off"),
        Command::Revoke { id, .. } => {
            println!("the revocation of {id} is asked for; `chancery cert show {id}` tells its status");
            for proof in output::items(&answer, "RevokeDomainValidateAuths") {
                let part = |member| text(proof, member);
                let (path, key) = (part("DomainValidateAuthPath"), part("DomainValidateAuthKey"));
                let (host, value) = (part("DomainValidateAuthDomain"), part("DomainValidateAuthValue"));
                match path.as_str() {
                    "" => println!("publish:  {key}  {value}"),
                    path => println!("publish:  http://{host}{path}{key}  {value}"),
                }
            }
        }
        Command::UploadRevokeLetter { id, .. } => println!("the letter of {id} is uploaded"),
        Command::Ignore { off: false, .. } => println!("reminders: off"),
        Command::Ignore { .. } => println!("reminders: on"),
    }
    Ok(())
}

/// Action and parameters.
fn request(command: &Command) -> Result<(&'static str, Map<String, Value>)> {
    let mut input = Map::new();
    let mut put = |name: &str, value: Value| {
        input.insert(name.to_owned(), value);
    };
    let action = match command {
        Command::Reissue { id, method, key, same_csr, reason } => {
            put("CertificateId", json!(id));
            put("ValidType", json!(if *method == Proof::File { "FILE" } else { "DNS" }));
            put("Reason", json!(reason));
            match key.csr()? {
                _ if *same_csr => put("CsrType", json!("original")),
                Some(csr) => {
                    put("CsrType", json!("upload"));
                    put("CsrContent", json!(csr));
                }
                None => {
                    put("CsrType", json!("online"));
                    if let Some((algorithm, parameter)) = key.key.map(KeyKind::cloud) {
                        put("CertCSREncryptAlgo", json!(algorithm));
                        put("CertCSRKeyParameter", json!(parameter));
                    }
                }
            }
            if let Some(password) = key.password()? {
                put("CsrkeyPassword", json!(password));
            }
            "ReplaceCertificate"
        }
        Command::Renew { id, years, key, points_of } => {
            put("OldCertificateId", json!(id));
            put("TimeSpan", json!(years));
            match key.csr()? {
                Some(csr) => {
                    put("RenewGenCsrMethod", json!("parse"));
                    put("RenewCsr", json!(csr));
                }
                None => {
                    put("RenewGenCsrMethod", json!("online"));
                    if let Some((algorithm, parameter)) = key.key.map(KeyKind::cloud) {
                        put("RenewAlgorithmType", json!(algorithm));
                        put("RenewAlgorithmParam", json!(parameter));
                    }
                }
            }
            if let Some(password) = key.password()? {
                put("RenewKeyPass", json!(password));
            }
            if !points_of.is_empty() {
                put("PackageIds", json!(points_of));
            }
            "RenewCertificate"
        }
        Command::Revoke { id, reason } => {
            put("CertificateId", json!(id));
            put("Reason", json!(reason));
            "RevokeCertificate"
        }
        Command::UploadRevokeLetter { id, file } => {
            let scan = std::fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?;
            put("CertificateId", json!(id));
            put("RevokeLetter", json!(STANDARD.encode(scan)));
            "UploadRevokeLetter"
        }
        Command::Ignore { ids, off } => {
            put("CertificateIds", json!(ids));
            put("SwitchStatus", json!(u8::from(!off)));
            "ModifyCertificatesExpiringNotificationSwitch"
        }
        Command::AutoRenew { ids, off } => {
            put("CertificateIds", json!(ids));
            put("AutoRenewFlag", json!(u8::from(!off)));
            "ModifyCertificateAutoRenew"
        }
    };
    Ok((action, input))
}
