//! dns-01, dns-account-01 and dns-persist-01 as they are looked for (RFC 8555 section 8.4 and the current drafts).

mod support;

use anyhow::Result;
use chancery_app::validation::acme_proof::{dns_01, dns_account_01, dns_persist_01};
use chancery_domain::name::{DnsName, Name};
use chancery_domain::time::Timestamp;
use chancery_domain::validation::{Challenge, Proof, Verdict, judge};
use chancery_testkit::{DnsZoneServer, Misbehaviour};
use hickory_proto::op::ResponseCode;
use support::{probe, settings};

const THUMBPRINT: &str = "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs";
const ACCOUNT: &str = "https://ca.example/acme/account/1";

async fn code(dns: &DnsZoneServer, proof: &Proof) -> Result<&'static str> {
    let seen = probe(settings(&[dns.address()]), proof).await?;
    let base = DnsName::parse("shop.example.org")?;
    Ok(match judge(&Challenge { base: base.into(), covers: Vec::new(), proof: proof.clone() }, &seen) {
        Verdict::Passed => "passed",
        Verdict::NotYet { cause } => cause.code(),
    })
}

#[tokio::test]
async fn the_digest_is_looked_for_among_all_values_also_behind_a_cname() -> Result<()> {
    let dns = DnsZoneServer::start(&["example.org"]).await?;
    let base = DnsName::parse("shop.example.org")?;
    for proof in [dns_01(&base, "token", THUMBPRINT), dns_account_01(&base, "another", THUMBPRINT, ACCOUNT)] {
        assert_eq!(code(&dns, &proof).await?, "nxdomain");
        dns.set_txt(&proof.place(), &["other"])?;
        assert_eq!(code(&dns, &proof).await?, "wrong-value");
        dns.set_txt(&proof.place(), &["other", proof.expected()])?;
        assert_eq!(code(&dns, &proof).await?, "passed");
    }
    let delegated = DnsName::parse("far.example.org")?;
    let proof = dns_01(&delegated, "token", THUMBPRINT);
    dns.set_cname("_acme-challenge.far.example.org", "proofs.example.org")?;
    dns.set_txt("proofs.example.org", &[proof.expected()])?;
    assert_eq!(code(&dns, &proof).await?, "passed");
    Ok(())
}

#[tokio::test]
async fn a_lasting_record_is_read_by_the_draft() -> Result<()> {
    let dns = DnsZoneServer::start(&["example.org"]).await?;
    let issuers = ["ca.example".to_owned()];
    let proof = |name: &str| -> Result<Proof> {
        Ok(dns_persist_01(&Name::parse(name)?, THUMBPRINT, ACCOUNT, &issuers, Timestamp(1_000)))
    };
    let (plain, wildcard) = (proof("shop.example.org")?, proof("*.shop.example.org")?);
    assert_eq!(code(&dns, &plain).await?, "nxdomain");
    for (value, plain_expected, wildcard_expected) in [
        (plain.expected().to_owned(), "passed", "persist-refused"),
        (wildcard.expected().to_owned(), "passed", "passed"),
        (format!("ca.example; accounturi={ACCOUNT}"), "passed", "persist-refused"),
        (format!("ca.example; accounturi={ACCOUNT}; persistUntil=999"), "persist-refused", "persist-refused"),
        (format!("ca.example; accounturi={ACCOUNT}2"), "persist-refused", "persist-refused"),
        (format!("other.example; accounturi={ACCOUNT}"), "persist-refused", "persist-refused"),
    ] {
        // Longer than one character string of a TXT record, to see that the parts are joined.
        let long = format!("{value}; padding={}", "x".repeat(255));
        for value in [value, long] {
            dns.set_txt("_validation-persist.shop.example.org", &["unrelated", &value])?;
            assert_eq!(code(&dns, &plain).await?, plain_expected, "{value}");
            assert_eq!(code(&dns, &wildcard).await?, wildcard_expected, "{value}");
        }
    }
    dns.misbehave(&plain.place(), Some(Misbehaviour::Code(ResponseCode::ServFail)))?;
    assert_eq!(code(&dns, &plain).await?, "server-error");
    Ok(())
}
