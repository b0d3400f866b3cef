//! What the embedded authority writes for each profile, and what it refuses before anything is signed.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use chancery_app::authority::{Cross, OpenAuthority};
use chancery_app::ports::{Authority, AuthorityError, LeafRequest};
use chancery_connectors::authority::{EmbeddedAuthority, Rules};
use chancery_domain::hierarchy::{NameConstraints, Stage};
use chancery_domain::issuance::IssuerKey;
use chancery_domain::key::{KeyAlgorithm, KeyFamily};
use chancery_domain::organization::{CertifiedOrganization, ExtendedIdentity};
use chancery_domain::policy::Policy;
use chancery_domain::profile::{Profiles, Trust};
use chancery_domain::time::Timestamp;
use chancery_pki::authority::{
    AuthorityName, AuthorityTerm, IntermediateProfile, cross_draft, intermediate, self_signed_root,
};
use chancery_pki::certificate::CertificateFacts;
use chancery_pki::leaf::{Pointers, serial};
use chancery_pki::private_key::{PrivateKey, Signer};
use chancery_pki::signature::verify;
use chancery_pki::transparency::is_poisoned;
use std::sync::Arc;

/// 2026-12-01T00:00:00Z.
const NOW: Timestamp = Timestamp(1_796_083_200);
const BASE: &str = "http://ca.example.org";
const CLIENT_AUTH: &str = "1.3.6.1.5.5.7.3.2";

fn name(common_name: &str) -> AuthorityName {
    AuthorityName { country: "DE".into(), organization: "Test".into(), common_name: common_name.into() }
}

fn term(n: u8, days: i64) -> AuthorityTerm {
    AuthorityTerm {
        serial: serial::from_chance(&[n; 20]),
        not_before: NOW.plus_days(-2),
        not_after: NOW.plus_days(days),
    }
}

fn open(id: &str, brand: &str, parent: Option<&str>, der: Vec<u8>, key: &PrivateKey) -> OpenAuthority {
    OpenAuthority {
        id: id.into(),
        brand: brand.into(),
        family: KeyFamily::Ecc,
        stage: Stage::Active,
        parent: parent.map(str::to_owned),
        certificate_der: der,
        above: Vec::new(),
        cross_certificates: Vec::new(),
        signer: Arc::new(key.signing_key().unwrap()),
    }
}

/// A root and, per brand of the profiles, an issuer that lasts `days`.
fn authorities(days: i64, names: &NameConstraints) -> Vec<OpenAuthority> {
    let root_key = PrivateKey::generate(KeyAlgorithm::P384).unwrap();
    let root = self_signed_root(&root_key.signing_key().unwrap(), &name("Root"), &term(1, 4_000)).unwrap();
    let mut all = vec![open("root", "", None, root.clone(), &root_key)];
    for (n, brand) in (2..).zip(["trustasia", "service", "chancery", "private"]) {
        let key = PrivateKey::generate(KeyAlgorithm::P256).unwrap();
        let profile = IntermediateProfile {
            client_auth: brand == "private",
            names: names.clone(),
            pointers: Pointers::of_authority(BASE, "root"),
            ..Default::default()
        };
        let signer = root_key.signing_key().unwrap();
        let der = intermediate(&root, &signer, &name(brand), key.public_key_spki(), &term(n, days), &profile)
            .unwrap();
        all.push(open(&format!("{brand}-ecc"), brand, Some("root"), der, &key));
    }
    all
}

fn rules() -> Rules {
    rules_of(Profiles::compiled_in().unwrap())
}

fn rules_of(profiles: Profiles) -> Rules {
    let policy = Policy::compiled_in().unwrap();
    Rules::new(Arc::new(policy), Arc::new(profiles), Some(BASE.into())).unwrap().with_ocsp()
}

fn embedded() -> EmbeddedAuthority {
    EmbeddedAuthority::new(authorities(3_000, &NameConstraints::default()), rules()).unwrap()
}

