//! A lean ACME client: one connection per worker, kept open.

use super::any_server;
use super::jose::{AccountKey, encode};
use anyhow::{Context, Result, bail};
use chancery_domain::key::KeyAlgorithm;
use chancery_pki::csr::{Subject, build};
use chancery_pki::private_key::PrivateKey;
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::SendRequest;
use hyper::{Method, Request, StatusCode};
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use serde_json::Value;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

/// The steps whose latency is told.
pub const STEPS: [&str; 5] =
    ["newOrder", "authorization", "challenge to valid", "finalize to valid", "download"];

/// Between two looks at something unfinished. Pebble stops for ever when an order is looked at while it finishes.
const POLL_PAUSE: Duration = Duration::from_millis(15);

/// An account at one server.
#[derive(Clone)]
pub struct Client {
    server: SocketAddr,
    tls: Arc<ClientConfig>,
    key: Arc<AccountKey>,
    kid: Arc<str>,
    new_order: Arc<str>,
    new_nonce: Arc<str>,
}

/// One answer.
struct Answer {
    status: StatusCode,
    location: Option<String>,
    body: Bytes,
}

impl Answer {
    fn json(&self) -> Result<Value> {
        if !self.status.is_success() {
            bail!("{}: {}", self.status, String::from_utf8_lossy(&self.body));
        }
        Ok(serde_json::from_slice(&self.body)?)
    }
}

/// An open connection with the next nonce.
pub struct Connection {
    send: SendRequest<Full<Bytes>>,
    host: String,
    nonce: String,
    /// Signed requests so far.
    pub requests: u64,
}

impl Client {
    /// Reads the directory and makes an account.
    pub async fn new(server: SocketAddr, directory: &str) -> Result<Self> {
        let mut client = Client {
            server,
            tls: any_server::tls()?,
            key: Arc::new(AccountKey::generate()?),
            kid: "".into(),
            new_order: "".into(),
            new_nonce: "".into(),
        };
        let mut connection = client.open().await?;
        let listed = connection.request(Method::GET, directory, None).await?.json()?;
        let url =
            |name: &str| listed.get(name).and_then(Value::as_str).context("directory").map(str::to_owned);
        client.new_order = url("newOrder")?.into();
        client.new_nonce = url("newNonce")?.into();
        connection.fetch_nonce(&client.new_nonce).await?;
        let payload = r#"{"termsOfServiceAgreed":true}"#;
        let made = connection.signed(&client.key, None, &url("newAccount")?, payload).await?;
        made.json()?;
        client.kid = made.location.context("newAccount without Location")?.into();
        Ok(client)
    }

    /// The account key's thumbprint, which http-01 answers carry.
    pub fn thumbprint(&self) -> &str {
        &self.key.thumbprint
    }

    /// A connection for one worker.
    pub async fn connection(&self) -> Result<Connection> {
        let mut connection = self.open().await?;
        connection.fetch_nonce(&self.new_nonce).await?;
        Ok(connection)
    }

    async fn open(&self) -> Result<Connection> {
        let stream = TcpStream::connect(self.server).await?;
        stream.set_nodelay(true)?;
        let name = ServerName::IpAddress(self.server.ip().into());
        let stream = TlsConnector::from(self.tls.clone()).connect(name, stream).await?;
        let (send, driver) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
        tokio::spawn(driver);
        Ok(Connection { send, host: self.server.to_string(), nonce: String::new(), requests: 0 })
    }

