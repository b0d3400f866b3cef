//! Several real `chancery perspective` processes, each with a name server of its own, and the coordinator's prober
//! (BR 3.2.2.9; must never happen, number 19).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use chancery_app::ports::Prober;
use chancery_connectors::perspective::{EverywhereProber, RemoteSettings};
use chancery_connectors::validation::{Dnssec, NetworkProber, ProbeSettings};
use chancery_domain::name::{DnsName, Name};
use chancery_domain::policy::Policy;
use chancery_domain::time::Timestamp;
use chancery_domain::validation::caa::{CaaQuestion, CaaRules, decide};
use chancery_domain::validation::{
    Challenge, Corroboration, PerspectiveMode, Proof, Verdict, Vote, corroborate, judge,
};
use chancery_testkit::DnsZoneServer;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, Command};

const HOST: &str = "_dnsauth.shop.example.org";

/// A day on which four remote perspectives in two regions are wanted.
fn day() -> Timestamp {
    Timestamp::from_utc_date("2026-11-21").unwrap()
}

/// Certificates of one coordinator and its perspectives.
struct Certificates(TempDir);

impl Certificates {
    async fn make() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for script in [
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=root -keyout root.key -out root.pem",
            "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=server -addext subjectAltName=IP:127.0.0.1 -keyout server.key -out server.csr",
            "x509 -req -in server.csr -CA root.pem -CAkey root.key -days 2 -copy_extensions copyall -out server.pem",
            "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=coordinator -addext extendedKeyUsage=clientAuth -keyout client.key -out client.csr",
            "x509 -req -in client.csr -CA root.pem -CAkey root.key -days 2 -copy_extensions copyall -out client.pem",
        ] {
            let output = Command::new("openssl")
                .args(script.split(' '))
                .current_dir(folder.path())
                .output()
                .await
                .unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        }
        Certificates(folder)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn remote(&self, name: &str, region: &str, address: SocketAddr) -> RemoteSettings {
        RemoteSettings {
            name: name.into(),
            url: format!("https://{address}"),
            region: region.into(),
            ca_file: self.file("root.pem"),
            certificate_file: self.file("client.pem"),
            key_file: self.file("client.key"),
        }
    }
}

/// A process with its view of the world.
struct Elsewhere {
    _child: Child,
    address: SocketAddr,
    dns: DnsZoneServer,
}

async fn zone() -> DnsZoneServer {
    let dns = DnsZoneServer::start(&["org"]).await.unwrap();
    dns.set_txt(HOST, &["right"]).unwrap();
    dns.set_addresses("shop.example.org", &["192.0.2.1".parse().unwrap()]).unwrap();
    dns
}

impl Elsewhere {
    async fn start(certificates: &Certificates) -> Self {
        let dns = zone().await;
        let mut child = Command::new(env!("CARGO_BIN_EXE_chancery"))
            .args(["perspective", "--listen", "127.0.0.1:0", "--dnssec", "off"])
            .args(["--dns-server", &dns.address().to_string()])
            .arg("--tls-cert")
            .arg(certificates.file("server.pem"))
            .arg("--tls-key")
            .arg(certificates.file("server.key"))
            .arg("--client-ca")
            .arg(certificates.file("root.pem"))
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).await.unwrap();
        let address = line.trim().rsplit(' ').next().unwrap().parse().expect("the line names the address");
        Elsewhere { _child: child, address, dns }
    }

    /// Somebody stands between this perspective and the zone.
    fn hijack(&self) {
        self.dns.set_txt(HOST, &["wrong"]).unwrap();
    }
}

fn prober(dns: &DnsZoneServer, remotes: Vec<RemoteSettings>) -> EverywhereProber {
    let timeout = Duration::from_secs(5);
    let settings = ProbeSettings {
        dns_servers: vec![dns.address()],
        dnssec: Dnssec::Off,
        http_port: 80,
        https_port: 443,
        allow_private_addresses: false,
        allowed_networks: Vec::new(),
        probe_timeout: timeout,
        body_limit_bytes: 4_096,
        user_agent: "test".into(),
        max_redirects: 0,
        redirect_statuses: Vec::new(),
        file_redirect_same_primary: true,
        http_01_redirects: 0,
        http_01_redirect_statuses: Vec::new(),
        tls_alpn_port: 443,
    };
    EverywhereProber::new(NetworkProber::new(settings).unwrap(), remotes, timeout).unwrap()
}

