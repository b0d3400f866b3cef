//! The release server as a child process: started, measured, stopped.

use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A running server.
pub struct Server {
    child: Child,
    /// Where its plain HTTP listens.
    pub http: SocketAddr,
    /// Where its HTTPS listens.
    pub https: SocketAddr,
    /// From start to the first answer.
    pub first_answer: Duration,
}

/// The program, built beside this one.
fn program() -> Result<PathBuf> {
    let here = std::env::current_exe()?;
    let program = here.with_file_name("chancery");
    if !program.exists() {
        bail!("{} is not there; `./dev bench` builds it", program.display());
    }
    Ok(program)
}

impl Server {
    /// Starts the server on `data` and waits for its first answer.
    pub async fn start(data: &Path, settings: &[String]) -> Result<Self> {
        let http = free_address()?;
        let https = free_address()?;
        let mut command = Command::new(program()?);
        command.arg("serve").arg("--data").arg(data);
        for setting in
            [format!("server.http={http}"), format!("server.https={https}"), "log.filter=warn".into()]
                .iter()
                .chain(settings)
        {
            command.arg("--set").arg(setting);
        }
        let begun = Instant::now();
        let child = command.stdout(Stdio::null()).spawn()?;
        let mut server = Server { child, http, https, first_answer: Duration::ZERO };
        let client = reqwest::Client::builder().no_proxy().build()?;
        let url = format!("http://{http}/healthz");
        while begun.elapsed() < Duration::from_secs(30) {
            if client.get(&url).send().await.is_ok_and(|r| r.status().is_success()) {
                server.first_answer = begun.elapsed();
                return Ok(server);
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        bail!("the server did not answer within 30 seconds")
    }

    /// Waits until the work of a start is done, such as the first revocation lists: until the server uses next to nothing
    /// for half a second. Returns the CPU time that this took.
    pub async fn settle(&self) -> Result<Duration> {
        let first = self.cpu()?;
        for _ in 0..120 {
            let before = self.cpu()?;
            tokio::time::sleep(Duration::from_millis(500)).await;
            if self.cpu()? - before <= Duration::from_millis(20) {
                return Ok(self.cpu()? - first);
            }
        }
        bail!("the server has not come to rest within a minute")
    }

    /// CPU time the server has used.
    pub fn cpu(&self) -> Result<Duration> {
        cpu_of(&self.child.id().to_string())
    }

    /// Resident memory in MB.
    pub fn memory_mb(&self) -> Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find(|l| l.starts_with("VmRSS:")).context("no VmRSS")?;
        let kilobytes: f64 = line.split_whitespace().nth(1).context("VmRSS")?.parse()?;
        Ok(kilobytes / 1_024.0)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// CPU time that this process has used.
pub fn own_cpu() -> Result<Duration> {
    cpu_of("self")
}

/// User and system time from the process table, whose unit on Linux is a hundredth of a second.
pub fn cpu_of(process: &str) -> Result<Duration> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat"))?;
    let after_name = stat.rsplit_once(')').context("stat")?.1;
    let ticks: u64 =
        after_name.split_whitespace().skip(11).take(2).map(|t| t.parse::<u64>().unwrap_or(0)).sum();
    Ok(Duration::from_millis(ticks * 10))
}

/// A port of loopback that nobody listens on.
pub fn free_address() -> Result<SocketAddr> {
    Ok(SocketAddr::from((Ipv4Addr::LOCALHOST, chancery_testkit::free_port()?)))
}

/// Makes an account by the operator's command; returns id and secret of its key.
pub fn account(data: &Path, name: &str) -> Result<(String, String)> {
    account_with(data, name, &[])
}

/// The same with a configuration.
pub fn account_with(data: &Path, name: &str, settings: &[String]) -> Result<(String, String)> {
    let mut command = Command::new(program()?);
    command.args(["account", "create", name, "--json", "--data"]).arg(data);
    for setting in settings {
        command.arg("--set").arg(setting);
    }
    let output = command.output()?;
    let made: Value = serde_json::from_slice(&output.stdout).context("account create")?;
    let text =
        |member: &str| made.get(member).and_then(Value::as_str).map(str::to_owned).context("account create");
    Ok((text("secret_id")?, text("secret_key")?))
}
