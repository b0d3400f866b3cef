//! tls-alpn-01 before real TLS servers (RFC 8737, RFC 8738; must never happen, numbers 4 and 22).

mod support;

use anyhow::{Context, Result};
use chancery_domain::name::Name;
use chancery_domain::validation::{Challenge, Finding, Observation, Proof, Verdict, judge};
use chancery_testkit::acme_tls::{AcmeTlsServer, Show, acme_identifier, make};
use chancery_testkit::{DnsZoneServer, free_port, self_signed};
use std::net::SocketAddr;
use std::process::Stdio;
use std::time::Duration;
use support::{HOST, blocked, probe, proofs, settings, zone};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;

const DIGEST: &str = "0011223344556677889900aabbccddeeff00112233445566778899aabbccddee";

fn any_port() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 0))
}

fn proof(host: &str) -> Proof {
    Proof::TlsAlpn01 { host: host.into(), digest: DIGEST.into() }
}

fn verdict(observations: &[Observation]) -> Result<Verdict> {
    let challenge = Challenge { base: Name::parse(HOST)?, covers: Vec::new(), proof: proof(HOST) };
    Ok(judge(&challenge, observations))
}

async fn look_at(dns: &DnsZoneServer, port: u16, host: &str) -> Result<Vec<Observation>> {
    let mut settings = settings(&[dns.address()]);
    settings.tls_alpn_port = port;
    settings.probe_timeout = Duration::from_millis(1500);
    probe(settings, &proof(host)).await
}

#[tokio::test]
async fn the_right_certificate_is_seen_and_judged() -> Result<()> {
    let dns = zone("127.0.0.1").await?;
    for key in ["ec", "rsa"] {
        let mut show = Show::right(&HOST.to_uppercase(), DIGEST);
        (show.key, show.protocols) = (key, vec!["h2", "acme-tls/1"]);
        let server = AcmeTlsServer::start(any_port(), &show).await?;
        let seen = look_at(&dns, server.address().port(), HOST).await?;
        assert_eq!(proofs(&seen), [&Finding::AcmeCertificate { digest: DIGEST.into() }]);
        assert_eq!(verdict(&seen)?, Verdict::Passed);
        assert_eq!(server.asked_for(), [HOST]);
    }
    Ok(())
}

#[tokio::test]
async fn an_address_is_asked_for_by_its_reverse_name() -> Result<()> {
    let dns = zone("127.0.0.1").await?;
    let mut show = Show::right("unused", DIGEST);
    show.alternative_names = "IP:127.0.0.1".into();
    let server = AcmeTlsServer::start(any_port(), &show).await?;
    let seen = look_at(&dns, server.address().port(), "127.0.0.1").await?;
    assert_eq!(proofs(&seen), [&Finding::AcmeCertificate { digest: DIGEST.into() }]);
    assert_eq!(server.asked_for(), ["1.0.0.127.in-addr.arpa"]);
    show.alternative_names = "DNS:127.0.0.1".into();
    let server = AcmeTlsServer::start(any_port(), &show).await?;
    let seen = look_at(&dns, server.address().port(), "127.0.0.1").await?;
    assert!(matches!(proofs(&seen).as_slice(), [Finding::WrongCertificate { .. }]), "{seen:?}");
    Ok(())
}

#[tokio::test]
async fn must_never_04_a_certificate_of_another_form_is_refused() -> Result<()> {
    let dns = zone("127.0.0.1").await?;
    let right = Show::right(HOST, DIGEST);
    let identifier = |text: String| Show { extensions: vec![text], ..right.clone() };
    let names = |text: &str| Show { alternative_names: text.into(), ..right.clone() };
    for (show, part) in [
        (identifier(acme_identifier(&DIGEST.replace('0', "f"))), "its acmeIdentifier is ff11"),
        (identifier(acme_identifier(DIGEST).replace("7.1.31=", "7.1.30.1=")), "no acmeIdentifier"),
        (identifier(acme_identifier(DIGEST).replace("critical,", "")), "not critical"),
        (identifier(acme_identifier(&DIGEST[2..])), "32 bytes"),
        (identifier(format!("1.3.6.1.5.5.7.1.31=critical,DER:{DIGEST}")), "32 bytes"),
        (identifier(acme_identifier(DIGEST).replace("DER:0420", "DER:3020")), "32 bytes"),
        (identifier("keyUsage=digitalSignature".into()), "no acmeIdentifier"),
        (names(""), "alternative names"),
        (names("DNS:www.example.org"), "alternative names"),
        (names(&format!("DNS:{HOST},DNS:www.example.org")), "alternative names"),
        (names(&format!("DNS:{HOST},DNS:{HOST}")), "alternative names"),
        (names(&format!("DNS:{HOST},IP:127.0.0.1")), "alternative names"),
        (names("DNS:*.example.org"), "alternative names"),
        (names(&format!("URI:https://{HOST}")), "alternative names"),
    ] {
        let server = AcmeTlsServer::start(any_port(), &show).await?;
        let seen = look_at(&dns, server.address().port(), HOST).await?;
        let Verdict::NotYet { cause } = verdict(&seen)? else { anyhow::bail!("passed: {show:?}") };
        assert_eq!(cause.code(), "wrong-certificate", "{show:?}: {seen:?}");
        let text = cause.explain("place", DIGEST);
        assert!(text.contains(part), "{part} is not in: {text}");
    }
    Ok(())
}