/// One attempt at the proof: what this machine says, and the count of the others.
async fn attempt(prober: &EverywhereProber) -> (Verdict, Corroboration) {
    let challenge = Challenge {
        base: Name::parse("shop.example.org").unwrap(),
        covers: Vec::new(),
        proof: Proof::Txt { host: HOST.into(), value: "right".into() },
    };
    let sighting = prober.probe(&challenge.proof).await;
    let votes: Vec<Vote<'_>> = sighting
        .remotes
        .iter()
        .map(|remote| Vote {
            perspective: &remote.perspective,
            region: &remote.region,
            agrees: judge(&challenge, &remote.observations) == Verdict::Passed,
        })
        .collect();
    let policy = Policy::compiled_in().unwrap();
    let counted = corroborate(&policy, day(), PerspectiveMode::Required, &votes);
    (judge(&challenge, &sighting.primary), counted)
}

#[tokio::test]
async fn must_never_19_one_hijacked_perspective_neither_refuses_nor_decides() {
    let certificates = Certificates::make().await;
    let mut all = Vec::new();
    for _ in 0..5 {
        all.push(Elsewhere::start(&certificates).await);
    }
    let remotes = |regions: [&str; 5]| -> Vec<RemoteSettings> {
        let named = all.iter().zip(regions).enumerate();
        named.map(|(n, (one, region))| certificates.remote(&format!("p{n}"), region, one.address)).collect()
    };
    let here = zone().await;
    let spread = prober(&here, remotes(["ARIN", "ARIN", "RIPE NCC", "RIPE NCC", "APNIC"]));
    let (verdict, counted) = attempt(&spread).await;
    assert_eq!((verdict, counted.agreed, counted.holds()), (Verdict::Passed, 5, true), "{counted:?}");
    for one in &all {
        assert!(
            one.dns.questions().iter().any(|q| q.name.eq_ignore_ascii_case(HOST)),
            "each asks its own server"
        );
    }

    // CAA is seen from everywhere too.
    let shop = DnsName::parse("shop.example.org").unwrap();
    let question = CaaQuestion { name: Name::Plain(shop.clone()), method: "dns-01", account_uri: None };
    let rules = CaaRules { identities: &["ca.example".to_owned()], unsigned_failure_permits: false };
    let sighting = spread.caa(&shop).await;
    assert!(decide(&question, &sighting.primary, &rules).is_ok());
    assert_eq!(sighting.remotes.iter().filter(|r| decide(&question, &r.looks, &rules).is_ok()).count(), 5);

    // All in one region.
    let near = prober(&here, remotes(["ARIN"; 5]));
    let (verdict, counted) = attempt(&near).await;
    assert_eq!((verdict, counted.agreed, counted.holds()), (Verdict::Passed, 5, false), "{counted:?}");

    // One sees something else: service goes on. Two of five: it does not.
    all[0].hijack();
    let (_, counted) = attempt(&spread).await;
    assert_eq!((counted.dissenting.as_slice(), counted.holds()), (&["p0".to_owned()][..], true));
    all[4].hijack();
    let (verdict, counted) = attempt(&spread).await;
    assert_eq!((verdict, counted.agreed, counted.holds()), (Verdict::Passed, 3, false), "{counted:?}");

    // The other way round: this machine is lied to, and the others cannot help it.
    here.set_txt(HOST, &["wrong"]).unwrap();
    assert_ne!(attempt(&spread).await.0, Verdict::Passed);
}

