//! A changing request that is sent again under the same signature gets the first answer and is not run twice.
//!
//! The answer is kept sealed: some tell a code or a password that is told only once.
//!
//! Clients sign the second of sending, not a nonce, so two equal calls of one key within one second are the same
//! request to us. The action and the body take part in recognising it, since most clients sign neither the action
//! nor, on request, the body.

use super::fault::{Fault, code};
use super::signature::{Presented, Signed};
use aws_lc_rs::digest;
use chancery_app::App;
use chancery_app::failure::Failure;
use chancery_app::ports::{Replay, Scope};
use chancery_domain::time::Timestamp;
use std::time::Duration;

/// How often, and how long between, a request looks whether its twin that is still running has an answer.
const LOOKS: u32 = 20;
const PAUSE: Duration = Duration::from_millis(100);

/// The mark under which a request is remembered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mark {
    name: String,
    expires_at: Timestamp,
}

/// Whether to run a request.
#[derive(PartialEq, Eq, Debug)]
pub enum Verdict {
    /// It is new: run it, then [`keep`] its answer.
    Run,
    /// It was answered so.
    Answer(String),
}

impl Mark {
    /// The mark of a believed request; it is remembered as long as its signature is within the clock window.
    pub fn of(presented: &Presented, action: &str, signed: &Signed<'_>, window_seconds: i64) -> Self {
        let mut context = digest::Context::new(&digest::SHA256);
        let body = digest::digest(&digest::SHA256, signed.body);
        let parts =
            [presented.secret_id().as_bytes(), action.as_bytes(), presented.signature(), body.as_ref()];
        for part in parts {
            // A length before each part, so that no two different requests give the same bytes.
            context.update(&(part.len() as u64).to_be_bytes());
            context.update(part);
        }
        Mark {
            name: hex::encode(context.finish()),
            expires_at: presented.timestamp().plus_seconds(window_seconds + 1),
        }
    }
}

/// Claims the mark, or waits for the answer of the request that has it.
///
/// # Errors
/// `ResourceInUse` when the first request is still running or its answer was lost; a [`Failure`] of the register
/// comes back as the outer error.
pub async fn claim(app: &App, mark: &Mark) -> Result<Result<Verdict, Fault>, Failure> {
    for look in 0..LOOKS {
        if look > 0 {
            tokio::time::sleep(PAUSE).await;
        }
        let (name, expires_at) = (mark.name.clone(), mark.expires_at);
        let known = app
            .store
            .write(Scope::Unguarded, move |register| Ok(register.claim_signature(&name, expires_at)?))
            .await?;
        match known {
            Replay::First => return Ok(Ok(Verdict::Run)),
            // One that does not open, such as one of an older release, is as good as lost.
            Replay::Answered(sealed) => match opened(app, mark, &sealed) {
                Some(answer) => return Ok(Ok(Verdict::Answer(answer))),
                None => break,
            },
            Replay::Unanswered => {}
        }
    }
    Ok(Err(Fault::new(
        code::RESOURCE_IN_USE,
        "This very request was received before and has no answer yet. Look at the result with a Describe action; \
         to ask again, sign the request anew.",
    )))
}

/// Keeps the answer for requests that come again.
///
/// # Errors
/// Only the register's.
pub async fn keep(app: &App, mark: &Mark, answer: &str) -> Result<(), Failure> {
    let name = mark.name.clone();
    let sealed = hex::encode(app.vault.seal(&context(mark), answer.as_bytes())?);
    app.store.write(Scope::Unguarded, move |register| Ok(register.keep_answer(&name, &sealed)?)).await
}

fn opened(app: &App, mark: &Mark, sealed: &str) -> Option<String> {
    let answer = app.vault.open(&context(mark), &hex::decode(sealed).ok()?).ok()?;
    String::from_utf8(answer.to_vec()).ok()
}

fn context(mark: &Mark) -> String {
    format!("replay/{}", mark.name)
}
