//! CAA look-ups against a real BIND, and the decision on them: aliases, ancestors, huge record sets, and zones whose
//! signatures are missing or have run out (must never happen, numbers 1 to 3).

mod support;

use anyhow::{Context, Result};
use chancery_app::ports::Prober;
use chancery_connectors::validation::{Dnssec, NetworkProber, ProbeSettings};
use chancery_domain::name::Name;
use chancery_domain::validation::caa::{CaaAnswer, CaaPermit, CaaQuestion, CaaRefusal, CaaRules, decide};
use chancery_testkit::named::{Named, Signing, Zone};
use support::settings;

/// A question under `ca.example`, from the primary perspective.
async fn ask(settings: &ProbeSettings, name: &str) -> Result<Result<CaaPermit, CaaRefusal>> {
    let question = CaaQuestion { name: Name::parse(name)?, method: "http-01", account_uri: None };
    let sighting = NetworkProber::new(settings.clone())?.caa(question.name.base()).await;
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
    let records = format!("{RECORDS}{}", huge("huge"));
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
    assert_eq!(kind(&ask(&settings, "huge.example.org").await?), "not listed");
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
