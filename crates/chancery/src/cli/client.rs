//! The tenant's side of the cloud API: signs and sends requests as any other client does (TC3-HMAC-SHA256).

use anyhow::{Context, Result, anyhow, bail};
use chancery_app::ports::Clock;
use chancery_web::tencent::signature::make::authorization;
use serde_json::Value;
use std::env;
use zeroize::Zeroizing;

/// Where requests go when nothing else is said: a service on this machine with its defaults.
const DEFAULT_ENDPOINT: &str = "http://127.0.0.1:8080";

/// A signed-in client.
pub struct Client {
    http: reqwest::Client,
    endpoint: String,
    host: String,
    secret_id: String,
    secret_key: Zeroizing<String>,
}

impl Client {
    /// From `CHANCERY_ENDPOINT`, `CHANCERY_SECRET_ID`, `CHANCERY_SECRET_KEY` and, for HTTPS with the service's own
    /// authority, `CHANCERY_CA_FILE`.
    pub fn from_environment() -> Result<Self> {
        let endpoint = env::var("CHANCERY_ENDPOINT").unwrap_or_else(|_| DEFAULT_ENDPOINT.to_owned());
        let endpoint = if endpoint.contains("://") { endpoint } else { format!("https://{endpoint}") };
        let needed = |name: &str| env::var(name).map_err(|_| anyhow!("set {name} to your API key's value"));
        let secret_id = needed("CHANCERY_SECRET_ID")?;
        let secret_key = Zeroizing::new(needed("CHANCERY_SECRET_KEY")?);
        let host = endpoint.split("://").nth(1).unwrap_or_default().trim_end_matches('/').to_owned();
        let mut builder = reqwest::Client::builder().use_preconfigured_tls(tls()?);
        if endpoint.starts_with("http://") {
            builder = builder.http1_only();
        }
        let http = builder.build().context("the HTTP client could not be made")?;
        Ok(Client { http, endpoint, host, secret_id, secret_key })
    }

    /// Calls an action and returns the members of `Response`.
    pub async fn call(&self, action: &str, parameters: &Value) -> Result<Value> {
        let body = serde_json::to_string(parameters)?;
        let now = crate::wiring::SystemClock.now();
        let answer = self
            .http
            .post(format!("{}/", self.endpoint.trim_end_matches('/')))
            .header("Content-Type", "application/json")
            .header("Host", &self.host)
            .header("X-TC-Action", action)
            .header("X-TC-Version", "2019-12-05")
            .header("X-TC-Timestamp", now.0.to_string())
            .header(
                "Authorization",
                authorization(&self.secret_id, self.secret_key.as_bytes(), &self.host, body.as_bytes(), now),
            )
            .body(body)
            .send()
            .await
            .with_context(|| format!("{} does not answer", self.endpoint))?;
        let text = answer.text().await?;
        let mut answer: Value = serde_json::from_str(&text)
            .with_context(|| format!("{} did not answer as the API", self.endpoint))?;
        let response = answer.get_mut("Response").map(Value::take).unwrap_or_default();
        if let Some(error) = response.get("Error") {
            bail!("{}: {}", super::output::text(error, "Code"), super::output::text(error, "Message"));
        }
        Ok(response)
    }

    /// Fetches a link that an answer gave, from the endpoint that this client talks to: the link names the service's
    /// public address, which may be reached differently from here.
    pub async fn fetch(&self, link: &str) -> Result<Vec<u8>> {
        let path =
            link.split("://").nth(1).and_then(|rest| rest.split_once('/')).map_or("", |(_, path)| path);
        let url = format!("{}/{path}", self.endpoint.trim_end_matches('/'));
        // The link is a key to the archive for a while, so it is left out of the error.
        let answer = self
            .http
            .get(url)
            .send()
            .await
            .map_err(|e| anyhow!("the download failed: {}", e.without_url()))?;
        let status = answer.status();
        if !status.is_success() {
            bail!("the download link answers {status}");
        }
        Ok(answer.bytes().await?.to_vec())
    }
}

/// TLS that trusts the file in `CHANCERY_CA_FILE`, such as the service's `ca/root.pem`.
fn tls() -> Result<rustls::ClientConfig> {
    use rustls::pki_types::pem::PemObject;
    let mut roots = rustls::RootCertStore::empty();
    if let Ok(path) = env::var("CHANCERY_CA_FILE") {
        let certificates = rustls::pki_types::CertificateDer::pem_file_iter(&path)
            .with_context(|| format!("CHANCERY_CA_FILE: {path} cannot be read"))?;
        for certificate in certificates {
            roots.add(
                certificate.with_context(|| format!("CHANCERY_CA_FILE: {path} holds no certificate"))?,
            )?;
        }
    }
    let provider = std::sync::Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    Ok(rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth())
}