/// A request that every rule allows.
fn request(profile: &str) -> LeafRequest {
    let (policy, profiles) = (Policy::compiled_in().unwrap(), Profiles::compiled_in().unwrap());
    let found = profiles.get(profile).unwrap();
    let seconds = found.validity_seconds.min(found.validity_seconds_max(&policy, NOW));
    let not_before = NOW.plus_seconds(-policy.issuance.backdate_seconds);
    LeafRequest {
        issuer: IssuerKey { brand: found.brand.clone(), family: KeyFamily::Ecc },
        profile: profile.into(),
        precertificate: false,
        serial: serial::at(NOW, &[7; 15]).to_vec(),
        not_before,
        not_after: not_before.plus_seconds(seconds - 1),
        dns_names: vec!["www.example.org".into()],
        ip_addresses: Vec::new(),
        common_name: Some("www.example.org".into()),
        organization: organization(profile),
        spki_der: PrivateKey::generate(KeyAlgorithm::P256).unwrap().public_key_spki().to_vec(),
    }
}

/// Whom a certificate of this profile names: OV and EV name the organisation.
fn organization(profile: &str) -> Option<CertifiedOrganization> {
    let extended = ExtendedIdentity {
        business_category: "Private Organization".into(),
        jurisdiction_country: "DE".into(),
        registration_number: "HRB 12345".into(),
    };
    ["catalogue-ov", "catalogue-ev"].contains(&profile).then(|| CertifiedOrganization {
        name: "Example Trading GmbH".into(),
        country: "DE".into(),
        province: "Hessen".into(),
        city: "Frankfurt am Main".into(),
        extended: (profile == "catalogue-ev").then_some(extended),
    })
}

fn refusal(authority: &EmbeddedAuthority, request: &LeafRequest) -> String {
    match authority.prepare(request) {
        Err(AuthorityError::Refused(text)) => text,
        other => panic!("not refused: {other:?}"),
    }
}

#[test]
fn every_profile_is_written_as_its_file_says() {
    let authority = embedded();
    for profile in Profiles::compiled_in().unwrap().iter() {
        // SM2 has an issuer and a root of its own (`sm2.rs` in the tests of `pki`).
        if profile.keys.contains(&KeyAlgorithm::Sm2) {
            continue;
        }
        let request = request(&profile.name);
        let prepared = authority.prepare(&request).unwrap();
        let der = authority.sign(&prepared.issuer, &prepared.to_be_signed).unwrap();
        let facts = CertificateFacts::parse(&der).unwrap();
        let found = &facts.extensions;
        assert_eq!(found.policies, profile.policy_oids, "{}", profile.name);
        let client = profile.client_auth && profile.trust == Trust::Private;
        assert_eq!(found.extended_key_usage.iter().any(|u| u == CLIENT_AUTH), client, "{}", profile.name);
        let shard = prepared.shard.filter(|_| profile.crl_pointer);
        assert_eq!(shard.is_some(), profile.crl_pointer, "{}", profile.name);
        let crl: Vec<String> =
            shard.map(|shard| Pointers::crl_url(BASE, &prepared.issuer, Some(shard))).into_iter().collect();
        assert_eq!(found.crl_urls, crl, "{}", profile.name);
        assert_eq!(found.ocsp_urls.len(), usize::from(profile.ocsp_pointer), "{}", profile.name);
        assert_eq!(facts.common_name().is_some(), profile.common_name, "{}", profile.name);
        assert_eq!(authority.chain(&prepared.issuer).unwrap().len(), 2);
    }
}

#[test]
fn ov_and_ev_without_an_examined_organisation_are_refused_and_dv_with_one() {
    let authority = embedded();
    for (profile, organization, text) in [
        ("catalogue-ov", None, "organizationName"),
        ("catalogue-ev", organization("catalogue-ov"), "serialNumber"),
        ("catalogue-ov", organization("catalogue-ev"), "serialNumber"),
        ("catalogue-dv", organization("catalogue-ov"), "organizationName"),
    ] {
        let asked = LeafRequest { organization, ..request(profile) };
        assert!(refusal(&authority, &asked).contains(text), "{profile}: {asked:?}");
    }
}

