//! A log's answer to a submission (RFC 6962 section 4.1), read and verified.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chancery_domain::time::Timestamp;
use chancery_pki::transparency::{LogKey, PrecertificateEntry, SignedTimestamp};
use serde::Deserialize;

/// The members of the answer.
#[derive(Deserialize)]
struct Answer {
    sct_version: u8,
    id: String,
    timestamp: u64,
    extensions: String,
    signature: String,
}

/// Reads the answer and checks it against what was submitted. `latest` is the latest moment that is believed.
///
/// # Errors
/// In plain words what is wrong with it.
pub(super) fn verified(
    body: &[u8],
    key: &LogKey,
    entry: &PrecertificateEntry,
    latest: Timestamp,
) -> Result<SignedTimestamp, String> {
    let answer: Answer =
        serde_json::from_slice(body).map_err(|error| format!("its answer is no timestamp ({error})"))?;
    let decoded = |member: &str, text: &str| {
        STANDARD.decode(text).map_err(|_| format!("{member} in its answer is not base64"))
    };
    let timestamp = SignedTimestamp::from_answer(
        answer.sct_version,
        &decoded("id", &answer.id)?,
        answer.timestamp,
        decoded("extensions", &answer.extensions)?,
        &decoded("signature", &answer.signature)?,
    )
    .map_err(|error| error.to_string())?;
    let seconds = i64::try_from(timestamp.milliseconds / 1_000).unwrap_or(i64::MAX);
    if seconds > latest.0 {
        return Err("its timestamp lies in the future".to_owned());
    }
    key.verify(&timestamp, entry).map_err(|error| error.to_string())?;
    Ok(timestamp)
}
