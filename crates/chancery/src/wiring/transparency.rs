//! The logs of the configuration, ready to be asked.

use crate::config::Config;
use anyhow::{Context, Result, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chancery_connectors::transparency::{LogNetwork, LogSettings, TransparencySettings};
use chancery_domain::policy::Policy;
use chancery_domain::profile::Profiles;
use chancery_domain::time::Timestamp;
use std::time::Duration;

/// Prepares the logs.
///
/// # Errors
/// Names the log and what is wrong with it.
pub fn logs(config: &Config, policy: &Policy, profiles: &Profiles) -> Result<LogNetwork> {
    check_rules(config, profiles)?;
    let day = |text: &Option<String>| text.as_deref().and_then(Timestamp::from_utc_date);
    let logs = config
        .transparency
        .log
        .iter()
        .map(|log| {
            Ok(LogSettings {
                name: log.name.clone(),
                url: log.url.clone(),
                public_key_der: STANDARD
                    .decode(&log.public_key)
                    .with_context(|| format!("transparency.log {:?}: public_key", log.name))?,
                operator: log.operator.clone(),
                ends_from: day(&log.ends_from),
                ends_before: day(&log.ends_before),
            })
        })
        .collect::<Result<Vec<_>>>()?;
    Ok(LogNetwork::new(TransparencySettings {
        logs,
        ca_file: config.transparency.ca_file.clone(),
        deadline: Duration::from_millis(policy.transparency.deadline_milliseconds),
        clock_tolerance_seconds: policy.transparency.clock_tolerance_seconds,
        answer_bytes_max: policy.transparency.answer_bytes_max,
    })?)
}

/// A profile whose rule all logs together cannot meet would never issue.
fn check_rules(config: &Config, profiles: &Profiles) -> Result<()> {
    let operators: Vec<&str> = config.transparency.log.iter().map(|log| log.operator.as_str()).collect();
    for profile in profiles.iter() {
        let met = profile.scts.is_none_or(|rule| rule.is_met_by(&operators));
        ensure!(
            met,
            "the profile {} asks for timestamps of more logs or operators than [[transparency.log]] names",
            profile.name
        );
    }
    Ok(())
}
