//! CAA look-ups against a real BIND, and the decision on them: aliases, ancestors, huge record sets, and zones whose
//! signatures are missing or have run out (must never happen, numbers 1 to 3).

mod support;

use anyhow::{Context, Result};
use chancery_app::ports::Prober;
use chancery_connectors::validation::{Dnssec, NetworkProber, ProbeSettings};
use chancery_domain::name::Name;
use chancery_domain::validation::caa::{CaaAnswer, CaaPermit, CaaQuestion, CaaRefusal, CaaRules, decide};
use chancery_testkit::named::{Named, Signing, Zone};
use hickory_proto::op::Message;
use hickory_proto::rr::RecordType;
use std::time::Duration;
use support::settings;

/// A question under `ca.example`, from the primary perspective.
async fn ask(settings: &ProbeSettings, name: &str) -> Result<Result<CaaPermit, CaaRefusal>> {
    let question = CaaQuestion { name: Name::parse(name)?, method: "http-01", account_uri: None };
    let sighting =
        NetworkProber::new(settings.clone())?.caa(question.name.dns().context("no DNS name")?).await;
    let rules = CaaRules { identities: &["ca.example".to_owned()], unsigned_failure_permits: false };
    Ok(decide(&question, &sighting.primary, &rules))
}

/// One record set with more than a datagram holds: 1,001 records, the last of which names somebody else.
fn huge(owner: &str) -> String {
    let many = (0..1_000).map(|n| format!("{owner} CAA 0 t{n} \"x\"\n")).collect::<String>();
    format!("{many}{owner} CAA 0 issue \"other.example\"\n")
}

const RECORDS: &str = "\
plain A 192.0.2.1
ours CAA 0 issue \"ca.example\"
empty CAA 0 issue \";\"
other CAA 0 issue \"other.example\"
upper CAA 0 ISSUE \"other.example\"
critical CAA 128 tbs \"x\"
critical2 CAA 130 tbs \"x\"
wild CAA 0 issue \"ca.example\"
wild CAA 0 issuewild \"other.example\"
method CAA 0 issue \"ca.example; validationmethods=dns-01\"
alias CNAME other
alias2 CNAME alias
alias-ours.other CNAME ours
alias-below.other CNAME below.ours
below.ours A 192.0.2.1
dname.other DNAME ours
ours.other CAA 0 issue \"ca.example\"
html CAA 0 issue \"<script>alert(1)</script>\"
";

/// Tags of more than fifteen characters.
const LONG_TAGS: &str = "\
longtag CAA 128 apropertythatisunknowntoeverybody \"x\"
longtag CAA 0 issue \"ca.example\"
longtag2 CAA 0 apropertythatisunknowntoeverybody \"x\"
longtag2 CAA 0 issue \"ca.example\"
";

/// Name, and what comes of it.
const CASES: [(&str, &str); 22] = [
    ("plain.example.org", "permit"),
    ("nowhere.at.all.example.org", "permit"),
    ("ours.example.org", "permit"),
    ("a.b.ours.example.org", "permit"),
    ("empty.example.org", "not listed"),
    ("other.example.org", "not listed"),
    ("a.other.example.org", "not listed"),
    ("a.b.other.example.org", "not listed"),
    ("*.other.example.org", "not listed"),
    ("upper.example.org", "not listed"),
    ("critical.example.org", "critical"),
    ("critical2.example.org", "critical"),
    ("wild.example.org", "permit"),
    ("*.wild.example.org", "not listed"),
    ("method.example.org", "condition"),
    ("alias.example.org", "not listed"),
    ("alias2.example.org", "not listed"),
    ("a.alias.example.org", "not listed"),
    ("alias-ours.other.example.org", "permit"),
    // The target's ancestors do not count, the name's own do (RFC 8659 section 3).
    ("alias-below.other.example.org", "not listed"),
    ("ours.other.example.org", "permit"),
    ("html.example.org", "not listed"),
];

fn kind(outcome: &Result<CaaPermit, CaaRefusal>) -> &'static str {
    match outcome {
        Ok(_) => "permit",
        Err(CaaRefusal::NotListed { .. }) => "not listed",
        Err(CaaRefusal::Condition { .. }) => "condition",
        Err(CaaRefusal::Critical { .. }) => "critical",
        Err(CaaRefusal::Malformed { .. }) => "malformed",
        Err(CaaRefusal::LookUp { .. }) => "look-up",
    }
}

/// The zone, with its parent: without a top-level domain the climb would end in a refusal.
async fn serve(signing: Signing) -> Result<Named> {
    let records = format!("{RECORDS}{LONG_TAGS}{}", huge("huge"));
    let parent = "example NS ns.example\nns.example A 127.0.0.1\n";
    Named::start(&[
        Zone { name: "org", records: parent, signing: Signing::Unsigned },
        Zone { name: "example.org", records: &records, signing },
    ])
    .await
}

#[tokio::test]
async fn must_never_03_aliases_ancestors_critical_tags_and_huge_sets() -> Result<()> {
    let bind = serve(Signing::Unsigned).await?;
    let settings = settings(&[bind.address()]);
    for (name, expected) in CASES {
        let outcome = ask(&settings, name).await?;
        assert_eq!(kind(&outcome), expected, "{name}: {outcome:?}");
    }
    for (name, expected) in [
        ("huge", "not listed"),
        ("longtag", "critical"),
        ("longtag2", "permit"),
        ("x.dname.other", "not listed"),
    ] {
        let outcome = ask(&settings, &format!("{name}.example.org")).await?;
        assert_eq!(kind(&outcome), expected, "{name}: {outcome:?}");
    }
    let sighting =
        NetworkProber::new(settings)?.caa(&chancery_domain::name::DnsName::parse("huge.example.org")?).await;
    let first = sighting.primary.first().context("a look")?;
    assert!(
        matches!(&first.answer, CaaAnswer::Records { rdata, .. } if rdata.len() == 1_001),
        "the whole set is read over TCP"
    );
    Ok(())
}

