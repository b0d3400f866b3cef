//! OCSP answers signed in advance over HTTP, against nginx serving static files of the same size: the same load client,
//! the same connections, the same number of different addresses, in turns.

use crate::process::Server;
use crate::report::Report;
use anyhow::{Context, Result, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chancery_pki::asn1::{oid, tag, writer};
use chancery_pki::certificate::CertificateFacts;
use chancery_pki::digest::sha1;
use chancery_pki::ocsp::AnswerFacts;
use std::fmt::Write;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// Different certificates asked about.
const CERTIFICATES: usize = 1_000;

/// Turns of each contender; the median counts.
const TURNS: usize = 3;

/// Keep-alive connections of the load client.
const CONNECTIONS: &str = "64";

/// The issuer whose certificates are asked about.
const ISSUER: &str = "service-ecc";

/// Reads addresses or bodies (in hexadecimal) from a file and asks for them one after the other.
const SCRIPT: &str = r#"
local requests, next_one = {}, 0
function init(arguments)
  for line in io.lines(arguments[1]) do
    if arguments[2] == "POST" then
      local body = line:gsub("..", function(pair) return string.char(tonumber(pair, 16)) end)
      requests[#requests + 1] = wrk.format("POST", "/ocsp", {["Content-Type"] = "application/ocsp-request"}, body)
    else
      requests[#requests + 1] = wrk.format("GET", line)
    end
  end
end
function request()
  next_one = next_one % #requests + 1
  return requests[next_one]
end
"#;

/// Measures.
pub async fn run(report: &mut Report) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("data");
    let settings = ["validation.dnssec=off".to_owned()];
    // The first start makes the authority and a certificate, whose record is then copied.
    drop(Server::start(&data, &settings).await?);
    copy_records(&data)?;
    let server = Server::start(&data, &settings).await?;
    let base = format!("http://{}", server.http);
    let http = reqwest::Client::builder().no_proxy().http1_only().build()?;
    let issuer = http.get(format!("{base}/ca/{ISSUER}.cer")).send().await?.bytes().await?;
    let issuer = CertificateFacts::parse(&issuer)?;
    let requests: Vec<Vec<u8>> = (0..CERTIFICATES).map(|number| request(&issuer, number)).collect();
    let size = warm(&http, &base, &issuer, &requests).await?;

    let nginx = Nginx::start(folder.path(), size).await?;
    let script = folder.path().join("load.lua");
    std::fs::write(&script, SCRIPT)?;
    let list = |name: &str, lines: Vec<String>| {
        let path = folder.path().join(name);
        std::fs::write(&path, lines.join("\n")).map(|()| path)
    };
    let encoded =
        |der: &Vec<u8>| STANDARD.encode(der).replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
    let gets = list("gets.txt", requests.iter().map(|der| format!("/ocsp/{}", encoded(der))).collect())?;
    let posts = list("posts.txt", requests.iter().map(hex::encode).collect())?;
    let files = list("files.txt", (0..CERTIFICATES).map(|number| format!("/{number}")).collect())?;

    let contenders = [
        (format!("http://127.0.0.1:{}", nginx.port), files, "GET"),
        (base.clone(), gets, "GET"),
        (base.clone(), posts, "POST"),
    ];
    let mut rates: [Vec<f64>; 3] = Default::default();
    let mut cpu = Duration::ZERO;
    let mut answered = 0.0;
    for _ in 0..TURNS {
        for ((url, file, method), rates) in contenders.iter().zip(&mut rates) {
            let before = server.cpu()?;
            let (rate, seconds) = load(&script, url, file, method)?;
            if *url == base {
                cpu += server.cpu()?.saturating_sub(before);
                answered += rate * seconds;
            }
            rates.push(rate);
        }
    }
    let [static_files, get, post] = rates.map(median);
    report.fact(&format!("nginx, static files of {size} octets"), &format!("{static_files:.0}/s"));
    report.fact("OCSP answers kept, GET", &format!("{get:.0}/s"));
    report.fact("OCSP answers kept, POST", &format!("{post:.0}/s"));
    report.fact(
        "server CPU per OCSP answer",
        &format!("{:.1} us", cpu.as_secs_f64() * 1_000_000.0 / answered.max(1.0)),
    );
    for (name, rate) in [("GET", get), ("POST", post)] {
        let ratio = rate / static_files;
        report.goal(
            &format!("OCSP {name} against nginx, static"),
            &format!("{ratio:.2}"),
            ">= 0.4",
            ratio >= 0.4,
        );
    }
    Ok(())
}

/// Asks for everything once, so that it is signed and kept, and checks what came. Returns the size of an answer.
async fn warm(
    http: &reqwest::Client,
    base: &str,
    issuer: &CertificateFacts,
    requests: &[Vec<u8>],
) -> Result<usize> {
    let mut size = 0;
    for request in requests {
        let answer = http.post(format!("{base}/ocsp")).body(request.clone()).send().await?.bytes().await?;
        let facts = AnswerFacts::parse(&answer)?;
        facts.verify_signature(&issuer.public_key)?;
        size = answer.len();
    }
    ensure!(size > 0, "no answer");
    Ok(size)
}

/// Copies the record of a signed certificate under serials of our own.
fn copy_records(data: &Path) -> Result<()> {
    let database = rusqlite::Connection::open(data.join("chancery.db"))?;
    database.busy_timeout(Duration::from_secs(10))?;
    let copied = database.execute(
        "INSERT INTO issuances (serial, issuer, certificate, to_be_signed, not_before, not_after, recorded_at, signed,
                                profile, spki_sha256, shard, precertificate, timestamps)
         WITH RECURSIVE counted(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM counted WHERE n < ?1 - 1),
         one AS (SELECT * FROM issuances WHERE issuer = ?2 AND signed IS NOT NULL LIMIT 1)
         SELECT printf('41%038x', n), issuer, NULL, to_be_signed, not_before, not_after, recorded_at, signed,
                profile, spki_sha256, shard, precertificate, timestamps
         FROM counted, one",
        rusqlite::params![i64::try_from(CERTIFICATES)?, ISSUER],
    )?;
    ensure!(copied == CERTIFICATES, "only {copied} records were made");
    Ok(())
}

fn request(issuer: &CertificateFacts, number: usize) -> Vec<u8> {
    let mut serial = vec![0x41; 1];
    serial.resize(12, 0);
    serial.extend_from_slice(&u64::try_from(number).unwrap_or(0).to_be_bytes());
    let id = writer::sequence(&[
        &writer::sequence(&[&writer::oid(oid::SHA1), &writer::null()]),
        &writer::octet_string(&sha1(&issuer.subject_der)),
        &writer::octet_string(&sha1(issuer.public_key.key_bits())),
        &writer::element(tag::INTEGER, &serial),
    ]);
    writer::sequence(&[&writer::sequence(&[&writer::sequence(&[&writer::sequence(&[&id])])])])
}

/// One turn of the load client: answers a second, and how long it ran.
fn load(script: &Path, url: &str, file: &Path, method: &str) -> Result<(f64, f64)> {
    let output = Command::new("wrk")
        .args(["--threads", "1", "--connections", CONNECTIONS, "--duration", "4s", "--script"])
        .arg(script)
        .arg(url)
        .arg("--")
        .arg(file)
        .arg(method)
        .output()
        .context("wrk could not be started; `./dev bench` installs it")?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    ensure!(output.status.success(), "wrk failed: {text}{}", String::from_utf8_lossy(&output.stderr));
    ensure!(!text.contains("Non-2xx"), "answers other than 200: {text}");
    let rate = text
        .lines()
        .find_map(|line| line.trim().strip_prefix("Requests/sec:"))
        .and_then(|rate| rate.trim().parse().ok())
        .with_context(|| format!("wrk printed no rate: {text}"))?;
    Ok((rate, 4.0))
}

fn median(mut rates: Vec<f64>) -> f64 {
    rates.sort_by(f64::total_cmp);
    rates.get(rates.len() / 2).copied().unwrap_or_default()
}

/// An nginx that serves static files from a folder of its own.
struct Nginx {
    child: Child,
    port: u16,
}

impl Nginx {
    async fn start(folder: &Path, size: usize) -> Result<Self> {
        let files = folder.join("files");
        std::fs::create_dir_all(&files)?;
        for number in 0..CERTIFICATES {
            std::fs::write(files.join(number.to_string()), vec![0x30; size])?;
        }
        let port = chancery_testkit::free_port()?;
        let mut text = String::new();
        let place = folder.display();
        writeln!(text, "worker_processes auto; pid {place}/nginx.pid; error_log {place}/nginx.log;")?;
        writeln!(text, "events {{ worker_connections 1024; }}")?;
        writeln!(text, "http {{ access_log off; sendfile on; keepalive_requests 100000000;")?;
        writeln!(text, "default_type application/ocsp-response;")?;
        for kind in ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"] {
            writeln!(text, "{kind}_temp_path {place}/{kind};")?;
        }
        writeln!(text, "server {{ listen 127.0.0.1:{port}; root {}; }} }}", files.display())?;
        let configuration = folder.join("nginx.conf");
        std::fs::write(&configuration, text)?;
        let child = Command::new("nginx")
            .arg("-p")
            .arg(folder)
            .arg("-c")
            .arg(&configuration)
            .args(["-g", "daemon off;"])
            .stderr(Stdio::null())
            .spawn()
            .context("nginx could not be started; `./dev bench` installs it")?;
        let nginx = Nginx { child, port };
        let http = reqwest::Client::builder().no_proxy().build()?;
        for _ in 0..200 {
            let asked = http.get(format!("http://127.0.0.1:{port}/0")).send().await;
            if asked.is_ok_and(|answer| answer.status().is_success()) {
                return Ok(nginx);
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        anyhow::bail!("nginx did not answer")
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // The master stops its workers only when it is asked to.
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let _ = self.child.wait();
    }
}
