//! Writes certificates of every profile, as the embedded authority issues them, for judges of other makers:
//! `cargo run -p chancery-connectors --example issue_many -- COUNT FOLDER`.
//!
//! Profiles, subscriber keys, issuers, names and moments of the dated policy are spread by the certificate's number, so
//! that the same count always asks for the same. FOLDER gets `N.der` for each, the authorities' certificates, the lists
//! and responders' certificates as `ID.*.der`, and `manifest.json`, which says what each file is. Each certificate and
//! its list is verified by webpki on the way.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

mod names;
mod revocation;
mod webpki_judge;
mod world;

use chancery_app::ports::{Authority, LeafRequest};
use chancery_domain::issuance::IssuerKey;
use chancery_domain::key::{KeyAlgorithm, KeyFamily};
use chancery_domain::policy::Policy;
use chancery_domain::profile::{Profile, Trust};
use chancery_domain::time::Timestamp;
use chancery_pki::digest::sha256;
use chancery_pki::leaf::serial;
use chancery_pki::private_key::PrivateKey;
use serde_json::{Value, json};
use std::path::Path;

/// Noon of days on which another longest validity is in force (BR 6.3.2).
const MOMENTS: [&str; 3] = ["2026-11-21", "2027-03-15", "2029-03-15"];

/// A certificate with what its judges need to know.
pub struct Made {
    pub number: u64,
    pub profile: String,
    pub trust: Trust,
    pub moment: Timestamp,
    pub issuer: String,
    pub shard: Option<i64>,
    pub serial: Vec<u8>,
    pub key: KeyAlgorithm,
    pub names: names::Names,
    pub der: Vec<u8>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let count: u64 = arguments.next().and_then(|text| text.parse().ok()).expect("usage: COUNT FOLDER");
    let folder = arguments.next().expect("usage: COUNT FOLDER");
    let folder = Path::new(&folder);
    std::fs::create_dir_all(folder.join("data")).unwrap();

    let world = world::open(&folder.join("data")).await;
    let keys = KeyAlgorithm::ALL.map(|algorithm| PrivateKey::generate(algorithm).unwrap());
    // The judges read no SM2; crates/app/tests/sm2.rs has its own.
    let judged = |profile: &&Profile| !profile.keys.contains(&KeyAlgorithm::Sm2);
    let profiles: Vec<&Profile> = world.profiles.iter().filter(judged).collect();
    let mut made = Vec::new();
    for number in 0..count {
        // Every profile in turn; the rest by chance that the number decides.
        let profile = profiles[usize::try_from(number).unwrap() % profiles.len()];
        made.push(issue(&world, profile, &keys, number));
    }
    let documents = revocation::write(&world, &made, folder);
    webpki_judge::judge(&world, &made, &documents);
    write(&world, &made, documents, folder);
    println!("{} certificates issued; webpki accepts each with its names and list", made.len());
}

fn issue(world: &world::World, profile: &Profile, keys: &[PrivateKey], number: u64) -> Made {
    let chance = sha256(&number.to_be_bytes());
    let pick = |at: usize, of: usize| usize::from(u16::from_be_bytes([chance[at], chance[at + 1]])) % of;
    let moment = Timestamp::from_utc_date(MOMENTS[pick(0, MOMENTS.len())]).unwrap().plus_seconds(43_200);
    let key = profile.keys[pick(2, profile.keys.len())];
    let spki = keys.iter().find(|one| one.algorithm() == key).unwrap().public_key_spki();
    let brand = match profile.name.as_str() {
        "catalogue-dv" => world.brands[pick(4, world.brands.len())].clone(),
        _ => profile.brand.clone(),
    };
    let family = if chance[6].is_multiple_of(2) { KeyFamily::Rsa } else { KeyFamily::Ecc };
    let names = names::of(profile, number, &chance);
    let seconds = lifetime(&world.policy, profile, moment, pick(8, 3));
    let not_before = moment.plus_seconds(-world.policy.issuance.backdate_seconds);
    let serial = serial::at(moment, &chancery_pki::chance::bytes().unwrap()).to_vec();
    let request = LeafRequest {
        issuer: IssuerKey { brand, family },
        profile: profile.name.clone(),
        precertificate: false,
        serial: serial.clone(),
        not_before,
        not_after: not_before.plus_seconds(seconds - 1),
        dns_names: names.dns.clone(),
        ip_addresses: names.ip.clone(),
        common_name: names.common_name.clone(),
        organization: names::organization(profile, number),
        spki_der: spki.to_vec(),
    };
    let prepared =
        world.authority.prepare(&request).unwrap_or_else(|error| panic!("{number}: {error}: {request:?}"));
    let der = world.authority.sign(&prepared.issuer, &prepared.to_be_signed).unwrap();
    Made {
        number,
        profile: profile.name.clone(),
        trust: profile.trust,
        moment,
        issuer: prepared.issuer,
        shard: prepared.shard,
        serial,
        key,
        names,
        der,
    }
}

/// As long as allowed, half of it, or a day.
fn lifetime(policy: &Policy, profile: &Profile, moment: Timestamp, which: usize) -> i64 {
    let most = profile.validity_seconds.min(profile.validity_seconds_max(policy, moment));
    [most, most / 2, 86_400][which].min(most)
}

fn write(world: &world::World, made: &[Made], documents: revocation::Documents, folder: &Path) {
    let mut files: Vec<Value> = documents.described;
    for id in world.authority.issuers() {
        let view = world.authority.issuer(&id).unwrap();
        // The judges read no SM2.
        if view.signer.algorithm() == KeyAlgorithm::Sm2 {
            continue;
        }
        let file = format!("{id}.authority.der");
        std::fs::write(folder.join(&file), &view.certificate.der).unwrap();
        let chain = world.authority.chain(&id).unwrap();
        files.push(json!({ "file": file, "kind": "authority", "issuer": id, "root": chain.len() == 1 }));
    }
    for one in made {
        let file = format!("{}.der", one.number);
        std::fs::write(folder.join(&file), &one.der).unwrap();
        files.push(json!({
            "file": file,
            "kind": "leaf",
            "profile": one.profile,
            "public": one.trust == Trust::Public,
            "moment": one.moment.0,
            "issuer": one.issuer,
            "key": one.key,
            "names": one.names.dns.len(),
            "addresses": one.names.ip.len(),
            "common_name": one.names.common_name.is_some(),
            "longest": one.names.dns.iter().map(String::len).max(),
        }));
    }
    std::fs::write(folder.join("manifest.json"), Value::from(files).to_string()).unwrap();
    std::fs::remove_dir_all(folder.join("data")).unwrap();
}