#[tokio::test]
async fn must_never_04_another_protocol_or_none_is_refused() -> Result<()> {
    let dns = zone("127.0.0.1").await?;
    for protocols in [vec![], vec!["h2", "http/1.1"], vec!["acme-tls/2"]] {
        let none = protocols.is_empty();
        let server =
            AcmeTlsServer::start(any_port(), &Show { protocols, ..Show::right(HOST, DIGEST) }).await?;
        let seen = look_at(&dns, server.address().port(), HOST).await?;
        let expected = if none { "wrong-certificate" } else { "tls" };
        assert!(matches!(verdict(&seen)?, Verdict::NotYet { cause } if cause.code() == expected), "{seen:?}");
    }
    Ok(())
}

/// OpenSSL's own server with the right certificate and only this version of TLS.
async fn openssl_server(folder: &std::path::Path, version: &str) -> Result<(tokio::process::Child, u16)> {
    make(folder, &Show::right(HOST, DIGEST)).await?;
    let port = free_port()?;
    let child = tokio::process::Command::new("openssl")
        .args(["s_server", "-quiet", "-alpn", "acme-tls/1", "-cipher", "ALL:@SECLEVEL=0", version])
        .args(["-accept", &format!("127.0.0.1:{port}")])
        .arg("-cert")
        .arg(folder.join("certificate.pem"))
        .arg("-key")
        .arg(folder.join("key.pem"))
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .context("the `openssl` command is needed")?;
    for _ in 0..500 {
        if tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
            return Ok((child, port));
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    anyhow::bail!("openssl s_server does not listen")
}

#[tokio::test]
async fn must_never_04_tls_below_1_2_is_refused() -> Result<()> {
    let dns = zone("127.0.0.1").await?;
    for (version, passes) in [("-tls1", false), ("-tls1_1", false), ("-tls1_2", true), ("-tls1_3", true)] {
        let folder = tempfile::tempdir()?;
        let (_server, port) = openssl_server(folder.path(), version).await?;
        let seen = look_at(&dns, port, HOST).await?;
        assert_eq!(verdict(&seen)? == Verdict::Passed, passes, "{version}: {seen:?}");
        if !passes {
            assert!(matches!(proofs(&seen).as_slice(), [Finding::TlsFailed { .. }]), "{version}: {seen:?}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn must_never_04_an_ordinary_server_proves_nothing() -> Result<()> {
    let dns = zone("127.0.0.1").await?;
    let config = self_signed::server_config(HOST).await?;
    let ordinary = chancery_testkit::HttpStub::https(any_port(), config).await?;
    let seen = look_at(&dns, ordinary.address().port(), HOST).await?;
    assert!(matches!(proofs(&seen).as_slice(), [Finding::WrongCertificate { .. }]), "{seen:?}");
    let plain = chancery_testkit::HttpStub::http(any_port()).await?;
    let seen = look_at(&dns, plain.address().port(), HOST).await?;
    assert!(matches!(proofs(&seen).as_slice(), [Finding::TlsFailed { .. }]), "{seen:?}");
    let seen = look_at(&dns, free_port()?, HOST).await?;
    assert_eq!(proofs(&seen), [&Finding::ConnectionRefused]);
    assert!(matches!(verdict(&seen)?, Verdict::NotYet { .. }));
    Ok(())
}

#[tokio::test]
async fn must_never_22_no_handshake_with_special_addresses() -> Result<()> {
    let server = AcmeTlsServer::start(any_port(), &Show::right(HOST, DIGEST)).await?;
    for address in ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "fe80::1", "::ffff:127.0.0.1"] {
        let dns = zone(address).await?;
        for host in [HOST, address] {
            let mut settings = settings(&[dns.address()]);
            settings.allowed_networks.clear();
            settings.tls_alpn_port = server.address().port();
            assert_eq!(proofs(&probe(settings, &proof(host)).await?), [&blocked(address)], "{host}");
        }
    }
    assert_eq!(server.connections(), 0);
    Ok(())
}

#[tokio::test]
async fn must_never_22_an_endless_or_silent_handshake_ends() -> Result<()> {
    let dns = zone("127.0.0.1").await?;
    let listener = TcpListener::bind(any_port()).await?;
    let port = listener.local_addr()?.port();
    let sent = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let counter = sent.clone();
    let server = tokio::spawn(async move {
        // TLS records of the handshake type, one fragment of a message of 16 MiB after the other, for ever.
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut record = vec![0x16, 0x03, 0x03, 0x10, 0x00, 0x0b, 0xff, 0xff, 0xff];
            record.resize(5 + 4096, 0);
            while stream.write_all(&record).await.is_ok() {
                counter.fetch_add(record.len(), std::sync::atomic::Ordering::Relaxed);
            }
        }
    });
    let seen = look_at(&dns, port, HOST).await?;
    assert!(matches!(proofs(&seen).as_slice(), [Finding::TlsFailed { .. }]), "{seen:?}");
    server.abort();
    let silent = TcpListener::bind(any_port()).await?;
    let seen = look_at(&dns, silent.local_addr()?.port(), HOST).await?;
    assert_eq!(proofs(&seen), [&Finding::TimedOut { after_seconds: 2 }]);
    Ok(())
}
