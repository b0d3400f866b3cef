//! Prints how many P-256 certificates per second one thread writes and signs, beside the raw signature rate.
//! Run it with `cargo run --release -p chancery-pki --example rate`.
#![allow(clippy::unwrap_used, missing_docs)]

use chancery_domain::key::KeyAlgorithm;
use chancery_domain::policy::Policy;
use chancery_domain::time::Timestamp;
use chancery_pki::authority::{self, AuthorityName, AuthorityTerm};
use chancery_pki::certificate::CertificateFacts;
use chancery_pki::leaf::{IssuerTemplate, LeafProfile, LeafRequest, Pointers, San, serial};
use chancery_pki::lint::{self, Context, Issuer, Trust};
use chancery_pki::private_key::PrivateKey;
use chancery_pki::private_key::Signer;
use std::time::{Duration, Instant};

const SPAN: Duration = Duration::from_secs(2);

fn per_second(mut work: impl FnMut(u32)) -> f64 {
    let (begin, mut done) = (Instant::now(), 0u32);
    while begin.elapsed() < SPAN {
        for _ in 0..64 {
            work(done);
            done += 1;
        }
    }
    f64::from(done) / begin.elapsed().as_secs_f64()
}

fn main() {
    let now = Timestamp(1_795_132_800);
    let key = PrivateKey::generate(KeyAlgorithm::P256).unwrap().signing_key().unwrap();
    let name = AuthorityName {
        country: "US".to_owned(),
        organization: "Rate".to_owned(),
        common_name: "Rate".to_owned(),
    };
    let term = AuthorityTerm {
        serial: serial::from_chance(&[1; 20]),
        not_before: now,
        not_after: now.plus_days(3650),
    };
    let issuer = authority::self_signed_root(&key, &name, &term).unwrap();
    let pointers = Pointers {
        crl_url: Some("http://crl.chancery-ca.com/1.crl".to_owned()),
        ocsp_url: Some("http://ocsp.chancery-ca.com/".to_owned()),
        ca_issuers_url: Some("http://ca.chancery-ca.com/1.cer".to_owned()),
    };
    let template = IssuerTemplate::new(&issuer, &key, &pointers).unwrap();
    let profile = LeafProfile::new(false, &["2.23.140.1.2.1"]).unwrap();
    let subscriber = PrivateKey::generate(KeyAlgorithm::P256).unwrap();
    let names = [San::Dns("www.example.com".to_owned()), San::Dns("example.com".to_owned())];

    let policy = Policy::compiled_in().unwrap();
    let issuer_facts = CertificateFacts::parse(&issuer).unwrap();
    let context = Context {
        trust: Trust::Public,
        issued_at: now,
        policy: &policy,
        issuer: Some(Issuer::from(&issuer_facts)),
    };
    let message = [7u8; 700];
    for round in 1..=3 {
        let raw = per_second(|_| drop(key.sign(&message).unwrap()));
        let issued = per_second(|number| {
            let mut chance = [7u8; 20];
            chance[..4].copy_from_slice(&number.to_be_bytes());
            let request = LeafRequest {
                serial: &serial::from_chance(&chance),
                not_before: now,
                not_after: now.plus_days(90),
                names: &names,
                common_name: Some("www.example.com"),
                organization: None,
                spki_der: subscriber.public_key_spki(),
                profile: &profile,
            };
            drop(template.sign(&template.tbs(&request).unwrap(), &key).unwrap());
        });
        let tbs = template
            .tbs(&LeafRequest {
                serial: &serial::from_chance(&[9; 20]),
                not_before: now,
                not_after: now.plus_days(90),
                names: &names,
                common_name: Some("www.example.com"),
                organization: None,
                spki_der: subscriber.public_key_spki(),
                profile: &profile,
            })
            .unwrap();
        assert_eq!(lint::leaf(&tbs, &context), []);
        let linted = per_second(|_| drop(lint::leaf(&tbs, &context)));
        println!("round {round}: leaves linted {linted:.0}/s, {:.2} microseconds each", 1e6 / linted);
        println!(
            "round {round}: raw P-256 signatures {raw:.0}/s, certificates {issued:.0}/s, share {:.2}",
            issued / raw
        );
    }
}
