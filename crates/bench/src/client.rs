//! A client of the cloud API as lean as it can be, so that its own cost stays small beside the server's.

use anyhow::{Context, Result, bail};
use chancery_domain::time::Timestamp;
use chancery_web::tencent::signature::make::authorization;
use serde_json::Value;
use std::net::SocketAddr;
use std::time::{SystemTime, UNIX_EPOCH};

/// One account's client.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    url: String,
    host: String,
    id: String,
    secret: String,
}

impl Client {
    /// A client that signs with this key and shares the connections of `http`.
    pub fn new(http: &reqwest::Client, server: SocketAddr, id: String, secret: String) -> Self {
        Client { http: http.clone(), url: format!("http://{server}/"), host: server.to_string(), id, secret }
    }

    /// Calls an action.
    pub async fn call(&self, action: &str, parameters: &Value) -> Result<Value> {
        let body = parameters.to_string();
        #[allow(clippy::disallowed_methods)] // a client's clock
        let seconds = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
        let now = Timestamp(i64::try_from(seconds)?);
        let header = authorization(&self.id, self.secret.as_bytes(), &self.host, body.as_bytes(), now);
        let answer = self
            .http
            .post(&self.url)
            .header("Content-Type", "application/json")
            .header("X-TC-Action", action)
            .header("X-TC-Version", "2019-12-05")
            .header("X-TC-Timestamp", now.0.to_string())
            .header("Authorization", header)
            .body(body)
            .send()
            .await?
            .bytes()
            .await?;
        let mut answer: Value = serde_json::from_slice(&answer)?;
        let response = answer.get_mut("Response").map(Value::take).context("no Response")?;
        if let Some(error) = response.get("Error") {
            bail!("{action}: {error}");
        }
        Ok(response)
    }
}
