//! Pebble, the small ACME server of Let's Encrypt (Debian package `pebble`), with its own test name server.

use crate::ports::free_port;
use anyhow::{Context, Result, bail};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

/// The HMAC key of the external account `kid-1`, base64url, when one is required.
pub const EXTERNAL_ACCOUNT_KEY: &str = "zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W";

/// How the server behaves.
#[derive(Clone, Copy, Debug)]
pub struct Behaviour {
    /// Accounts are made for `kid-1` only.
    pub external_account: bool,
    /// How many of a hundred good nonces are refused at random, as RFC 8555 section 6.5 allows. A client that tries
    /// three times still fails at one request in 125 with 20 of them, so a test that says what one single step does
    /// wants none.
    pub nonces_refused_percent: u8,
}

/// The running servers; killed when dropped.
pub struct Pebble {
    folder: TempDir,
    port: u16,
    management_port: u16,
    names_management_port: u16,
    names: Child,
    server: Child,
}

impl Pebble {
    /// Starts Pebble, which looks for http-01 answers at 127.0.0.1 and this port, whatever the name.
    pub async fn start(http_port: u16, behaviour: Behaviour) -> Result<Self> {
        let Behaviour { external_account, nonces_refused_percent } = behaviour;
        let folder = tempfile::tempdir()?;
        let (certificate, key) = tls_files(folder.path()).await?;
        let (port, management_port) = (free_port()?, free_port()?);
        let (names_port, names_management_port) = (free_port()?, free_port()?);
        let keys = if external_account {
            format!(",\"externalAccountMACKeys\":{{\"kid-1\":\"{EXTERNAL_ACCOUNT_KEY}\"}}")
        } else {
            String::new()
        };
        let configuration = format!(
            "{{\"pebble\":{{\"listenAddress\":\"127.0.0.1:{port}\",\
             \"managementListenAddress\":\"127.0.0.1:{management_port}\",\
             \"certificate\":{certificate:?},\"privateKey\":{key:?},\"httpPort\":{http_port},\"tlsPort\":1,\
             \"ocspResponderURL\":\"\",\"externalAccountBindingRequired\":{external_account}{keys}}}}}"
        );
        std::fs::write(folder.path().join("pebble.json"), configuration)?;
        let log = std::fs::File::create(folder.path().join("names.log"))?;
        let names = Command::new("pebble-challtestsrv")
            .args([
                "-defaultIPv4",
                "127.0.0.1",
                "-defaultIPv6",
                "",
                "-http01",
                "",
                "-https01",
                "",
                "-tlsalpn01",
                "",
            ])
            .arg("-dns01")
            .arg(format!("127.0.0.1:{names_port}"))
            .arg("-management")
            .arg(format!("127.0.0.1:{names_management_port}"))
            .stdout(log.try_clone()?)
            .stderr(log)
            .kill_on_drop(true)
            .spawn()
            .context("pebble-challtestsrv is needed: apt-get install pebble")?;
        let server = launch(folder.path(), names_port, nonces_refused_percent)?;
        let mut pebble = Self { folder, port, management_port, names_management_port, names, server };
        pebble.wait().await?;
        Ok(pebble)
    }

    /// The directory's address.
    pub fn directory(&self) -> String {
        format!("https://localhost:{}/dir", self.port)
    }

    /// The certificate that it serves HTTPS with, which is its own root.
    pub fn ca_file(&self) -> PathBuf {
        self.folder.path().join("tls.pem")
    }

    /// Where records are put into its name server (`/set-txt`, `/clear-txt`).
    pub fn names_management(&self) -> String {
        format!("http://127.0.0.1:{}", self.names_management_port)
    }

    /// Stops it, as a directory that is away.
    pub async fn stop(&mut self) -> Result<()> {
        Ok(self.server.kill().await?)
    }

    /// What it wrote.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("pebble.log")).unwrap_or_default()
    }

    /// Until all ports are open, and by these two programs: one that found its port taken has ended.
    async fn wait(&mut self) -> Result<()> {
        for port in [self.port, self.management_port, self.names_management_port] {
            let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
            let mut tries = 0;
            while TcpStream::connect(address).await.is_err() {
                tries += 1;
                if tries > 200 || self.ended()? {
                    bail!("pebble does not listen at {address}: {}", self.log());
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
        if self.ended()? {
            bail!("pebble or its name server has ended: {}", self.log());
        }
        Ok(())
    }

    fn ended(&mut self) -> Result<bool> {
        Ok(self.server.try_wait()?.is_some() || self.names.try_wait()?.is_some())
    }
}

/// A certificate for `localhost` that is its own root, and its key. It is no CA's: TLS clients refuse such as a server's.
async fn tls_files(folder: &Path) -> Result<(PathBuf, PathBuf)> {
    let (certificate, key) = (folder.join("tls.pem"), folder.join("tls.key"));
    let output = Command::new("openssl")
        .args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            "2",
        ])
        .args(["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"])
        .args(["-addext", "basicConstraints=critical,CA:FALSE", "-keyout"])
        .arg(&key)
        .arg("-out")
        .arg(&certificate)
        .output()
        .await
        .context("the `openssl` command is needed")?;
    if !output.status.success() {
        bail!("openssl: {}", String::from_utf8_lossy(&output.stderr));
    }
    Ok((certificate, key))
}

fn launch(folder: &Path, names_port: u16, nonces_refused_percent: u8) -> Result<Child> {
    let log = std::fs::File::create(folder.join("pebble.log"))?;
    Command::new("pebble")
        .arg("-config")
        .arg(folder.join("pebble.json"))
        .arg("-dnsserver")
        .arg(format!("127.0.0.1:{names_port}"))
        .env("PEBBLE_VA_NOSLEEP", "1")
        .env("PEBBLE_WFE_NONCEREJECT", nonces_refused_percent.to_string())
        .env("PEBBLE_AUTHZREUSE", "0")
        .stdout(log.try_clone()?)
        .stderr(log)
        .kill_on_drop(true)
        .spawn()
        .context("pebble is needed: apt-get install pebble")
}
