//! The DNS look-ups against a real BIND: plain answers, and DNSSEC with a configured trust anchor
//! (E1; must never happen, number 2).

mod support;

use anyhow::Result;
use chancery_connectors::validation::{Dnssec, ProbeSettings};
use chancery_domain::validation::{Finding, Proof};
use chancery_testkit::named::{Named, Signing, Zone};
use support::{cname, file, probe, proofs, settings, txt};

const RECORDS: &str = "\
_dnsauth TXT \"before-signing\"
_dnsauth.split TXT \"before-\" \"signing\"
_dnsauth.large TXT \"before-signing\"
_dnsauth.large TXT \"0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789\"
_dnsauth.large TXT \"1123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789\"
_dnsauth.large TXT \"2123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789\"
_dnsauth.large TXT \"3123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789\"
_dnsauth.large TXT \"4123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789\"
_dnsauth.large TXT \"5123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789\"
_dnsauth.large TXT \"6123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789\"
_dnsauth.large TXT \"7123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789\"
_dnsauth.large TXT \"8123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789\"
_dnsauth.large TXT \"9123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789\"
_dnsauth.wild.alias CNAME _dnsauth
_a1 CNAME B2.proofs.Example.NET.
_c3 CNAME deeper.Proofs
shop A 10.9.8.7
shop AAAA fd00::7
only TXT \"no address\"
";

fn zone(signing: Signing) -> Zone<'static> {
    Zone { name: "example.org", records: RECORDS, signing }
}

fn values(value: &str) -> Finding {
    Finding::Values { values: vec![value.to_owned()], ttl_seconds: 60 }
}

async fn first(settings: &ProbeSettings, proof: &Proof) -> Result<Finding> {
    let seen = probe(settings.clone(), proof).await?;
    let findings = proofs(&seen);
    anyhow::ensure!(findings.len() == 1, "{seen:?}");
    Ok(findings.into_iter().next().cloned().unwrap_or(Finding::NoRecord))
}

/// What must be seen in a healthy zone, signed or not.
async fn plain_answers(settings: &ProbeSettings) -> Result<()> {
    for (proof, expected) in [
        (txt("_dnsauth.example.org", "before-signing"), values("before-signing")),
        (txt("_dnsauth.split.example.org", "before-signing"), values("before-signing")),
        (txt("_dnsauth.wild.alias.example.org", "before-signing"), values("before-signing")),
        (txt("_dnsauth.nowhere.example.org", "x"), Finding::NoSuchName),
        (txt("shop.example.org", "x"), Finding::NoRecord),
        (txt("_dnsauth.example.net", "x"), Finding::ServerError { code: "REFUSED".into() }),
        (cname("_a1.example.org", "b2.proofs.example.net"), values("b2.proofs.example.net")),
        (cname("_c3.example.org", "deeper.proofs.example.org"), values("deeper.proofs.example.org")),
        (cname("_dnsauth.example.org", "x"), Finding::NoRecord),
        (file("nowhere.example.org"), Finding::NoSuchName),
        (file("only.example.org"), Finding::NoAddress),
    ] {
        if settings.dnssec != Dnssec::Off && proof.place().ends_with("example.net") {
            continue;
        }
        assert_eq!(first(settings, &proof).await?, expected, "{proof:?}");
    }
    let large = first(settings, &txt("_dnsauth.large.example.org", "before-signing")).await?;
    assert!(
        matches!(&large, Finding::Values { values, .. } if values.len() == 11 && values.iter().any(|v| v == "before-signing")),
        "{large:?}"
    );
    let shop = probe(settings.clone(), &file("shop.example.org")).await?;
    assert_eq!(proofs(&shop), [&support::blocked("10.9.8.7"), &support::blocked("fd00::7")]);
    Ok(())
}

#[tokio::test]
async fn bind_answers_for_a_zone_without_dnssec() -> Result<()> {
    let bind = Named::start(&[zone(Signing::Unsigned)]).await?;
    plain_answers(&settings(&[bind.address()])).await
}

fn validating(bind: &Named, zone: &str) -> ProbeSettings {
    let mut settings = settings(&[bind.address()]);
    settings.dnssec = Dnssec::Validate { trust_anchor_file: Some(bind.trust_anchor_file(zone)) };
    settings
}

#[tokio::test]
async fn signed_zones_of_bind_pass_with_their_trust_anchor() -> Result<()> {
    for signing in [Signing::Signed, Signing::SignedNsec3] {
        let bind = Named::start(&[zone(signing)]).await?;
        plain_answers(&validating(&bind, "example.org")).await?;
    }
    Ok(())
}

async fn fails(settings: &ProbeSettings, proof: &Proof) -> Result<()> {
    let seen = first(settings, proof).await?;
    assert!(
        matches!(&seen, Finding::DnssecFailed { detail } if detail.contains("validation.dnssec = \"off\"")),
        "{proof:?}: {seen:?}"
    );
    Ok(())
}

#[tokio::test]
async fn must_never_2_expired_or_forged_signatures_are_refused() -> Result<()> {
    for signing in [Signing::Expired, Signing::Tampered] {
        let bind = Named::start(&[zone(signing)]).await?;
        let settings = validating(&bind, "example.org");
        fails(&settings, &txt("_dnsauth.example.org", "after-signing")).await?;
        if signing == Signing::Expired {
            for proof in [
                cname("_a1.example.org", "x"),
                txt("_dnsauth.nowhere.example.org", "x"),
                file("shop.example.org"),
            ] {
                fails(&settings, &proof).await?;
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn must_never_2_a_zone_whose_key_is_not_the_anchor_is_refused() -> Result<()> {
    let (bind, other) =
        (Named::start(&[zone(Signing::Signed)]).await?, Named::start(&[zone(Signing::Signed)]).await?);
    let mut settings = validating(&other, "example.org");
    settings.dns_servers = vec![bind.address()];
    fails(&settings, &txt("_dnsauth.example.org", "before-signing")).await?;
    let stripped = Named::start(&[zone(Signing::Unsigned)]).await?;
    settings.dns_servers = vec![stripped.address()];
    fails(&settings, &txt("_dnsauth.example.org", "before-signing")).await
}

#[tokio::test]
async fn an_unsigned_zone_passes_only_when_its_parent_proves_it() -> Result<()> {
    let parent = |records| Zone { name: "example.org", records, signing: Signing::Signed };
    let child =
        || Zone { name: "plain.example.org", records: "_dnsauth TXT \"right\"", signing: Signing::Unsigned };
    let bind = Named::start(&[parent("plain NS ns.plain\nns.plain A 127.0.0.1"), child()]).await?;
    let settings = validating(&bind, "example.org");
    assert_eq!(first(&settings, &txt("_dnsauth.plain.example.org", "right")).await?, values("right"));
    assert_eq!(first(&settings, &txt("_dnsauth.x.plain.example.org", "right")).await?, Finding::NoSuchName);

    // A DS record says the child is signed, and it is not.
    let digest = "0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF";
    let records = format!("plain NS ns.plain\nplain DS 12345 13 2 {digest}\nns.plain A 127.0.0.1");
    let bind = Named::start(&[parent(&records), child()]).await?;
    fails(&validating(&bind, "example.org"), &txt("_dnsauth.plain.example.org", "right")).await?;

    // Without any chain from the root the state of a private zone cannot be known.
    let alone = Named::start(&[zone(Signing::Unsigned)]).await?;
    let mut settings = support::settings(&[alone.address()]);
    settings.dnssec = Dnssec::Validate { trust_anchor_file: None };
    fails(&settings, &txt("_dnsauth.example.org", "before-signing")).await
}
