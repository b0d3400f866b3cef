//! Each kind of DNS answer becomes its own finding; every server is asked; wrong places are looked at (E1, E6).

mod support;

use anyhow::{Context, Result};
use chancery_domain::name::Name;
use chancery_domain::validation::{Cause, Challenge, Finding, Observation, Purpose, Verdict, judge};
use chancery_testkit::{DnsZoneServer, Misbehaviour, Transport};
use hickory_proto::op::ResponseCode;
use hickory_proto::rr::RecordType;
use std::time::Duration;
use support::{cname, probe, proofs, settings, txt};

const OWNER: &str = "_dnsauth.example.org";

fn values(list: &[&str], ttl_seconds: u32) -> Finding {
    Finding::Values { values: list.iter().map(|v| (*v).to_owned()).collect(), ttl_seconds }
}

async fn server() -> Result<DnsZoneServer> {
    DnsZoneServer::start(&["example.org"]).await
}

async fn look(server: &DnsZoneServer) -> Result<Vec<Observation>> {
    probe(settings(&[server.address()]), &txt(OWNER, "right")).await
}

#[tokio::test]
async fn a_txt_record_is_found_afresh_each_time() -> Result<()> {
    let server = server().await?;
    server.set_txt(OWNER, &["v=spf1 -all", "right"])?;
    let seen = look(&server).await?;
    assert_eq!(proofs(&seen), [&values(&["v=spf1 -all", "right"], 60)]);
    let first = seen.first().context("one observation")?;
    assert_eq!(first.question, format!("TXT {OWNER}"));
    assert_eq!(first.viewpoint, format!("resolver {}", server.address()));
    assert_eq!(seen.len(), 1, "no hints are needed: {seen:?}");
    server.set_ttl(7);
    server.set_txt(OWNER, &["new"])?;
    assert_eq!(proofs(&look(&server).await?), [&values(&["new"], 7)]);
    Ok(())
}

#[tokio::test]
async fn a_name_that_is_missing_and_one_without_the_type_differ() -> Result<()> {
    let server = server().await?;
    assert_eq!(proofs(&look(&server).await?), [&Finding::NoSuchName]);
    server.set_addresses(OWNER, &["127.0.0.1".parse()?])?;
    assert_eq!(proofs(&look(&server).await?), [&Finding::NoRecord]);
    Ok(())
}

#[tokio::test]
async fn error_codes_silence_and_a_closed_port_are_told_apart() -> Result<()> {
    let server = server().await?;
    server.set_txt(OWNER, &["right"])?;
    for (code, text) in [(ResponseCode::ServFail, "SERVFAIL"), (ResponseCode::Refused, "REFUSED")] {
        server.misbehave(OWNER, Some(Misbehaviour::Code(code)))?;
        assert_eq!(proofs(&look(&server).await?), [&Finding::ServerError { code: text.into() }]);
    }
    server.misbehave(OWNER, Some(Misbehaviour::Silent))?;
    let mut quick = settings(&[server.address()]);
    quick.probe_timeout = Duration::from_millis(900);
    let started = std::time::Instant::now();
    let seen = probe(quick, &txt(OWNER, "right")).await?;
    assert_eq!(proofs(&seen), [&Finding::TimedOut { after_seconds: 1 }]);
    assert!(started.elapsed() < Duration::from_secs(3), "took {:?}", started.elapsed());

    let closed = std::net::SocketAddr::from(([127, 0, 0, 1], chancery_testkit::free_port()?));
    let mut quick = settings(&[closed]);
    quick.probe_timeout = Duration::from_millis(900);
    assert_eq!(proofs(&probe(quick, &txt(OWNER, "right")).await?), [&Finding::TimedOut { after_seconds: 1 }]);
    assert_eq!(
        proofs(&probe(settings(&[server.address()]), &txt("_dnsauth.example.net", "right")).await?),
        [&Finding::ServerError { code: "REFUSED".into() }],
        "a zone of somebody else"
    );
    Ok(())
}

#[tokio::test]
async fn a_late_answer_within_the_limit_counts() -> Result<()> {
    let server = server().await?;
    server.set_txt(OWNER, &["right"])?;
    server.misbehave(OWNER, Some(Misbehaviour::Delay(Duration::from_millis(300))))?;
    let seen = look(&server).await?;
    assert_eq!(proofs(&seen), [&values(&["right"], 60)]);
    assert!(seen.first().is_some_and(|o| o.milliseconds >= 300), "{seen:?}");
    Ok(())
}

#[tokio::test]
async fn an_answer_too_large_for_a_datagram_comes_over_tcp() -> Result<()> {
    let server = server().await?;
    let large = "x".repeat(5000);
    server.set_txt(OWNER, &[&large, "right"])?;
    assert_eq!(proofs(&look(&server).await?), [&values(&[&large, "right"], 60)]);
    let transports: Vec<Transport> = server.questions().iter().map(|q| q.transport).collect();
    assert_eq!(transports, [Transport::Udp, Transport::Tcp]);
    Ok(())
}

