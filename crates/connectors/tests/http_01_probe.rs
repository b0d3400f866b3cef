//! http-01 before real web servers (RFC 8555 section 8.3, RFC 8738 section 4; must never happen, number 22).

mod support;

use anyhow::{Context, Result};
use chancery_connectors::validation::ProbeSettings;
use chancery_domain::name::Name;
use chancery_domain::validation::{Challenge, Finding, Observation, Proof, Verdict, judge};
use chancery_testkit::http_stub::Reply;
use chancery_testkit::{DnsZoneServer, HttpStub, free_port, self_signed};
use std::net::SocketAddr;
use std::time::Duration;
use support::{HOST, blocked, content, probe, proofs, settings, zone};

const TOKEN: &str = "LoqXcYV8q5ONbJQxbmR7SCTNo3tiAXDfowyjxAjEuX0";
const KEY_AUTHORIZATION: &str =
    "LoqXcYV8q5ONbJQxbmR7SCTNo3tiAXDfowyjxAjEuX0.9jg46WB3rR_AHD-EBXdN7cBkH1WOu0tA3M9fm21mqTI";
const PATH: &str = "/.well-known/acme-challenge/LoqXcYV8q5ONbJQxbmR7SCTNo3tiAXDfowyjxAjEuX0";

fn any_port() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 0))
}

fn proof(host: &str) -> Proof {
    Proof::Http01 { host: host.into(), token: TOKEN.into(), key_authorization: KEY_AUTHORIZATION.into() }
}

fn code(observations: &[Observation]) -> Result<&'static str> {
    let challenge = Challenge { base: Name::parse(HOST)?, covers: Vec::new(), proof: proof(HOST) };
    Ok(match judge(&challenge, observations) {
        Verdict::Passed => "passed",
        Verdict::NotYet { cause } => cause.code(),
    })
}

async fn web(reply: Reply) -> Result<HttpStub> {
    let web = HttpStub::http(any_port()).await?;
    web.reply(PATH, reply);
    Ok(web)
}

async fn settings_for(dns: &DnsZoneServer, web: &HttpStub) -> Result<ProbeSettings> {
    let mut settings = settings(&[dns.address()]);
    settings.http_port = web.address().port();
    settings.https_port = free_port()?;
    settings.probe_timeout = Duration::from_millis(1500);
    Ok(settings)
}

fn to(location: &str) -> Reply {
    Reply::Redirect(302, location.to_owned())
}

