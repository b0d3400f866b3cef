//! Decisions on CAA as tables: what stands where, and what follows (RFC 8659, RFC 8657).

use super::*;
use crate::name::Name;

use crate::validation::Cause;

const OURS: &str = "ca.example";

/// `0 issue "value"` as bytes.
fn rdata(text: &str) -> Vec<u8> {
    let (flags, rest) = text.split_once(' ').expect("flags");
    let (tag, value) = rest.split_once(' ').expect("tag");
    let length = u8::try_from(tag.len()).expect("a short tag");
    [&[flags.parse().expect("a number"), length][..], tag.as_bytes(), value.as_bytes()].concat()
}

fn records(list: &[&str]) -> CaaAnswer {
    CaaAnswer::Records { rdata: list.iter().map(|text| rdata(text)).collect(), ttl_seconds: 300 }
}

fn failed(cause: Cause, zone: ZoneState) -> CaaAnswer {
    CaaAnswer::Failed { cause, tries: 2, zone }
}

fn question(name: &str) -> CaaQuestion {
    CaaQuestion {
        name: Name::parse(name).expect("a name"),
        method: "http-01",
        account_uri: Some("https://ca.example/acct/1".to_owned()),
    }
}

/// What one server says: these answers, and no records at all other steps.
fn seen(viewpoint: &str, name: &str, answers: &[(&str, CaaAnswer)]) -> Vec<CaaLook> {
    climb(question(name).name.dns().expect("a DNS name"))
        .into_iter()
        .map(|step| {
            let given = answers.iter().find(|(at, _)| *at == step.as_str()).map(|(_, answer)| answer.clone());
            let answer = given.unwrap_or(CaaAnswer::NoRecords { ttl_seconds: 60 });
            CaaLook { viewpoint: viewpoint.to_owned(), name: step.to_string(), answer, milliseconds: 1 }
        })
        .collect()
}

fn outcome(name: &str, looks: &[CaaLook], unsigned_failure_permits: bool) -> Result<CaaPermit, CaaRefusal> {
    let identities = [OURS.to_owned(), "second.example".to_owned()];
    decide(&question(name), looks, &CaaRules { identities: &identities, unsigned_failure_permits })
}

/// A word for what came of records at `shop.example.org`.
fn word(name: &str, list: &[&str]) -> &'static str {
    kind(&outcome(name, &seen("a", name, &[("shop.example.org", records(list))]), false))
}

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

#[test]
fn must_never_03_one_record_set_as_rfc_8659_says() {
    for (list, plain, wildcard) in [
        (&["0 issue ca.example"][..], "permit", "permit"),
        (&["0 ISSUE CA.Example"], "permit", "permit"),
        (&["0 issue second.example"], "permit", "permit"),
        (&["0 issue ;"], "not listed", "not listed"),
        (&["0 issue "], "not listed", "not listed"),
        (&["0 issue other.example"], "not listed", "not listed"),
        (&["0 issue other.example", "0 issue ca.example"], "permit", "permit"),
        (&["0 issue sub.ca.example"], "not listed", "not listed"),
        (&["0 issue ca.example."], "not listed", "not listed"),
        (&["0 issue ca.example; x y"], "not listed", "not listed"),
        (&["0 issuewild ;"], "permit", "not listed"),
        (&["0 issuewild ca.example"], "permit", "permit"),
        (&["0 issuewild ca.example", "0 issue ;"], "not listed", "permit"),
        (&["0 issuewild other.example", "0 issue ca.example"], "permit", "not listed"),
        (&["0 iodef mailto:a@example.org"], "permit", "permit"),
        (&["128 iodef mailto:a@example.org"], "permit", "permit"),
        (&["128 issuemail ;"], "permit", "permit"),
        (&["0 tbs unknown"], "permit", "permit"),
        (&["128 tbs unknown"], "critical", "critical"),
        (&["130 tbs unknown"], "critical", "critical"),
        (&["127 tbs unknown"], "permit", "permit"),
        (&["128 tbs unknown", "0 issue ca.example"], "critical", "critical"),
        (&["128 issue ca.example"], "permit", "permit"),
        (&["0 issue %%%%%"], "not listed", "not listed"),
        (&["0 t-s x", "0 issue ca.example"], "malformed", "malformed"),
    ] {
        assert_eq!(word("shop.example.org", list), plain, "{list:?}");
        assert_eq!(word("*.shop.example.org", list), wildcard, "*. {list:?}");
    }
}

