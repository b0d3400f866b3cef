//! One JSON message to a remote process of ours or a log, and its bounded answer; shared by perspectives and transparency.

/// Posts `body` and returns what was answered with status 200, `bytes_max` octets at most.
///
/// # Errors
/// What went wrong in words, without the address: the caller names the remote.
pub(crate) async fn post(
    http: &reqwest::Client,
    url: &str,
    body: String,
    bytes_max: usize,
) -> Result<Vec<u8>, String> {
    let request = http.post(url).header("Content-Type", "application/json").body(body);
    let mut answer = request.send().await.map_err(in_words)?;
    if answer.status() != reqwest::StatusCode::OK {
        return Err(format!("it answered {}", answer.status()));
    }
    let mut content = Vec::new();
    while let Some(part) = answer.chunk().await.map_err(in_words)? {
        if content.len() + part.len() > bytes_max {
            return Err(format!("its answer is longer than {bytes_max} octets"));
        }
        content.extend_from_slice(&part);
    }
    Ok(content)
}

/// The error with its causes: the outer one alone says little more than that a request failed.
fn in_words(error: reqwest::Error) -> String {
    let error = error.without_url();
    let mut text = error.to_string();
    let mut source = std::error::Error::source(&error);
    while let Some(inner) = source {
        text = format!("{text}: {inner}");
        source = inner.source();
    }
    text
}
