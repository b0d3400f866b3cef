//! Fixtures of the judged tests: a small authority, and outside programs run as judges (a missing one fails the test).
#![allow(dead_code, reason = "each test binary uses its own part")]

use chancery_domain::key::KeyAlgorithm;
use chancery_domain::time::Timestamp;
use chancery_pki::authority::{self, AuthorityName, AuthorityTerm, IntermediateProfile};
use chancery_pki::leaf::{IssuerTemplate, LeafProfile, LeafRequest, Pointers, San, serial};
use chancery_pki::pem_text;
use chancery_pki::private_key::{PrivateKey, Signer, SigningKey};
use std::path::Path;
use std::process::{Command, Output};

/// 2026-11-20T00:00:00Z, when the fixtures are "made". Judges that look at their own clock are given this time.
pub const NOW: Timestamp = Timestamp(1_795_132_800);

/// An authority's certificate and key.
pub struct Authority {
    pub der: Vec<u8>,
    pub key: SigningKey,
}

impl Authority {
    pub fn pem(&self) -> String {
        pem_text::write(pem_text::CERTIFICATE, &self.der)
    }
}

pub fn key(algorithm: KeyAlgorithm) -> PrivateKey {
    PrivateKey::generate(algorithm).unwrap()
}

fn name(common_name: &str) -> AuthorityName {
    AuthorityName {
        country: "US".to_owned(),
        organization: "Chancery Test Authority".to_owned(),
        common_name: common_name.to_owned(),
    }
}

fn term(number: u8, years: i64) -> AuthorityTerm {
    AuthorityTerm {
        serial: serial::from_chance(&[number; 20]),
        not_before: NOW.plus_days(-1),
        not_after: NOW.plus_days(years * 365).plus_seconds(-1),
    }
}

pub fn root() -> Authority {
    let key = key(KeyAlgorithm::P384).signing_key().unwrap();
    let der = authority::self_signed_root(&key, &name("Chancery Test Root"), &term(1, 20)).unwrap();
    Authority { der, key }
}

pub fn intermediate(root: &Authority, algorithm: KeyAlgorithm, pointers: &Pointers) -> Authority {
    let key = key(algorithm).signing_key().unwrap();
    let profile = IntermediateProfile { pointers: pointers.clone(), ..Default::default() };
    let der = authority::intermediate(
        &root.der,
        &root.key,
        &name(&format!("Chancery Test DV {algorithm}")),
        &key.public_key_spki().unwrap(),
        &term(2, 10),
        &profile,
    )
    .unwrap();
    Authority { der, key }
}

/// Issues a DV leaf good for 100 days from one minute ago.
pub fn leaf(issuer: &Authority, key: &PrivateKey, names: &[&str], pointers: &Pointers) -> Vec<u8> {
    let names: Vec<San> = names
        .iter()
        .map(|name| name.parse().map_or_else(|_| San::Dns((*name).to_owned()), San::Ip))
        .collect();
    let template = IssuerTemplate::new(&issuer.der, &issuer.key, pointers).unwrap();
    let profile = LeafProfile::new(false, &["2.23.140.1.2.1"]).unwrap();
    let common_name = names.first().map(San::text);
    let tbs = template
        .tbs(&LeafRequest {
            serial: &serial::from_chance(&[3; 20]),
            not_before: NOW.plus_seconds(-60),
            not_after: NOW.plus_days(100).plus_seconds(-61),
            names: &names,
            common_name: common_name.as_deref(),
            organization: None,
            spki_der: key.public_key_spki(),
            profile: &profile,
        })
        .unwrap();
    template.sign(&tbs, &issuer.key).unwrap()
}

/// Runs an outside program in a folder.
pub fn run(folder: &Path, program: &str, arguments: &[&str]) -> Output {
    Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap_or_else(|error| panic!("{program} is needed for this test: {error}"))
}

/// Runs an outside program that must succeed, and returns all that it said.
pub fn judge(folder: &Path, program: &str, arguments: &[&str]) -> String {
    let output = run(folder, program, arguments);
    let said =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{program} {arguments:?} refused:\n{said}");
    said
}

pub fn write(folder: &Path, name: &str, content: impl AsRef<[u8]>) {
    std::fs::write(folder.join(name), content).unwrap();
}

pub fn read(folder: &Path, name: &str) -> Vec<u8> {
    std::fs::read(folder.join(name)).unwrap()
}
