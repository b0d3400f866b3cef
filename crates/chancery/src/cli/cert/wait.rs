//! Waits for a certificate, showing what validation saw last.

use crate::cli::client::Client;
use crate::cli::output::{self, items, text};
use anyhow::{Result, bail};
use indicatif::ProgressBar;
use serde_json::json;
use std::time::{Duration, Instant};

/// How long `cert apply --wait` waits, in seconds.
pub const DEFAULT_SECONDS: u64 = 600;

/// Pause between two looks.
const PAUSE: Duration = Duration::from_secs(2);

/// Runs `cert wait`.
pub async fn run(client: &Client, id: &str, seconds: u64, json_wanted: bool) -> Result<()> {
    let begun = Instant::now();
    let spinner = ProgressBar::new_spinner();
    spinner.enable_steady_tick(Duration::from_millis(120));
    loop {
        let answer = client.call("DescribeCertificate", &json!({"CertificateId": id})).await?;
        match text(&answer, "Status").as_str() {
            "1" => {
                spinner.finish_and_clear();
                if json_wanted {
                    return output::json(&answer);
                }
                println!("{id} is issued, it ends {}", text(&answer, "CertEndTime"));
                return Ok(());
            }
            // Under review, its record added by the service, a reissue on its way.
            "0" | "4" | "11" => {}
            "5" | "8" => {
                spinner.finish_and_clear();
                bail!("{id} waits for you: {}", text(&answer, "StatusName"));
            }
            _ => {
                spinner.finish_and_clear();
                bail!(
                    "{id} will not be issued: {} {}",
                    text(&answer, "StatusName"),
                    text(&answer, "StatusMsg")
                );
            }
        }
        if begun.elapsed() > Duration::from_secs(seconds) {
            spinner.finish_and_clear();
            bail!("{id} is not issued after {seconds} seconds; `chancery cert check {id}` tells why");
        }
        let seen = client.call("CheckCertificateDomainVerification", &json!({"CertificateId": id})).await;
        if let Ok(seen) = seen {
            let reason = items(&seen, "VerificationResults").iter().map(|r| text(r, "LocalCheckFailReason"));
            spinner.set_message(reason.filter(|r| !r.is_empty()).collect::<Vec<_>>().join("; "));
        }
        tokio::time::sleep(PAUSE).await;
    }
}