fn validating(bind: &Named, zone: &str) -> ProbeSettings {
    let mut settings = settings(&[bind.address()]);
    settings.dnssec = Dnssec::Validate { trust_anchor_file: Some(bind.trust_anchor_file(zone)) };
    settings
}

/// A zone at the top, so that every step of the climb lies in it.
async fn signed(signing: Signing, records: &str) -> Result<(Named, ProbeSettings)> {
    let bind = Named::start(&[Zone { name: "test", records, signing }]).await?;
    let settings = validating(&bind, "test");
    Ok((bind, settings))
}

#[tokio::test]
async fn signed_zones_permit_and_forbid_by_what_is_proven() -> Result<()> {
    for signing in [Signing::Signed, Signing::SignedNsec3] {
        let (_bind, settings) = signed(signing, RECORDS).await?;
        for (name, expected) in CASES {
            let name = name.replace("example.org", "test");
            let outcome = ask(&settings, &name).await?;
            assert_eq!(kind(&outcome), expected, "{signing:?} {name}: {outcome:?}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn must_never_02_expired_signatures_are_refused() -> Result<()> {
    let (_bind, settings) = signed(Signing::Expired, RECORDS).await?;
    for name in ["ours.test", "plain.test", "nowhere.test", "alias-ours.other.test"] {
        let outcome = ask(&settings, name).await?;
        assert_eq!(kind(&outcome), "look-up", "{name}: {outcome:?}");
    }
    Ok(())
}

#[tokio::test]
async fn must_never_02_missing_signatures_are_refused() -> Result<()> {
    let (_signed, settings) = signed(Signing::Signed, RECORDS).await?;
    let stripped =
        Named::start(&[Zone { name: "test", records: RECORDS, signing: Signing::Unsigned }]).await?;
    let stripped = ProbeSettings { dns_servers: vec![stripped.address()], ..settings };
    for name in ["ours.test", "plain.test"] {
        let outcome = ask(&stripped, name).await?;
        assert_eq!(kind(&outcome), "look-up", "{name}: {outcome:?}");
    }
    Ok(())
}

#[tokio::test]
async fn must_never_02_forged_records_are_refused() -> Result<()> {
    let records = "shop CAA 0 issue \"before-signing.example\"\nshop A 192.0.2.1\n";
    let (_bind, settings) = signed(Signing::Tampered, records).await?;
    assert_eq!(kind(&ask(&settings, "shop.test").await?), "look-up");
    Ok(())
}

/// Stands before a name server and spoils what is asked about CAA at one name.
struct Spoiler(std::net::SocketAddr, tokio::task::JoinHandle<()>);

impl Drop for Spoiler {
    fn drop(&mut self) {
        self.1.abort();
    }
}

impl Spoiler {
    /// `code` is answered; without one the question is left unanswered.
    async fn start(upstream: std::net::SocketAddr, spoiled: &'static str, code: Option<u8>) -> Result<Self> {
        let socket = tokio::net::UdpSocket::bind("127.0.0.1:0").await?;
        let address = socket.local_addr()?;
        let task = tokio::spawn(async move {
            let mut buffer = [0; 4_096];
            while let Ok((length, from)) = socket.recv_from(&mut buffer).await {
                let mut bytes = buffer.get(..length).unwrap_or_default().to_vec();
                let Ok(message) = Message::from_vec(&bytes) else { continue };
                let asked = message.queries.first().is_some_and(|query| {
                    query.query_type() == RecordType::CAA
                        && query.name().to_ascii().eq_ignore_ascii_case(&format!("{spoiled}."))
                });
                if asked {
                    let Some(code) = code else { continue };
                    if let [_, _, flags, low, ..] = bytes.as_mut_slice() {
                        (*flags, *low) = (*flags | 0x80, 0x80 | code);
                    }
                } else {
                    let Ok(inner) = tokio::net::UdpSocket::bind("127.0.0.1:0").await else { continue };
                    let mut answer = [0; 4_096];
                    let _ = inner.send_to(&bytes, upstream).await;
                    let Ok(length) = inner.recv(&mut answer).await else { continue };
                    bytes = answer.get(..length).unwrap_or_default().to_vec();
                }
                let _ = socket.send_to(&bytes, from).await;
            }
        });
        Ok(Spoiler(address, task))
    }
}

#[tokio::test]
async fn must_never_02_servfail_refused_and_silence_in_a_signed_zone_are_refused() -> Result<()> {
    let (_bind, settings) = signed(Signing::Signed, RECORDS).await?;
    let upstream = settings.dns_servers[0];
    for code in [Some(2), Some(5), None] {
        let spoiler = Spoiler::start(upstream, "ours.test", code).await?;
        let mut spoiled = settings.clone();
        spoiled.dns_servers = vec![spoiler.0];
        spoiled.probe_timeout = Duration::from_millis(1_500);
        for name in ["ours.test", "a.ours.test"] {
            let outcome = ask(&spoiled, name).await?;
            assert_eq!(kind(&outcome), "look-up", "{code:?} {name}: {outcome:?}");
        }
        assert_eq!(kind(&ask(&spoiled, "plain.test").await?), "permit", "the others are answered");
        // Nothing is proven where nothing is validated, either.
        spoiled.dnssec = Dnssec::Off;
        let outcome = ask(&spoiled, "ours.test").await?;
        assert_eq!(kind(&outcome), "look-up", "{code:?}: {outcome:?}");
    }
    Ok(())
}