#[tokio::test]
async fn a_perspective_speaks_only_to_coordinators_that_it_knows() {
    let (ours, strangers) = (Certificates::make().await, Certificates::make().await);
    let one = Elsewhere::start(&ours).await;
    let here = zone().await;
    let (_, counted) = attempt(&prober(&here, vec![ours.remote("known", "ARIN", one.address)])).await;
    assert_eq!(counted.agreed, 1);
    // A coordinator with a certificate of somebody else.
    let stranger = RemoteSettings {
        certificate_file: strangers.file("client.pem"),
        key_file: strangers.file("client.key"),
        ..ours.remote("stranger", "ARIN", one.address)
    };
    let (_, counted) = attempt(&prober(&here, vec![stranger])).await;
    assert_eq!(counted.agreed, 0);
    // A perspective with a certificate of somebody else.
    let (_, counted) = attempt(&prober(
        &here,
        vec![RemoteSettings {
            ca_file: strangers.file("root.pem"),
            ..ours.remote("unknown", "ARIN", one.address)
        }],
    ))
    .await;
    assert_eq!(counted.agreed, 0);
    // Nobody there at all.
    let gone = one.address;
    drop(one);
    let (_, counted) = attempt(&prober(&here, vec![ours.remote("gone", "ARIN", gone)])).await;
    assert_eq!((counted.agreed, counted.dissenting.len()), (0, 1));
}

#[tokio::test]
async fn a_perspective_contacts_no_special_address_unless_told() {
    let certificates = Certificates::make().await;
    let one = Elsewhere::start(&certificates).await;
    one.dns.set_addresses("shop.example.org", &["127.0.0.1".parse().unwrap()]).unwrap();
    let prober = prober(&zone().await, vec![certificates.remote("p", "ARIN", one.address)]);
    let proof = Proof::File {
        host: "shop.example.org".into(),
        directory: "/.well-known/pki-validation/".into(),
        file: "fileauth.txt".into(),
        content: "right".into(),
    };
    let sighting = prober.probe(&proof).await;
    let seen = format!("{:?}", sighting.remotes[0].observations);
    assert!(seen.contains("BlockedAddress"), "{seen}");
}

/// A stand-in with a good certificate that answers every question with the same bytes; `ATTEMPT` in them becomes the
/// attempt asked for.
async fn parrot(certificates: &Certificates, body: &'static str) -> SocketAddr {
    use rustls::pki_types::pem::PemObject;
    use rustls::pki_types::{CertificateDer, PrivateKeyDer};
    let read = |path: &Path| vec![CertificateDer::from_pem_file(path).unwrap()];
    let provider = std::sync::Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            read(&certificates.file("server.pem")),
            PrivateKeyDer::from_pem_file(certificates.file("server.key")).unwrap(),
        )
        .unwrap();
    let acceptor = tokio_rustls::TlsAcceptor::from(std::sync::Arc::new(config));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                let Ok(mut stream) = acceptor.accept(stream).await else { return };
                let (mut asked, mut buffer) = (String::new(), [0; 16_384]);
                while !asked.contains("\"look\"") {
                    let Ok(length @ 1..) = stream.read(&mut buffer).await else { return };
                    asked.push_str(&String::from_utf8_lossy(&buffer[..length]));
                }
                let attempt = asked.split("\"attempt\":\"").nth(1).and_then(|rest| rest.split('"').next());
                let body = body.replace("ATTEMPT", attempt.unwrap_or_default());
                let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len());
                let _ = stream.write_all(head.as_bytes()).await;
                let _ = stream.shutdown().await;
            });
        }
    });
    address
}

#[tokio::test]
async fn must_never_19_an_answer_of_another_attempt_does_not_count() {
    let certificates = Certificates::make().await;
    let old = r#"{"attempt":"0123456789abcdef0123456789abcdef","seen":{"Proof":[{"viewpoint":"resolver x","question":"TXT x","purpose":"Proof","finding":{"Values":{"values":["right"],"ttl_seconds":60}},"milliseconds":1}]}}"#;
    let current = r#"{"attempt":"ATTEMPT","seen":{"Proof":[{"viewpoint":"resolver x","question":"TXT x","purpose":"Proof","finding":{"Values":{"values":["right"],"ttl_seconds":60}},"milliseconds":1}]}}"#;
    let other = r#"{"attempt":"ATTEMPT","seen":{"Caa":[]}}"#;
    let here = zone().await;
    for (body, agreed) in [(current, 1), (old, 0), (other, 0), ("{}", 0), ("", 0), ("[]", 0)] {
        let address = parrot(&certificates, body).await;
        let prober = prober(&here, vec![certificates.remote("parrot", "ARIN", address)]);
        let (verdict, counted) = attempt(&prober).await;
        assert_eq!((verdict, counted.agreed), (Verdict::Passed, agreed), "{body}");
    }
}