#[test]
fn a_precertificate_carries_the_poison_and_nothing_else_differs_in_kind() {
    let authority = embedded();
    let plain = request("default");
    let precertificate = LeafRequest { precertificate: true, ..plain.clone() };
    assert!(!is_poisoned(&authority.prepare(&plain).unwrap().to_be_signed).unwrap());
    assert!(is_poisoned(&authority.prepare(&precertificate).unwrap().to_be_signed).unwrap());
}

#[test]
fn must_never_06_a_second_too_long_is_refused_on_each_side_of_the_day() {
    let authority = embedded();
    let policy = Policy::compiled_in().unwrap();
    for day in ["2027-03-15", "2029-03-15"] {
        let day = Timestamp::from_utc_date(day).unwrap();
        for at in [day.plus_seconds(-1), day] {
            let not_before = at.plus_seconds(-policy.issuance.backdate_seconds);
            let longest = policy.validity_days_max(at) * 86_400;
            let of = |seconds: i64| LeafRequest {
                not_before,
                not_after: not_before.plus_seconds(seconds - 1),
                ..request("catalogue-dv")
            };
            assert!(authority.prepare(&of(longest)).is_ok(), "{at:?}");
            assert!(refusal(&authority, &of(longest + 1)).contains("ask for a shorter term"), "{at:?}");
        }
    }
    let private = request("private");
    let longer = LeafRequest { not_after: private.not_after.plus_seconds(1), ..private };
    assert!(refusal(&authority, &longer).contains("longer than"));
}

#[test]
fn a_public_certificate_without_pointers_is_short_lived() {
    let text = include_str!("../../domain/data/profiles.toml");
    let without =
        text.replace("common_name = false\ncrl_pointer = true", "common_name = false\ncrl_pointer = false");
    assert_ne!(text, without);
    let rules = rules_of(Profiles::parse("profiles.toml", &without).unwrap());
    let authority = EmbeddedAuthority::new(authorities(3_000, &NameConstraints::default()), rules).unwrap();
    let short = request("shortlived");
    assert!(authority.prepare(&short).is_ok());
    let longer = LeafRequest { not_after: short.not_before.plus_days(7), ..short };
    assert!(refusal(&authority, &longer).contains("at most 7 days"));
}

#[test]
fn must_never_12_addresses_stand_only_in_profiles_that_have_them() {
    let authority = embedded();
    let address = "198.51.100.7".parse().unwrap();
    for profile in Profiles::compiled_in().unwrap().iter() {
        let mut request = request(&profile.name);
        request.ip_addresses.push(address);
        let outcome = authority.prepare(&request);
        // The lints refuse addresses of documentation in public certificates; here only the profile's refusal counts.
        let refused =
            matches!(&outcome, Err(AuthorityError::Refused(t)) if t.contains("certifies no IP addresses"));
        assert_eq!(refused, !profile.ip_addresses, "{}: {outcome:?}", profile.name);
    }
}

#[test]
fn must_never_17_no_leaf_outlives_its_issuer() {
    let authority = EmbeddedAuthority::new(authorities(60, &NameConstraints::default()), rules()).unwrap();
    assert!(refusal(&authority, &request("default")).contains("leaves the issuer's"));
    assert!(authority.prepare(&request("shortlived")).is_ok());
    let end = NOW.plus_days(60);
    let to = |not_after| LeafRequest { not_after, ..request("default") };
    assert!(authority.prepare(&to(end)).is_ok());
    assert!(refusal(&authority, &to(end.plus_seconds(1))).contains("leaves the issuer's"));
}

#[test]
fn names_outside_the_constraints_are_refused() {
    let names = NameConstraints { permitted_dns: vec!["example.org".into()], ..Default::default() };
    let authority = EmbeddedAuthority::new(authorities(3_000, &names), rules()).unwrap();
    assert!(authority.prepare(&request("default")).is_ok());
    let outside =
        LeafRequest { dns_names: vec!["www.example.com".into()], common_name: None, ..request("default") };
    assert!(refusal(&authority, &outside).contains("name constraints"));
}

