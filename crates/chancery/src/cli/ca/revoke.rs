//! `chancery ca revoke`: revokes on the authority's own word. It works while the service runs: every node says so in its
//! lists and answers within a second.

use crate::cli::Place;
use crate::cli::key::plain;
use crate::cli::noted::noted;
use crate::cli::output;
use crate::wiring::{Opened, open};
use anyhow::{Context, Result, bail};
use chancery_app::Ctx;
use chancery_app::revocation::{owner_of, revoke, serial_of};
use chancery_domain::actor::Actor;
use chancery_domain::ids::CertificateId;
use chancery_domain::issuance::Serial;
use chancery_domain::revocation::{By, Reason};
use chancery_pki::certificate::CertificateFacts;
use clap::Args;
use serde_json::json;
use std::path::PathBuf;

/// Revoke a certificate.
#[derive(Args)]
pub struct Arguments {
    /// Its serial number in hexadecimal (colons and 0x are fine), or its certificate id.
    #[arg(required_unless_present = "file", conflicts_with = "file")]
    certificate: Option<String>,
    /// The certificate in PEM.
    #[arg(long, value_name = "CERT.pem")]
    file: Option<PathBuf>,
    /// unspecified, keyCompromise, affiliationChanged, superseded, cessationOfOperation or privilegeWithdrawn;
    /// keyCompromise also blocks the key and revokes its other certificates.
    #[arg(long, value_name = "WORD", value_parser = reason)]
    reason: Reason,
    #[command(flatten)]
    place: Place,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

fn reason(word: &str) -> Result<Reason, String> {
    Reason::from_word(word).ok_or_else(|| {
        let words: Vec<&str> = Reason::ALL.into_iter().map(Reason::word).collect();
        format!("no such reason; give one of {}", words.join(", "))
    })
}

/// Revokes.
pub async fn run(arguments: &Arguments) -> Result<()> {
    let opened = open(&arguments.place.read()?).await?;
    let ctx = opened.ctx(Actor::operator());
    let serial = serial(&opened, &ctx, arguments).await?;
    let outcome = revoke(&opened.app, &ctx, &serial, arguments.reason, By::Operator).await;
    let owner = if outcome.is_err() { owner_of(&opened.app, &serial).await.map_err(plain)? } else { None };
    let what = format!("ca revoke {serial} for {}", arguments.reason.word());
    noted(&opened, &ctx, owner, &what, outcome).await?;
    if arguments.json {
        return output::json(&json!({"serial": serial.as_hex(), "reason": arguments.reason.word()}));
    }
    output::facts(&[("serial", serial.to_string()), ("revoked for", arguments.reason.word().to_owned())]);
    Ok(())
}

async fn serial(opened: &Opened, ctx: &Ctx, arguments: &Arguments) -> Result<Serial> {
    if let Some(path) = &arguments.file {
        let text =
            std::fs::read_to_string(path).with_context(|| format!("{}: cannot be read", path.display()))?;
        let certificates = CertificateFacts::parse_pem(&text)?;
        let first = certificates.first().with_context(|| format!("{}: no certificate", path.display()))?;
        return read_serial(&first.serial_hex);
    }
    let text = arguments.certificate.as_deref().unwrap_or_default();
    match text.parse::<CertificateId>() {
        Ok(id) => {
            let outcome = serial_of(&opened.app, &id).await;
            let wanted = id.clone();
            let holder = opened
                .app
                .store
                .read(move |register| Ok(register.certificate(&wanted)?))
                .await
                .map_err(plain)?;
            let account = holder.map(|certificate| certificate.account);
            noted(opened, ctx, account, &format!("ca revoke {id}"), outcome).await
        }
        Err(_) => read_serial(text),
    }
}

/// The serial as the register writes it: whole octets, no sign byte.
fn read_serial(text: &str) -> Result<Serial> {
    let digits: String = text.trim_start_matches("0x").chars().filter(|c| *c != ':').collect();
    let even = if digits.len() % 2 == 1 { format!("0{digits}") } else { digits };
    let Ok(bytes) = hex::decode(&even) else {
        bail!("{text:?} is neither a certificate id nor a serial number in hexadecimal");
    };
    let first = bytes.iter().position(|byte| *byte != 0).unwrap_or(bytes.len());
    Ok(Serial::from_bytes(bytes.split_at(first).1))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::read_serial;

    #[test]
    fn serials_are_read_in_the_forms_that_tools_print() {
        for text in ["0a0bff", "A0BFF", "0x0A0BFF", "00:0a:0b:ff", "0A:0B:FF"] {
            assert_eq!(read_serial(text).unwrap().as_hex(), "0a0bff", "{text}");
        }
        assert!(read_serial("not hexadecimal").is_err());
    }
}