    /// One whole issuance; the time of each step in the order of [`STEPS`].
    pub async fn issue(&self, connection: &mut Connection, name: &str) -> Result<[Duration; 5]> {
        let mut times = [Duration::ZERO; 5];
        let mut begun = Instant::now();
        let mut lap = |step: usize| {
            if let Some(time) = times.get_mut(step) {
                *time = begun.elapsed();
            }
            begun = Instant::now();
        };
        let wanted = format!(r#"{{"identifiers":[{{"type":"dns","value":"{name}"}}]}}"#);
        let made = self.post(connection, &self.new_order, &wanted).await?;
        let order_url = made.location.clone().context("newOrder without Location")?;
        let order = made.json()?;
        lap(0);
        let authorization_url =
            order.pointer("/authorizations/0").and_then(Value::as_str).context("authorizations")?;
        let authorization = self.post(connection, authorization_url, "").await?.json()?;
        let challenge = authorization
            .get("challenges")
            .and_then(Value::as_array)
            .and_then(|all| all.iter().find(|c| c.get("type").and_then(Value::as_str) == Some("http-01")))
            .context("no http-01 challenge")?;
        lap(1);
        let url = challenge.get("url").and_then(Value::as_str).context("challenge url")?;
        let mut challenge = self.post(connection, url, "{}").await?.json()?;
        while !is(&challenge, "valid") {
            if is(&challenge, "invalid") {
                bail!("{name}: {challenge}");
            }
            tokio::time::sleep(POLL_PAUSE).await;
            challenge = self.post(connection, authorization_url, "").await?.json()?;
        }
        lap(2);
        let finalize = order.get("finalize").and_then(Value::as_str).context("finalize")?;
        let key = PrivateKey::generate(KeyAlgorithm::P256)?;
        let csr = build(&key, &Subject::default(), &[name.to_owned()])?;
        let payload = format!(r#"{{"csr":"{}"}}"#, encode(&csr));
        let mut order = self.post(connection, finalize, &payload).await?.json()?;
        while !is(&order, "valid") {
            if is(&order, "invalid") {
                bail!("{name}: {order}");
            }
            tokio::time::sleep(POLL_PAUSE).await;
            order = self.post(connection, &order_url, "").await?.json()?;
        }
        lap(3);
        let certificate = order.get("certificate").and_then(Value::as_str).context("certificate")?;
        let chain = self.post(connection, certificate, "").await?;
        if !chain.status.is_success() || !chain.body.starts_with(b"-----BEGIN CERTIFICATE-----") {
            bail!("{name}: no certificate, {}", chain.status);
        }
        lap(4);
        Ok(times)
    }

    async fn post(&self, connection: &mut Connection, url: &str, payload: &str) -> Result<Answer> {
        connection.signed(&self.key, Some(&self.kid), url, payload).await
    }
}

fn is(object: &Value, status: &str) -> bool {
    object.get("status").and_then(Value::as_str) == Some(status)
}

impl Connection {
    async fn signed(
        &mut self,
        key: &AccountKey,
        kid: Option<&str>,
        url: &str,
        payload: &str,
    ) -> Result<Answer> {
        let body = key.sign(kid, &self.nonce, url, payload)?;
        self.requests += 1;
        self.request(Method::POST, url, Some(body)).await
    }

    async fn fetch_nonce(&mut self, url: &str) -> Result<()> {
        self.request(Method::HEAD, url, None).await?;
        if self.nonce.is_empty() {
            bail!("newNonce gave no nonce");
        }
        Ok(())
    }

    async fn request(&mut self, method: Method, url: &str, body: Option<String>) -> Result<Answer> {
        let path = url.strip_prefix("https://").and_then(|rest| rest.find('/').and_then(|at| rest.get(at..)));
        let request = Request::builder()
            .method(method)
            .uri(path.unwrap_or(url))
            .header("host", &self.host)
            .header("user-agent", "chancery-bench")
            .header("content-type", "application/jose+json")
            .body(Full::new(Bytes::from(body.unwrap_or_default())))?;
        self.send.ready().await?;
        let answer = self.send.send_request(request).await?;
        let header = |name: &str| answer.headers().get(name).and_then(|v| v.to_str().ok()).map(str::to_owned);
        if let Some(nonce) = header("replay-nonce") {
            self.nonce = nonce;
        }
        let (status, location) = (answer.status(), header("location"));
        Ok(Answer { status, location, body: answer.into_body().collect().await?.to_bytes() })
    }
}