#[test]
fn rfc_8657_parameters_bind() {
    for (value, expected) in [
        ("ca.example; accounturi=https://ca.example/acct/1", "permit"),
        ("ca.example; AccountURI=https://ca.example/acct/1", "permit"),
        ("ca.example; accounturi=https://ca.example/acct/2", "condition"),
        ("ca.example; accounturi=", "condition"),
        (
            "ca.example; accounturi=https://ca.example/acct/1; accounturi=https://ca.example/acct/1",
            "condition",
        ),
        ("ca.example; validationmethods=http-01", "permit"),
        ("ca.example; validationmethods=dns-01,http-01", "permit"),
        ("ca.example; validationmethods=dns-01", "condition"),
        ("ca.example; validationmethods=http-01x", "condition"),
        ("ca.example; validationmethods=", "condition"),
        ("ca.example; validationmethods=http-01,,dns-01", "condition"),
        ("ca.example; validationmethods=http-01; accounturi=https://ca.example/acct/2", "condition"),
        ("ca.example; policy=ev", "permit"),
    ] {
        assert_eq!(word("shop.example.org", &[&format!("0 issue {value}")]), expected, "{value}");
    }
    let either =
        ["0 issue ca.example; validationmethods=dns-01", "0 issue ca.example; validationmethods=http-01"];
    assert_eq!(word("shop.example.org", &either), "permit", "one property that is met is enough");
    let outside = CaaQuestion { account_uri: None, ..question("shop.example.org") };
    let looks = seen(
        "a",
        "shop.example.org",
        &[("shop.example.org", records(&["0 issue ca.example; accounturi=https://ca.example/acct/1"]))],
    );
    let rules = CaaRules { identities: &[OURS.to_owned()], unsigned_failure_permits: false };
    assert_eq!(kind(&decide(&outside, &looks, &rules)), "condition", "no account, no account URI");
}

#[test]
fn must_never_03_the_nearest_record_set_counts() {
    let ours = || records(&["0 issue ca.example"]);
    let other = || records(&["0 issue other.example"]);
    for (answers, expected, found_at) in [
        (vec![], "permit", None),
        (vec![("org", other())], "not listed", None),
        (vec![("example.org", other())], "not listed", None),
        (vec![("example.org", ours()), ("org", other())], "permit", Some("example.org")),
        (vec![("shop.example.org", ours()), ("example.org", other())], "permit", Some("shop.example.org")),
        (vec![("shop.example.org", other()), ("example.org", ours())], "not listed", None),
        (
            vec![("a.shop.example.org", records(&["0 iodef x"])), ("example.org", other())],
            "permit",
            Some("a.shop.example.org"),
        ),
    ] {
        let came = outcome("a.shop.example.org", &seen("a", "a.shop.example.org", &answers), false);
        assert_eq!(kind(&came), expected, "{answers:?}");
        assert_eq!(came.ok().and_then(|permit| permit.found_at).as_deref(), found_at, "{answers:?}");
    }
}

