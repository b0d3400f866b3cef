//! A real BIND name server (`named`) on the loopback interface, with zones signed by BIND's own tools.

use anyhow::{Context, Result, bail};
use hickory_proto::op::{Message, Query};
use hickory_proto::rr::RecordType;
use std::fmt::Write as _;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::TempDir;
use tokio::net::UdpSocket;
use tokio::process::{Child, Command};

/// How a zone is signed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Signing {
    /// Not at all.
    Unsigned,
    /// With good signatures, absence proven by NSEC.
    Signed,
    /// With good signatures, absence proven by NSEC3.
    SignedNsec3,
    /// With signatures that ran out years ago.
    Expired,
    /// With good signatures, and then every `before-signing` in the zone changed to `after-signing`.
    Tampered,
}

/// One zone to serve.
pub struct Zone<'a> {
    /// Name of the zone without trailing dot.
    pub name: &'a str,
    /// Lines of the zone file after the SOA and NS records, owners relative to the zone.
    pub records: &'a str,
    /// How it is signed.
    pub signing: Signing,
}

/// The running server; killed when dropped.
pub struct Named {
    address: SocketAddr,
    folder: TempDir,
    child: Child,
}

impl Named {
    /// Writes zones and configuration into a temporary folder and starts `named` as an authoritative server
    /// without recursion. Fails when BIND is not installed.
    pub async fn start(zones: &[Zone<'_>]) -> Result<Self> {
        // A free port may be taken by another program before `named` listens on it: then try another one.
        match Self::start_once(zones).await {
            Ok(named) => Ok(named),
            Err(_) => Self::start_once(zones).await,
        }
    }

    async fn start_once(zones: &[Zone<'_>]) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let port = crate::ports::free_port()?;
        let at = folder.path().display();
        let mut configuration = format!(
            "options {{ directory \"{at}\"; listen-on port {port} {{ 127.0.0.1; }}; listen-on-v6 {{ none; }}; reuseport no;\n\
             recursion no; pid-file none; session-keyfile \"{at}/session.key\"; allow-transfer {{ none; }};\n\
             dnssec-validation no; notify no; max-ncache-ttl 0; max-records-per-type 0; }};\ncontrols {{ }};\n"
        );
        for zone in zones {
            let file = write_zone(folder.path(), zone).await?;
            writeln!(
                configuration,
                "zone \"{}\" {{ type primary; file \"{}\"; }};",
                zone.name,
                file.display()
            )?;
        }
        let path = folder.path().join("named.conf");
        std::fs::write(&path, configuration)?;
        let log = std::fs::File::create(folder.path().join("named.log"))?;
        let child = Command::new(tool("named"))
            .args(["-g", "-n", "1", "-c"])
            .arg(&path)
            .stderr(log)
            .kill_on_drop(true)
            .spawn()
            .context("BIND's `named` is needed (package bind9)")?;
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let mut named = Self { address, folder, child };
        named.wait_until_it_answers(zones.first().context("a server needs a zone")?.name).await?;
        Ok(named)
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// A file with the zone's key-signing key as a DNSKEY record: a trust anchor.
    pub fn trust_anchor_file(&self, zone: &str) -> PathBuf {
        self.folder.path().join(format!("{zone}.anchor"))
    }

    async fn wait_until_it_answers(&mut self, zone: &str) -> Result<()> {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        socket.connect(self.address).await?;
        let mut question = Message::query();
        question.add_query(Query::query(crate::dns_records::name(zone)?, RecordType::SOA));
        let bytes = question.to_vec()?;
        let mut buffer = [0; 1024];
        for _ in 0..200 {
            if let Some(status) = self.child.try_wait()? {
                let log = std::fs::read_to_string(self.folder.path().join("named.log")).unwrap_or_default();
                bail!("named ended with {status}:\n{log}");
            }
            // Nothing listens yet, or the zones are still being read: ask again a little later.
            let _ = socket.send(&bytes).await;
            let answer = tokio::time::timeout(Duration::from_millis(50), socket.recv(&mut buffer)).await;
            if let Ok(Ok(length)) = answer
                && Message::from_vec(buffer.get(..length).unwrap_or_default())
                    .is_ok_and(|message| !message.answers.is_empty())
            {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        bail!("named did not answer for {zone} in time")
    }
}

async fn write_zone(folder: &Path, zone: &Zone<'_>) -> Result<PathBuf> {
    let name = zone.name;
    let plain = folder.join(format!("{name}.zone"));
    let head = format!(
        "$ORIGIN {name}.\n$TTL 60\n@ SOA ns hostmaster 1 3600 600 86400 60\n@ NS ns\nns A 127.0.0.1\n"
    );
    std::fs::write(&plain, format!("{head}{}\n", zone.records))?;
    if zone.signing == Signing::Unsigned {
        return Ok(plain);
    }
    let key = run(folder, "dnssec-keygen", &["-q", "-a", "ECDSAP256SHA256", "-f", "KSK", name]).await?;
    let key = std::fs::read_to_string(folder.join(format!("{}.key", key.trim())))?;
    let anchor: Vec<&str> = key.lines().filter(|line| !line.starts_with(';')).collect();
    std::fs::write(folder.join(format!("{name}.anchor")), format!("{}\n", anchor.join("\n")))?;
    let signed = folder.join(format!("{name}.signed"));
    let (input, output) = (plain.display().to_string(), signed.display().to_string());
    let mut arguments = vec!["-q", "-S", "-z", "-o", name, "-f", &output];
    match zone.signing {
        Signing::Expired => {
            // -P: without checking the result, which is wrong on purpose.
            arguments.extend(["-P", "-s", "20200101000000", "-e", "20200201000000"]);
        }
        Signing::SignedNsec3 => arguments.extend(["-3", "-"]),
        _ => {}
    }
    arguments.push(&input);
    run(folder, "dnssec-signzone", &arguments).await?;
    if zone.signing == Signing::Tampered {
        let text = std::fs::read_to_string(&signed)?;
        std::fs::write(&signed, text.replace("before-signing", "after-signing"))?;
    }
    Ok(signed)
}

async fn run(folder: &Path, program: &str, arguments: &[&str]) -> Result<String> {
    let output = Command::new(tool(program))
        .args(arguments)
        .current_dir(folder)
        .output()
        .await
        .with_context(|| format!("BIND's `{program}` is needed (packages bind9, bind9-utils)"))?;
    if !output.status.success() {
        bail!("{program}: {}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(String::from_utf8(output.stdout)?)
}

/// Debian keeps `named` where only root's PATH looks.
fn tool(program: &str) -> PathBuf {
    let system = Path::new("/usr/sbin").join(program);
    if system.exists() { system } else { PathBuf::from(program) }
}
