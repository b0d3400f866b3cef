//! The CA room alone against the raw signature rate of the machine, on one thread.

use crate::report::Report;
use anyhow::{Context, Result};
use chancery_app::authority::OpenAuthority;
use chancery_app::ports::{Authority, LeafRequest};
use chancery_connectors::authority::{EmbeddedAuthority, Rules};
use chancery_domain::hierarchy::Stage;
use chancery_domain::issuance::IssuerKey;
use chancery_domain::key::{KeyAlgorithm, KeyFamily};
use chancery_domain::policy::Policy;
use chancery_domain::profile::Profiles;
use chancery_domain::time::Timestamp;
use chancery_pki::authority::{
    AuthorityName, AuthorityTerm, IntermediateProfile, intermediate, self_signed_root,
};
use chancery_pki::leaf::serial;
use chancery_pki::private_key::PrivateKey;
use chancery_pki::private_key::Signer;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long each rate is measured, several times in turns; the best of each counts.
const ROUND: Duration = Duration::from_millis(700);

/// Turns.
const TURNS: usize = 5;

/// An arbitrary moment within the authority's validity.
const NOW: Timestamp = Timestamp(1_800_000_000);

/// Measures.
pub fn run(report: &mut Report) -> Result<()> {
    let (authority, spki) = prepare()?;
    let raw_key = PrivateKey::generate(KeyAlgorithm::P256)?.signing_key()?;
    let message = [7_u8; 900];
    let (mut raw, mut issued) = (0.0_f64, 0.0_f64);
    for _ in 0..TURNS {
        raw = raw.max(rate(|_| Ok(raw_key.sign(&message).map(|_| ())?))?);
        issued = issued.max(rate(|n| issue(&authority, &spki, n))?);
    }
    report.fact("P-256 signatures, one thread", &format!("{raw:.0}/s"));
    report.fact("P-256 certificates by the CA room, one thread", &format!("{issued:.0}/s"));
    let ratio = issued / raw;
    report.goal("certificates per raw signature", &format!("{ratio:.2}"), ">= 0.5", ratio >= 0.5);
    Ok(())
}

fn rate(mut work: impl FnMut(u64) -> Result<()>) -> Result<f64> {
    let begun = Instant::now();
    let mut done = 0_u64;
    while begun.elapsed() < ROUND {
        for _ in 0..100 {
            work(done)?;
            done += 1;
        }
    }
    Ok(done as f64 / begun.elapsed().as_secs_f64())
}

fn issue(authority: &EmbeddedAuthority, spki: &[u8], n: u64) -> Result<()> {
    let mut chance = [0x5a_u8; 20];
    chance[..8].copy_from_slice(&n.to_be_bytes());
    let request = LeafRequest {
        profile: "catalogue-dv".to_owned(),
        precertificate: false,
        issuer: IssuerKey { brand: "bench".into(), family: KeyFamily::Ecc },
        serial: serial::from_chance(&chance).to_vec(),
        not_before: NOW,
        not_after: NOW.plus_days(90),
        dns_names: vec![format!("www{n}.shop.org"), format!("shop{n}.org")],
        ip_addresses: Vec::new(),
        common_name: Some(format!("www{n}.shop.org")),
        organization: None,
        spki_der: spki.to_vec(),
    };
    let prepared = authority.prepare(&request)?;
    authority.sign(&prepared.issuer, &prepared.to_be_signed)?;
    Ok(())
}

fn prepare() -> Result<(EmbeddedAuthority, Vec<u8>)> {
    let name = |common_name: &str| AuthorityName {
        country: "CN".into(),
        organization: "Bench".into(),
        common_name: common_name.into(),
    };
    let term = |n: u8| AuthorityTerm {
        serial: serial::from_chance(&[n; 20]),
        not_before: NOW.plus_days(-1),
        not_after: NOW.plus_days(3_650),
    };
    let root_key = PrivateKey::generate(KeyAlgorithm::P384)?;
    let root_signer = root_key.signing_key()?;
    let root = self_signed_root(&root_signer, &name("Bench Root"), &term(1)).context("root")?;
    let key = PrivateKey::generate(KeyAlgorithm::P256)?;
    let profile = IntermediateProfile::default();
    let issuer =
        intermediate(&root, &root_signer, &name("Bench Issuer"), key.public_key_spki(), &term(2), &profile)?;
    let open = |id: &str, brand: &str, certificate_der: Vec<u8>, key: PrivateKey| -> Result<OpenAuthority> {
        Ok(OpenAuthority {
            id: id.into(),
            brand: brand.into(),
            family: KeyFamily::Ecc,
            stage: Stage::Active,
            parent: (!brand.is_empty()).then(|| "root".to_owned()),
            certificate_der,
            above: Vec::new(),
            cross_certificates: Vec::new(),
            signer: Arc::new(key.signing_key()?),
        })
    };
    let authorities = vec![open("root", "", root, root_key)?, open("bench-ecc", "bench", issuer, key)?];
    let (policy, profiles) = (Arc::new(Policy::compiled_in()?), Arc::new(Profiles::compiled_in()?));
    let rules = Rules::new(policy, profiles, Some("http://ca.shop.org".to_owned()))?;
    let subscriber = PrivateKey::generate(KeyAlgorithm::P256)?;
    Ok((EmbeddedAuthority::new(authorities, rules)?, subscriber.public_key_spki().to_vec()))
}