#[test]
fn must_never_02_a_look_up_that_failed_is_no_permission() {
    let servfail = || Cause::ServerError { code: "SERVFAIL".into() };
    let timed_out = || Cause::TimedOut { after_seconds: 30 };
    let dnssec = || Cause::Dnssec { detail: "bogus".into() };
    for cause in [servfail(), timed_out(), dnssec(), Cause::NotListening] {
        for at in ["shop.example.org", "example.org", "org"] {
            let looks = seen("a", "shop.example.org", &[(at, failed(cause.clone(), ZoneState::Unknown))]);
            for permits in [false, true] {
                assert_eq!(
                    kind(&outcome("shop.example.org", &looks, permits)),
                    "look-up",
                    "{cause:?} at {at}"
                );
            }
        }
        let looks =
            seen("a", "shop.example.org", &[("shop.example.org", failed(cause, ZoneState::ProvenUnsigned))]);
        assert_eq!(kind(&outcome("shop.example.org", &looks, false)), "look-up");
        assert_eq!(
            kind(&outcome("shop.example.org", &looks, true)),
            "permit",
            "only where the policy says so"
        );
    }
    let once = CaaAnswer::Failed { cause: servfail(), tries: 1, zone: ZoneState::ProvenUnsigned };
    let looks = seen("a", "shop.example.org", &[("shop.example.org", once)]);
    assert_eq!(kind(&outcome("shop.example.org", &looks, true)), "look-up", "not tried again");
    assert_eq!(kind(&outcome("shop.example.org", &[], true)), "look-up", "nothing was seen");
    let mut short = seen("a", "shop.example.org", &[]);
    short.pop();
    assert_eq!(kind(&outcome("shop.example.org", &short, true)), "look-up", "the climb ends too early");
    // A server that does not recurse may refuse what stands above its zones, and only there.
    for (at, expected) in [("org", "permit"), ("example.org", "look-up"), ("shop.example.org", "look-up")] {
        let looks = seen("a", "shop.example.org", &[(at, CaaAnswer::NotServed)]);
        assert_eq!(kind(&outcome("shop.example.org", &looks, false)), expected, "{at}");
    }
    let looks =
        seen("a", "example.org", &[("example.org", CaaAnswer::NotServed), ("org", CaaAnswer::NotServed)]);
    assert_eq!(kind(&outcome("example.org", &looks, false)), "look-up");
    // A failure above the record set that counts is of no concern.
    let looks = seen(
        "a",
        "shop.example.org",
        &[("example.org", records(&["0 issue ca.example"])), ("org", failed(servfail(), ZoneState::Unknown))],
    );
    assert_eq!(kind(&outcome("shop.example.org", &looks, false)), "permit");
}

#[test]
fn every_server_that_answers_must_permit() {
    let name = "shop.example.org";
    let good = || seen("a", name, &[(name, records(&["0 issue ca.example"]))]);
    let other = seen("b", name, &[(name, records(&["0 issue other.example"]))]);
    let silent = |viewpoint| {
        let answer = failed(Cause::TimedOut { after_seconds: 30 }, ZoneState::Unknown);
        seen(viewpoint, name, &[(name, answer.clone()), ("example.org", answer.clone()), ("org", answer)])
    };
    let broken = seen(
        "b",
        name,
        &[(name, failed(Cause::ServerError { code: "SERVFAIL".into() }, ZoneState::Unknown))],
    );
    for (second, expected) in
        [(good(), "permit"), (other, "not listed"), (silent("b"), "permit"), (broken, "look-up")]
    {
        assert_eq!(kind(&outcome(name, &[good(), second.clone()].concat(), false)), expected, "{second:?}");
    }
    assert_eq!(kind(&outcome(name, &silent("a"), false)), "look-up");
}

#[test]
fn texts_of_the_dns_are_told_without_harm() {
    let looks = seen(
        "a",
        "shop.example.org",
        &[("shop.example.org", records(&["0 issue <script>alert(1)</script>", "128 issue \u{7}x.example"]))],
    );
    let text = outcome("shop.example.org", &looks, false).expect_err("nobody may issue").to_string();
    assert!(!text.contains(['<', '>', '\u{7}']), "{text}");
    assert!(text.contains("only to nobody"), "{text}");
}

// A4: CAA is about domain names; an address asks nothing of it.
#[test]
fn a4_caa_says_nothing_about_addresses() {
    let question = CaaQuestion {
        name: Name::parse("8.8.8.8").expect("an address"),
        method: "ca-file",
        account_uri: None,
    };
    let rules = CaaRules { identities: &[], unsigned_failure_permits: false };
    assert!(decide(&question, &[], &rules).is_ok_and(|permit| permit.found_at.is_none()));
}