#[test]
fn keys_of_other_kinds_and_names_that_no_lint_lets_pass_are_refused() {
    let authority = embedded();
    let rsa = PrivateKey::generate(KeyAlgorithm::Rsa2048).unwrap();
    let request_rsa = LeafRequest { spki_der: rsa.public_key_spki().to_vec(), ..request("service") };
    assert!(refusal(&authority, &request_rsa).contains("takes only keys of"));
    let internal =
        LeafRequest { dns_names: vec!["host.internal".into()], common_name: None, ..request("default") };
    assert!(refusal(&authority, &internal).starts_with("error "), "a lint's finding");
    let unknown = LeafRequest { profile: "nobody".into(), ..request("default") };
    assert!(refusal(&authority, &unknown).contains("no profile"));
}

#[test]
fn a_rotated_issuer_finishes_what_was_recorded_and_prepares_nothing_more() {
    let mut all = authorities(3_000, &NameConstraints::default());
    let authority = EmbeddedAuthority::new(all.clone(), rules()).unwrap();
    let before = authority.prepare(&request("default")).unwrap();
    assert_eq!(before.issuer, "chancery-ecc");
    let (root_der, root_signer) = (all[0].certificate_der.clone(), all[0].signer.clone());
    let key = PrivateKey::generate(KeyAlgorithm::P256).unwrap();
    let fresh = intermediate(
        &root_der,
        root_signer.as_ref(),
        &name("chancery 2"),
        key.public_key_spki(),
        &term(9, 3_500),
        &IntermediateProfile { pointers: Pointers::of_authority(BASE, "root"), ..Default::default() },
    )
    .unwrap();
    for authority in all.iter_mut().filter(|authority| authority.id == "chancery-ecc") {
        authority.stage = Stage::Retired;
    }
    all.push(open("chancery-ecc-2", "chancery", Some("root"), fresh, &key));
    authority.replace(all).unwrap();
    assert_eq!(authority.prepare(&request("default")).unwrap().issuer, "chancery-ecc-2");
    let der = authority.sign(&before.issuer, &before.to_be_signed).unwrap();
    let (leaf, old) = (CertificateFacts::parse(&der).unwrap(), authority.issuer("chancery-ecc").unwrap());
    verify(&leaf.signature_algorithm, &old.certificate.public_key, &leaf.tbs, &leaf.signature).unwrap();
    assert!(authority.issuers().contains(&"chancery-ecc".to_owned()), "it still answers");
}

#[test]
fn cross_signatures_are_further_chains() {
    let mut all = authorities(3_000, &NameConstraints::default());
    let other_key = PrivateKey::generate(KeyAlgorithm::P256).unwrap();
    let other_signer = other_key.signing_key().unwrap();
    let other = self_signed_root(&other_signer, &name("Other root"), &term(20, 4_000)).unwrap();
    let root = CertificateFacts::parse(&all[0].certificate_der).unwrap();
    let pointers = Pointers::of_authority(BASE, "other");
    let cross = cross_draft(&other, &other_signer, &root, &term(21, 3_000), &pointers)
        .unwrap()
        .sign(&other_signer)
        .unwrap();
    all[0].cross_certificates.push(Cross { signed_by: "other".into(), certificate_der: cross.clone() });
    all.push(open("other", "", None, other.clone(), &other_key));
    let authority = EmbeddedAuthority::new(all, rules()).unwrap();
    let chains = authority.chains("chancery-ecc").unwrap();
    assert_eq!(chains.len(), 2);
    assert_eq!(chains[0], authority.chain("chancery-ecc").unwrap());
    assert_eq!(chains[1][1..], [cross.clone(), other.clone()]);
    let (cross, other) = (CertificateFacts::parse(&cross).unwrap(), CertificateFacts::parse(&other).unwrap());
    assert_eq!(cross.subject_der, root.subject_der, "the very bytes (must never happen, 18)");
    assert_eq!(cross.public_key.spki(), root.public_key.spki());
    verify(&cross.signature_algorithm, &other.public_key, &cross.tbs, &cross.signature).unwrap();
    assert_eq!(other_signer.public_key_spki().unwrap(), other.public_key.spki());
}
