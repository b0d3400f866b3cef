//! Writes a root, intermediates and leaves of every key algorithm as PEM files into a folder, with and without URLs,
//! for outside linters: `cargo run -p chancery-pki --example issue_samples -- FOLDER`.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use aws_lc_rs::digest::{SHA256, digest};
use chancery_domain::key::KeyAlgorithm;
use chancery_domain::time::Timestamp;
use chancery_pki::authority::{self, AuthorityName, AuthorityTerm, IntermediateProfile};
use chancery_pki::leaf::{IssuerTemplate, LeafProfile, LeafRequest, Pointers, San, serial};
use chancery_pki::pem_text::{self, CERTIFICATE};
use chancery_pki::private_key::PrivateKey;
use chancery_pki::private_key::Signer;
use std::path::Path;

/// 2026-11-20T00:00:00Z.
const NOW: Timestamp = Timestamp(1_795_132_800);

fn serial_of(label: &str) -> [u8; 20] {
    let mut chance = [0u8; 20];
    chance.copy_from_slice(&digest(&SHA256, label.as_bytes()).as_ref()[..20]);
    serial::from_chance(&chance)
}

fn name(common_name: &str) -> AuthorityName {
    AuthorityName {
        country: "US".to_owned(),
        organization: "Chancery Sample Authority".to_owned(),
        common_name: common_name.to_owned(),
    }
}

fn term(label: &str, years: i64) -> AuthorityTerm {
    AuthorityTerm {
        serial: serial_of(label),
        not_before: NOW.plus_days(-1),
        not_after: NOW.plus_days(years * 365).plus_seconds(-1),
    }
}

fn pointers(issuer: &str) -> Pointers {
    Pointers {
        crl_url: Some(format!("http://crl.chancery-ca.com/{issuer}.crl")),
        ocsp_url: Some("http://ocsp.chancery-ca.com/".to_owned()),
        ca_issuers_url: Some(format!("http://ca.chancery-ca.com/{issuer}.cer")),
    }
}

fn main() {
    let folder = std::env::args().nth(1).expect("give a folder");
    let folder = Path::new(&folder);
    std::fs::create_dir_all(folder).unwrap();
    let write = |file: String, der: &[u8]| {
        std::fs::write(folder.join(&file), pem_text::write(CERTIFICATE, der)).unwrap();
        println!("{file}");
    };
    let root_key = PrivateKey::generate(KeyAlgorithm::P384).unwrap().signing_key().unwrap();
    let root =
        authority::self_signed_root(&root_key, &name("Chancery Sample Root"), &term("root", 20)).unwrap();
    write("root.pem".to_owned(), &root);

    // "crl" names a revocation list and the issuer's certificate, "urls" an OCSP responder as well.
    for form in ["plain", "crl", "urls"] {
        for issuer_algorithm in [KeyAlgorithm::Rsa2048, KeyAlgorithm::P256] {
            let issuer = format!("{form}-{issuer_algorithm:?}").to_lowercase();
            let urls = |of: &str| match form {
                "plain" => Pointers::default(),
                "crl" => Pointers { ocsp_url: None, ..pointers(of) },
                _ => pointers(of),
            };
            let key = PrivateKey::generate(issuer_algorithm).unwrap().signing_key().unwrap();
            let der = authority::intermediate(
                &root,
                &root_key,
                &name(&format!("Chancery Sample DV {issuer}")),
                &key.public_key_spki().unwrap(),
                &term(&issuer, 10),
                &IntermediateProfile { pointers: urls("root"), ..Default::default() },
            )
            .unwrap();
            write(format!("intermediate-{issuer}.pem"), &der);
            let template = IssuerTemplate::new(&der, &key, &urls(&issuer)).unwrap();
            let profile = LeafProfile::new(false, &["2.23.140.1.2.1"]).unwrap();
            for algorithm in KeyAlgorithm::ALL.into_iter().filter(|algorithm| *algorithm != KeyAlgorithm::Sm2)
            {
                let subscriber = PrivateKey::generate(algorithm).unwrap();
                let names = [
                    San::Dns("www.chancery-shop.com".to_owned()),
                    San::Dns("*.chancery-shop.com".to_owned()),
                ];
                for common_name in [None, Some("www.chancery-shop.com")] {
                    let kind = if common_name.is_some() { "cn" } else { "nocn" };
                    let file = format!("leaf-{issuer}-{algorithm:?}-{kind}.pem").to_lowercase();
                    let tbs = template
                        .tbs(&LeafRequest {
                            serial: &serial_of(&file),
                            not_before: NOW.plus_seconds(-3600),
                            not_after: NOW.plus_days(90),
                            names: &names,
                            common_name,
                            organization: None,
                            spki_der: subscriber.public_key_spki(),
                            profile: &profile,
                        })
                        .unwrap();
                    write(file, &template.sign(&tbs, &key).unwrap());
                }
            }
        }
    }
}