#[tokio::test]
async fn the_answers_of_a_server_are_judged() -> Result<()> {
    let dns = zone("127.0.0.1").await?;
    let head = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n";
    for (reply, expected) in [
        (Reply::Content(KEY_AUTHORIZATION.into()), "passed"),
        (Reply::Content(format!("{KEY_AUTHORIZATION}\r\n \t\n")), "passed"),
        (Reply::Raw(format!("{head}{KEY_AUTHORIZATION}").into_bytes()), "passed"),
        (Reply::Content(format!(" {KEY_AUTHORIZATION}")), "wrong-value"),
        (Reply::Content(KEY_AUTHORIZATION.to_lowercase()), "wrong-value"),
        (Reply::Content(TOKEN.into()), "wrong-value"),
        (Reply::Content(format!("{KEY_AUTHORIZATION}x")), "wrong-value"),
        (Reply::Content(String::new()), "wrong-value"),
        (Reply::Status(404), "file-missing"),
        (Reply::Status(500), "http-status"),
        (Reply::Status(204), "http-status"),
        (to("https://example.org:8443/x"), "redirect"),
        (Reply::Redirect(303, PATH.into()), "redirect"),
        (Reply::EndlessBody, "too-large"),
        (Reply::Drip(Duration::from_millis(20)), "timed-out"),
        (Reply::Silence, "timed-out"),
        (Reply::Raw(b"SSH-2.0-OpenSSH\r\n".to_vec()), "connection-failed"),
        (Reply::Raw(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nshort".to_vec()), "connection-failed"),
    ] {
        let web = web(reply.clone()).await?;
        let seen = probe(settings_for(&dns, &web).await?, &proof(HOST)).await?;
        assert_eq!(code(&seen)?, expected, "{reply:?}: {seen:?}");
        let first = web.requests().into_iter().next().context("a request")?;
        assert_eq!((first.path.as_str(), first.header("host")), (PATH, Some(HOST)));
    }
    Ok(())
}

#[tokio::test]
async fn only_http_is_asked_and_redirects_to_https_with_any_certificate_are_followed() -> Result<()> {
    let dns = zone("127.0.0.1").await?;
    dns.set_addresses("files.example.org", &["127.0.0.1".parse()?])?;
    let secure = HttpStub::https(any_port(), self_signed::server_config("stranger.example").await?).await?;
    secure.reply("/token?x=1", Reply::Content(KEY_AUTHORIZATION.into()));
    let web = web(Reply::Content(KEY_AUTHORIZATION.into())).await?;
    let mut settings = settings_for(&dns, &web).await?;
    settings.https_port = secure.address().port();
    assert_eq!(code(&probe(settings.clone(), &proof(HOST)).await?)?, "passed");
    assert_eq!(secure.connections(), 0);

    for status in [301, 302, 307, 308] {
        web.reply(PATH, Reply::Redirect(status, "https://files.example.org/token?x=1".into()));
        assert_eq!(code(&probe(settings.clone(), &proof(HOST)).await?)?, "passed", "{status}");
    }
    assert_eq!(secure.requests().first().and_then(|r| r.header("host")), Some("files.example.org"));
    Ok(())
}

#[tokio::test]
async fn ten_redirects_are_followed_and_no_more() -> Result<()> {
    let dns = zone("127.0.0.1").await?;
    let web = web(to("/1")).await?;
    for step in 1..10 {
        web.reply(&format!("/{step}"), to(&format!("/{}", step + 1)));
    }
    web.reply("/10", Reply::Content(KEY_AUTHORIZATION.into()));
    let settings = settings_for(&dns, &web).await?;
    assert_eq!(code(&probe(settings.clone(), &proof(HOST)).await?)?, "passed");
    web.reply("/10", to("/11"));
    web.reply("/11", Reply::Content(KEY_AUTHORIZATION.into()));
    assert_eq!(code(&probe(settings, &proof(HOST)).await?)?, "redirect");
    Ok(())
}

#[tokio::test]
async fn addresses_are_asked_directly_with_brackets_around_version_6() -> Result<()> {
    let dns = DnsZoneServer::start(&["example.org"]).await?;
    for (address, host) in [("127.0.0.1", "127.0.0.1"), ("::1", "[::1]")] {
        let web = HttpStub::http(SocketAddr::new(address.parse()?, 0)).await?;
        web.reply(PATH, Reply::Content(KEY_AUTHORIZATION.into()));
        let mut settings = settings_for(&dns, &web).await?;
        settings.allow_private_addresses = true;
        let seen = probe(settings, &proof(address)).await?;
        assert_eq!(proofs(&seen), [&content(KEY_AUTHORIZATION)]);
        assert_eq!(web.requests().first().and_then(|r| r.header("host")), Some(host));
    }
    assert!(dns.questions().is_empty());
    Ok(())
}

#[tokio::test]
async fn a_closed_version_4_address_gives_way_to_version_6() -> Result<()> {
    let dns = zone("127.0.0.1").await?;
    dns.set_addresses(HOST, &["127.0.0.1".parse()?, "::1".parse()?])?;
    let web = HttpStub::http("[::1]:0".parse()?).await?;
    web.reply(PATH, Reply::Content(KEY_AUTHORIZATION.into()));
    let mut settings = settings_for(&dns, &web).await?;
    settings.allow_private_addresses = true;
    assert_eq!(code(&probe(settings, &proof(HOST)).await?)?, "passed");
    Ok(())
}

#[tokio::test]
async fn must_never_22_http_01_never_reaches_a_special_address() -> Result<()> {
    let web = web(Reply::Content(KEY_AUTHORIZATION.into())).await?;
    for address in ["127.0.0.1", "10.0.0.1", "192.168.1.1", "169.254.169.254", "::1", "::ffff:127.0.0.1"] {
        let dns = zone(address).await?;
        for host in [HOST, address] {
            let mut settings = settings_for(&dns, &web).await?;
            settings.allowed_networks.clear();
            assert_eq!(proofs(&probe(settings, &proof(host)).await?), [&blocked(address)], "{host}");
        }
    }
    assert_eq!(web.connections(), 0);
    Ok(())
}

#[tokio::test]
async fn must_never_22_http_01_is_not_led_inside_by_a_redirect() -> Result<()> {
    let dns = zone("127.0.0.1").await?;
    dns.set_addresses("inside.example.org", &["127.0.0.2".parse()?])?;
    let first = web(Reply::Status(404)).await?;
    let settings = settings_for(&dns, &first).await?;
    let inside = HttpStub::http(SocketAddr::from(([127, 0, 0, 2], settings.http_port))).await?;
    inside.reply(PATH, Reply::Content(KEY_AUTHORIZATION.into()));
    for (location, address) in [
        (format!("http://inside.example.org{PATH}"), "127.0.0.2"),
        (format!("http://127.0.0.2{PATH}"), "127.0.0.2"),
        (format!("http://2130706434{PATH}"), "127.0.0.2"),
        (format!("http://[::ffff:127.0.0.2]{PATH}"), "::ffff:127.0.0.2"),
        (format!("https://[::1]{PATH}"), "::1"),
        ("http://169.254.169.254/latest/meta-data/".to_owned(), "169.254.169.254"),
    ] {
        first.reply(PATH, to(&location));
        assert_eq!(proofs(&probe(settings.clone(), &proof(HOST)).await?), [&blocked(address)], "{location}");
    }
    for location in
        ["http://shop.example.org:22/", "ftp://shop.example.org/", "file:///etc/passwd", "gopher://x/"]
    {
        first.reply(PATH, to(location));
        let seen = probe(settings.clone(), &proof(HOST)).await?;
        assert!(matches!(proofs(&seen).as_slice(), [Finding::Redirected { .. }]), "{location}: {seen:?}");
    }
    assert_eq!(inside.connections(), 0);
    Ok(())
}
