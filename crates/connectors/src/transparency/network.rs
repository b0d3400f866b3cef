//! Submits precertificates to all logs that take them, at the same time, and stops as soon as the rule is met.

use super::answer::verified;
use super::settings::{LogSettings, LogSetupError, TransparencySettings};
use crate::json_post;
use crate::tls_client::tls_client;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chancery_app::ports::{Logs, LogsError, Submission};
use chancery_domain::time::Timestamp;
use chancery_pki::certificate::CertificateFacts;
use chancery_pki::transparency::{LogKey, PrecertificateEntry, SignedTimestamp, signed_part, write_list};
use futures_util::future::BoxFuture;
use futures_util::stream::{FuturesUnordered, StreamExt};
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

/// The logs of the configuration.
#[derive(Debug)]
pub struct LogNetwork {
    logs: Vec<Log>,
    http: reqwest::Client,
    deadline: Duration,
    clock_tolerance_seconds: i64,
    answer_bytes_max: usize,
}

#[derive(Debug)]
struct Log {
    settings: LogSettings,
    address: String,
    key: LogKey,
}

impl LogNetwork {
    /// Prepares the logs.
    ///
    /// # Errors
    /// [`LogSetupError`] names the log and what is wrong with it.
    pub fn new(settings: TransparencySettings) -> Result<Self, LogSetupError> {
        let mut logs = Vec::with_capacity(settings.logs.len());
        for settings in settings.logs {
            let key = LogKey::from_spki(&settings.public_key_der).map_err(|error| LogSetupError::Key {
                name: settings.name.clone(),
                detail: error.to_string(),
            })?;
            let address = format!("{}/ct/v1/add-pre-chain", settings.url.trim_end_matches('/'));
            logs.push(Log { settings, address, key });
        }
        let tls = tls_client(settings.ca_file.as_deref())?;
        let http = reqwest::Client::builder()
            .use_preconfigured_tls(tls)
            // A redirect would turn the submission into another request.
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|error| LogSetupError::Http(error.to_string()))?;
        Ok(LogNetwork {
            logs,
            http,
            deadline: settings.deadline,
            clock_tolerance_seconds: settings.clock_tolerance_seconds,
            answer_bytes_max: settings.answer_bytes_max,
        })
    }

    async fn gather(&self, submission: Submission<'_>) -> Result<Vec<u8>, LogsError> {
        let unfit = |error: &dyn std::fmt::Display| LogsError::Unfit(error.to_string());
        let tbs = signed_part(submission.precertificate_der).map_err(|e| unfit(&e))?;
        let issuer = submission.chain_der.first().ok_or_else(|| unfit(&"it has no issuer"))?;
        let issuer = CertificateFacts::parse(issuer).map_err(|e| unfit(&e))?;
        let entry = PrecertificateEntry::new(tbs, issuer.public_key.spki()).map_err(|e| unfit(&e))?;
        let body = body(submission);
        let latest = submission.now.plus_seconds(self.clock_tolerance_seconds);

        let asked: Vec<&Log> =
            self.logs.iter().filter(|log| log.settings.takes(submission.not_after)).collect();
        let mut running: FuturesUnordered<_> = asked
            .iter()
            .map(|log| {
                let (entry, body) = (&entry, body.clone());
                async move { (*log, self.ask(log, body, entry, latest).await) }
            })
            .collect();
        let finish_by = Instant::now() + self.deadline;
        let (mut timestamps, mut operators) = (Vec::new(), Vec::new());
        let (mut heard, mut reasons) = (Vec::new(), Vec::new());
        while let Ok(Some((log, answer))) = timeout_at(finish_by, running.next()).await {
            let name = log.settings.name.as_str();
            heard.push(name);
            match answer {
                Ok(timestamp) => {
                    timestamps.push(timestamp);
                    operators.push(log.settings.operator.as_str());
                    if submission.rule.is_met_by(&operators) {
                        return write_list(&timestamps).map_err(|e| unfit(&e));
                    }
                }
                Err(reason) => {
                    tracing::warn!(log = name, %reason, "a certificate transparency log gave no timestamp");
                    reasons.push(format!("{name}: {reason}"));
                }
            }
        }
        for log in asked.iter().filter(|log| !heard.contains(&log.settings.name.as_str())) {
            reasons.push(format!("{}: no answer within {:?}", log.settings.name, self.deadline));
        }
        let skipped = self.logs.len().saturating_sub(asked.len());
        if skipped > 0 {
            reasons.push(format!("{skipped} logs do not take certificates that end then"));
        }
        let logs = operators.len();
        operators.sort_unstable();
        operators.dedup();
        Err(LogsError::TooFew {
            logs,
            operators: operators.len(),
            logs_min: submission.rule.logs_min,
            operators_min: submission.rule.operators_min,
            reasons: reasons.join("; "),
        })
    }

    /// One submission to one log.
    async fn ask(
        &self,
        log: &Log,
        body: String,
        entry: &PrecertificateEntry,
        latest: Timestamp,
    ) -> Result<SignedTimestamp, String> {
        let content = json_post::post(&self.http, &log.address, body, self.answer_bytes_max).await?;
        verified(&content, &log.key, entry, latest)
    }
}

/// `{"chain": [...]}`: the precertificate, then those above it.
fn body(submission: Submission<'_>) -> String {
    let mut chain = vec![STANDARD.encode(submission.precertificate_der)];
    chain.extend(submission.chain_der.iter().map(|der| STANDARD.encode(der)));
    serde_json::json!({ "chain": chain }).to_string()
}

impl Logs for LogNetwork {
    fn submit<'a>(&'a self, submission: Submission<'a>) -> BoxFuture<'a, Result<Vec<u8>, LogsError>> {
        Box::pin(self.gather(submission))
    }
}