#[tokio::test]
async fn the_letter_case_of_questions_is_random_and_must_come_back() -> Result<()> {
    let server = server().await?;
    let owner = "_dnsauth.abcdefghijklmnopqrstuvwxyz.example.org";
    server.set_txt(owner, &["right"])?;
    let seen = probe(settings(&[server.address()]), &txt(owner, "right")).await?;
    assert_eq!(proofs(&seen), [&values(&["right"], 60)]);
    let asked = server.questions().first().context("one question")?.name.clone();
    assert_ne!(asked, owner, "41 letters kept their case by chance: 1 in 2^41");
    assert_eq!(asked.to_ascii_lowercase(), owner);

    server.misbehave(owner, Some(Misbehaviour::FoldsCase))?;
    let seen = probe(settings(&[server.address()]), &txt(owner, "right")).await?;
    assert_eq!(proofs(&seen), [&values(&["right"], 60)], "the same server is believed over TCP");
    assert_eq!(server.questions().last().map(|q| q.transport), Some(Transport::Tcp));
    Ok(())
}

#[tokio::test]
async fn cname_targets_come_in_lower_case_and_chains_of_txt_are_followed() -> Result<()> {
    let server = server().await?;
    server.set_cname("_a1.example.org", "B2.Proofs.Example.NET")?;
    let seen =
        probe(settings(&[server.address()]), &cname("_a1.example.org", "b2.proofs.example.net")).await?;
    assert_eq!(proofs(&seen), [&values(&["b2.proofs.example.net"], 60)]);

    server.set_cname(OWNER, "one.example.org")?;
    server.set_cname("one.example.org", "two.example.org")?;
    server.set_txt("two.example.org", &["right"])?;
    assert_eq!(proofs(&look(&server).await?), [&values(&["right"], 60)]);
    server.set_cname("one.example.org", OWNER)?;
    let looped = look(&server).await?;
    assert!(!matches!(proofs(&looped).as_slice(), [Finding::Values { .. }]), "{looped:?}");
    Ok(())
}

#[tokio::test]
async fn every_server_is_asked_and_answers_for_itself() -> Result<()> {
    let (new, old, dead) = (server().await?, server().await?, server().await?);
    new.set_txt(OWNER, &["right"])?;
    old.set_txt(OWNER, &["old"])?;
    dead.misbehave(OWNER, Some(Misbehaviour::Code(ResponseCode::ServFail)))?;
    let servers = [new.address(), old.address(), dead.address()];
    let seen = probe(settings(&servers), &txt(OWNER, "right")).await?;
    assert_eq!(
        proofs(&seen),
        [&values(&["right"], 60), &values(&["old"], 60), &Finding::ServerError { code: "SERVFAIL".into() }]
    );
    let viewpoints: Vec<&str> =
        seen.iter().filter(|o| o.purpose == Purpose::Proof).map(|o| o.viewpoint.as_str()).collect();
    assert_eq!(viewpoints, servers.map(|server| format!("resolver {server}")));
    Ok(())
}

#[tokio::test]
async fn hints_show_where_the_record_was_put_by_mistake() -> Result<()> {
    for (place, is_txt) in [
        ("_dnsauth.www.example.org.example.org", true),
        ("_dnsauth.www.example.org.www.example.org", true),
        ("www.example.org", true),
        ("_dnsauth.www.example.org", false),
    ] {
        let server = server().await?;
        if is_txt {
            server.set_txt(place, &["right"])?;
        } else {
            server.set_cname(place, "right.example.org")?;
        }
        let seen = probe(settings(&[server.address()]), &txt("_dnsauth.www.example.org", "right")).await?;
        assert!(!matches!(proofs(&seen).as_slice(), [Finding::Values { .. }]), "{seen:?}");
        let kind = if is_txt { RecordType::TXT } else { RecordType::CNAME };
        let hint = seen
            .iter()
            .find(|o| o.purpose == Purpose::Hint && o.question == format!("{kind} {place}"))
            .with_context(|| format!("no hint for {place}: {seen:?}"))?;
        assert_eq!(hint.finding, values(&[if is_txt { "right" } else { "right.example.org" }], 60));
        let challenge = Challenge {
            base: Name::parse("www.example.org")?,
            covers: Vec::new(),
            proof: txt("_dnsauth.www.example.org", "right"),
        };
        let told = judge(&challenge, &seen);
        let found_at = Cause::WrongHost { found_at: place.to_owned() };
        assert_eq!(told == Verdict::NotYet { cause: found_at }, is_txt, "{told:?}");
    }
    Ok(())
}
