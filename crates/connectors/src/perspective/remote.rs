//! The coordinator's end of one remote perspective.

use super::setup::{PerspectiveSetupError, RemoteSettings, client};
use super::wire::{ANSWER_BYTES_MAX, Answer, PATH, Question, Seen, Wanted};
use crate::json_post;
use tokio::time::{Instant, timeout_at};

/// One remote perspective.
pub(super) struct Remote {
    pub(super) settings: RemoteSettings,
    http: reqwest::Client,
    address: String,
}

impl Remote {
    pub(super) fn new(settings: RemoteSettings) -> Result<Self, PerspectiveSetupError> {
        let http = reqwest::Client::builder()
            .use_preconfigured_tls(client(&settings)?)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()
            .map_err(|error| PerspectiveSetupError::Http(error.to_string()))?;
        let address = format!("{}{PATH}", settings.url.trim_end_matches('/'));
        Ok(Remote { settings, http, address })
    }

    /// What it saw in this attempt; nothing when it was silent, late, or answered something else.
    pub(super) async fn ask(&self, attempt: &str, look: Wanted, deadline: Instant) -> Option<Seen> {
        let question = Question { attempt: attempt.to_owned(), look };
        let name = self.settings.name.as_str();
        match timeout_at(deadline, self.exchange(&question)).await {
            Ok(Ok(answer)) if answer.attempt == attempt => Some(answer.seen),
            Ok(Ok(_)) => {
                tracing::warn!(perspective = name, "a remote perspective answered another attempt");
                None
            }
            Ok(Err(detail)) => {
                tracing::warn!(perspective = name, detail, "a remote perspective did not answer");
                None
            }
            Err(_) => {
                tracing::warn!(perspective = name, "a remote perspective did not answer in time");
                None
            }
        }
    }

    async fn exchange(&self, question: &Question) -> Result<Answer, String> {
        let body = serde_json::to_string(question).map_err(|error| error.to_string())?;
        let content = json_post::post(&self.http, &self.address, body, ANSWER_BYTES_MAX).await?;
        serde_json::from_slice(&content).map_err(|error| format!("its answer cannot be read: {error}"))
    }
}
