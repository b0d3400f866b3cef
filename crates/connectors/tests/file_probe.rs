//! The proof file over HTTP and HTTPS, and everything that may come instead (E2, E6; must never happen, number 22).

mod support;

use anyhow::{Context, Result};
use chancery_domain::validation::Finding;
use chancery_testkit::http_stub::Reply;
use chancery_testkit::{DnsZoneServer, HttpStub, Misbehaviour, free_port, self_signed};
use hickory_proto::op::ResponseCode;
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use support::{CONTENT, HOST, PATH, blocked, content, file, of_scheme, probe, proofs, settings, zone};

fn any_port() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 0))
}

/// A plain web server at 127.0.0.1 with one reply at the proof's path.
async fn web(reply: Reply) -> Result<HttpStub> {
    let web = HttpStub::http(any_port()).await?;
    web.reply(PATH, reply);
    Ok(web)
}

/// The finding over HTTP when port 443 is closed.
async fn over_http(dns: &DnsZoneServer, reply: Reply) -> Result<Finding> {
    let web = web(reply).await?;
    let mut settings = settings(&[dns.address()]);
    settings.http_port = web.address().port();
    settings.https_port = free_port()?;
    settings.probe_timeout = Duration::from_millis(1500);
    let seen = probe(settings, &file(HOST)).await?;
    assert_eq!(of_scheme(&seen, "https"), [&Finding::ConnectionRefused]);
    of_scheme(&seen, "http").first().map(|f| (*f).clone()).context("no finding over http")
}

#[tokio::test]
async fn the_file_is_seen_over_both_schemes_with_any_certificate() -> Result<()> {
    let dns = zone("127.0.0.1").await?;
    let plain = web(Reply::Content(format!("{CONTENT}\n"))).await?;
    let secure =
        HttpStub::https(any_port(), self_signed::server_config("another.example.net").await?).await?;
    secure.reply(PATH, Reply::Content(CONTENT.into()));
    let mut settings = settings(&[dns.address()]);
    settings.http_port = plain.address().port();
    settings.https_port = secure.address().port();
    let seen = probe(settings, &file(HOST)).await?;
    assert_eq!(proofs(&seen), [&content(&format!("{CONTENT}\n")), &content(CONTENT)]);
    for (stub, scheme) in [(&plain, "http"), (&secure, "https")] {
        let requests = stub.requests();
        let request = requests.first().context("one request")?;
        assert_eq!(request.path, PATH);
        assert_eq!(request.header("host"), Some(HOST));
        assert_eq!(request.header("user-agent"), Some("Chancery-validation/1"));
        let viewpoint = format!("{scheme} {}", stub.address());
        assert!(
            seen.iter().any(|o| o.viewpoint == viewpoint && o.question == format!("{scheme}://{HOST}{PATH}"))
        );
    }
    Ok(())
}

#[tokio::test]
async fn statuses_redirects_and_broken_answers_are_told_apart() -> Result<()> {
    let dns = zone("127.0.0.1").await?;
    let to = format!("http://{HOST}/elsewhere");
    for (reply, expected) in [
        (Reply::Content("other".into()), content("other")),
        (Reply::Status(404), Finding::HttpStatus { status: 404 }),
        (Reply::Status(503), Finding::HttpStatus { status: 503 }),
        (Reply::Status(204), Finding::HttpStatus { status: 204 }),
        (Reply::Redirect(301, to.clone()), Finding::Redirected { status: 301, location: to.clone() }),
        (Reply::Redirect(307, to.clone()), Finding::Redirected { status: 307, location: to.clone() }),
        (Reply::Content("x".repeat(5000)), Finding::TooLarge { limit_bytes: 4096 }),
        (Reply::Silence, Finding::TimedOut { after_seconds: 2 }),
    ] {
        assert_eq!(over_http(&dns, reply.clone()).await?, expected, "{reply:?}");
    }
    for reply in [&b"SSH-2.0-OpenSSH_9.2\r\n"[..], b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nshort", b""]
    {
        let seen = over_http(&dns, Reply::Raw(reply.to_vec())).await?;
        assert!(matches!(seen, Finding::ConnectionFailed { .. }), "{seen:?}");
    }
    let long = over_http(&dns, Reply::Content("y".repeat(4000))).await?;
    assert!(matches!(&long, Finding::Content { text } if text.chars().count() == 513 && text.ends_with('…')));
    Ok(())
}

#[tokio::test]
async fn a_plain_server_on_the_tls_port_is_a_tls_failure() -> Result<()> {
    let dns = zone("127.0.0.1").await?;
    let plain = web(Reply::Content(CONTENT.into())).await?;
    let mut settings = settings(&[dns.address()]);
    settings.http_port = plain.address().port();
    settings.https_port = plain.address().port();
    let seen = probe(settings, &file(HOST)).await?;
    assert_eq!(of_scheme(&seen, "http"), [&content(CONTENT)]);
    assert!(matches!(of_scheme(&seen, "https").as_slice(), [Finding::TlsFailed { .. }]), "{seen:?}");
    Ok(())
}

#[tokio::test]
async fn hosts_without_address_and_names_servers_in_trouble_stop_before_the_web() -> Result<()> {
    let dns = DnsZoneServer::start(&["example.org"]).await?;
    let settings = settings(&[dns.address()]);
    assert_eq!(proofs(&probe(settings.clone(), &file(HOST)).await?), [&Finding::NoSuchName]);
    dns.set_txt(HOST, &["no address here"])?;
    assert_eq!(proofs(&probe(settings.clone(), &file(HOST)).await?), [&Finding::NoAddress]);
    dns.misbehave(HOST, Some(Misbehaviour::Code(ResponseCode::ServFail)))?;
    let servfail = Finding::ServerError { code: "SERVFAIL".into() };
    assert_eq!(proofs(&probe(settings.clone(), &file(HOST)).await?), [&servfail]);

    let good = zone("127.0.0.1").await?;
    let web = web(Reply::Content(CONTENT.into())).await?;
    let mut both = settings;
    both.dns_servers = vec![good.address(), dns.address()];
    both.http_port = web.address().port();
    assert_eq!(proofs(&probe(both, &file(HOST)).await?), [&servfail], "an error is never permission");
    assert_eq!(web.connections(), 0);
    Ok(())
}

#[tokio::test]
async fn a_dead_first_address_gives_way_to_the_next() -> Result<()> {
    let dns = zone("127.0.0.1").await?;
    dns.set_addresses(HOST, &["127.0.0.1".parse()?, "127.0.0.2".parse()?])?;
    let web = HttpStub::http("127.0.0.2:0".parse()?).await?;
    web.reply(PATH, Reply::Content(CONTENT.into()));
    let mut settings = settings(&[dns.address()]);
    settings.allow_private_addresses = true;
    settings.http_port = web.address().port();
    settings.https_port = free_port()?;
    let seen = probe(settings, &file(HOST)).await?;
    assert_eq!(proofs(&seen), [&content(CONTENT), &Finding::ConnectionRefused]);
    Ok(())
}

#[tokio::test]
async fn redirects_are_followed_as_far_as_the_policy_says() -> Result<()> {
    let dns = zone("127.0.0.1").await?;
    dns.set_addresses("www.example.org", &["127.0.0.1".parse()?])?;
    let web = web(Reply::Redirect(302, "http://www.example.org/second".into())).await?;
    web.reply("/second", Reply::Redirect(308, "/third?a=1".into()));
    web.reply("/third?a=1", Reply::Content(CONTENT.into()));
    let mut settings = settings(&[dns.address()]);
    settings.http_port = web.address().port();
    settings.https_port = free_port()?;
    settings.max_redirects = 2;
    let seen = probe(settings.clone(), &file(HOST)).await?;
    assert_eq!(of_scheme(&seen, "http"), [&content(CONTENT)]);
    let hosts: Vec<_> = web.requests().iter().filter_map(|r| r.header("host").map(str::to_owned)).collect();
    assert_eq!(hosts, [HOST, "www.example.org", "www.example.org"]);

    settings.max_redirects = 1;
    let seen = probe(settings, &file(HOST)).await?;
    assert_eq!(
        of_scheme(&seen, "http"),
        [&Finding::Redirected { status: 308, location: "/third?a=1".into() }]
    );
    Ok(())
}

#[tokio::test]
async fn must_never_22_a_name_that_leads_to_a_special_address_is_not_contacted() -> Result<()> {
    let web = web(Reply::Content(CONTENT.into())).await?;
    for address in [
        "127.0.0.1",
        "10.0.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "::1",
        "::",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::1",
        "fd00::1",
        "fe80::1",
        "ff02::1",
    ] {
        let dns = zone(address).await?;
        let mut settings = settings(&[dns.address()]);
        settings.allowed_networks.clear();
        settings.http_port = web.address().port();
        settings.https_port = web.address().port();
        let seen = probe(settings, &file(HOST)).await?;
        assert_eq!(proofs(&seen), [&blocked(address)], "{address}");
    }
    assert_eq!(web.connections(), 0, "something was contacted");
    Ok(())
}

#[tokio::test]
async fn must_never_22_one_special_address_among_others_refuses_the_host() -> Result<()> {
    let web = web(Reply::Content(CONTENT.into())).await?;
    let dns = zone("127.0.0.1").await?;
    dns.set_addresses(HOST, &["127.0.0.1".parse()?, "::1".parse()?])?;
    let mut settings = settings(&[dns.address()]);
    settings.http_port = web.address().port();
    assert_eq!(proofs(&probe(settings, &file(HOST)).await?), [&blocked("::1")]);
    assert_eq!(web.connections(), 0);
    Ok(())
}

#[tokio::test]
async fn must_never_22_an_address_instead_of_a_name_is_checked_too() -> Result<()> {
    let web = web(Reply::Content(CONTENT.into())).await?;
    let dns = zone("127.0.0.1").await?;
    let mut settings = settings(&[dns.address()]);
    settings.allowed_networks.clear();
    settings.http_port = web.address().port();
    for (host, address) in [("127.0.0.1", "127.0.0.1"), ("[::1]", "::1")] {
        assert_eq!(proofs(&probe(settings.clone(), &file(host)).await?), [&blocked(address)]);
    }
    assert_eq!(web.connections(), 0);
    Ok(())
}

#[tokio::test]
async fn must_never_22_a_redirect_to_a_special_address_is_not_followed() -> Result<()> {
    let dns = zone("127.0.0.1").await?;
    dns.set_addresses("inside.example.org", &["127.0.0.2".parse()?])?;
    let first = web(Reply::Status(404)).await?;
    let port = first.address().port();
    let inside = HttpStub::http(SocketAddr::from(([127, 0, 0, 2], port))).await?;
    inside.reply(PATH, Reply::Content(CONTENT.into()));
    let mut settings = settings(&[dns.address()]);
    settings.http_port = port;
    settings.https_port = free_port()?;
    settings.max_redirects = 10;
    settings.file_redirect_same_primary = false;
    for (location, address) in [
        (format!("http://inside.example.org{PATH}"), "127.0.0.2"),
        (format!("http://127.0.0.2{PATH}"), "127.0.0.2"),
        (format!("http://0x7f.2{PATH}"), "127.0.0.2"),
        (format!("http://2130706434{PATH}"), "127.0.0.2"),
        (format!("http://[::ffff:127.0.0.2]{PATH}"), "::ffff:127.0.0.2"),
        (format!("https://[::1]{PATH}"), "::1"),
        ("http://169.254.169.254/latest/meta-data/".to_owned(), "169.254.169.254"),
    ] {
        first.reply(PATH, Reply::Redirect(302, location.clone()));
        let seen = probe(settings.clone(), &file(HOST)).await?;
        assert_eq!(of_scheme(&seen, "http"), [&blocked(address)], "{location}");
    }
    assert_eq!(inside.connections(), 0, "the inner server was contacted");
    Ok(())
}

#[tokio::test]
async fn must_never_22_a_redirect_to_an_odd_port_or_scheme_is_not_followed() -> Result<()> {
    let dns = zone("127.0.0.1").await?;
    let first = web(Reply::Status(404)).await?;
    let odd = web(Reply::Content(CONTENT.into())).await?;
    let mut settings = settings(&[dns.address()]);
    settings.http_port = first.address().port();
    settings.https_port = free_port()?;
    settings.max_redirects = 10;
    for location in [
        format!("http://{HOST}:{}{PATH}", odd.address().port()),
        format!("https://{HOST}:{}{PATH}", odd.address().port()),
        format!("http://{HOST}:22/"),
        format!("ftp://{HOST}/"),
        "file:///etc/passwd".to_owned(),
    ] {
        first.reply(PATH, Reply::Redirect(301, location.clone()));
        let seen = probe(settings.clone(), &file(HOST)).await?;
        assert_eq!(of_scheme(&seen, "http"), [&Finding::Redirected { status: 301, location }]);
    }
    assert_eq!(odd.connections(), 0);
    Ok(())
}

#[tokio::test]
async fn must_never_22_redirects_in_a_circle_end() -> Result<()> {
    let dns = zone("127.0.0.1").await?;
    let web = web(Reply::Redirect(301, PATH.into())).await?;
    let mut settings = settings(&[dns.address()]);
    settings.http_port = web.address().port();
    settings.https_port = free_port()?;
    settings.max_redirects = 10;
    let seen = probe(settings, &file(HOST)).await?;
    assert_eq!(of_scheme(&seen, "http"), [&Finding::Redirected { status: 301, location: PATH.into() }]);
    assert_eq!(web.requests().len(), 11);
    Ok(())
}

#[tokio::test]
async fn must_never_22_huge_and_endless_bodies_are_cut_off() -> Result<()> {
    let dns = zone("127.0.0.1").await?;
    let too_large = Finding::TooLarge { limit_bytes: 4096 };
    let announced = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", u64::MAX / 2);
    let mut chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec();
    for _ in 0..200 {
        chunked.extend_from_slice(format!("64\r\n{}\r\n", "z".repeat(100)).as_bytes());
    }
    for reply in [Reply::EndlessBody, Reply::Raw(announced.into_bytes()), Reply::Raw(chunked)] {
        let started = Instant::now();
        assert_eq!(over_http(&dns, reply.clone()).await?, too_large);
        assert!(
            started.elapsed() < Duration::from_millis(1400),
            "the rest was awaited: {:?}",
            started.elapsed()
        );
    }
    let head = format!("HTTP/1.1 200 OK\r\nX-Filler: {}\r\n\r\n", "f".repeat(1_000_000));
    let seen = over_http(&dns, Reply::Raw(head.into_bytes())).await?;
    assert!(matches!(seen, Finding::ConnectionFailed { .. }), "an endless head: {seen:?}");
    Ok(())
}

#[tokio::test]
async fn must_never_22_a_body_that_drips_for_ever_ends_with_the_probe() -> Result<()> {
    let dns = zone("127.0.0.1").await?;
    let started = Instant::now();
    let seen = over_http(&dns, Reply::Drip(Duration::from_millis(20))).await?;
    assert_eq!(seen, Finding::TimedOut { after_seconds: 2 });
    assert!(started.elapsed() < Duration::from_secs(4), "took {:?}", started.elapsed());
    Ok(())
}
