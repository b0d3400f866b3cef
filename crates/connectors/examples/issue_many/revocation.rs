//! Lists for what was issued, whole and in parts, and certificates of delegated responders, at each moment: in every part
//! the first certificate is revoked.

use crate::Made;
use crate::world::{HTTP_URL, World};
use chancery_app::ports::Authority;
use chancery_domain::key::KeyAlgorithm;
use chancery_domain::time::Timestamp;
use chancery_pki::leaf::{Pointers, serial};
use chancery_pki::ocsp::responder_certificate_tbs;
use chancery_pki::private_key::PrivateKey;
use chancery_pki::revocation_list::{Entry, ListTerm, write as write_list};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Which list: the issuer, the part (or the whole), and when.
pub type Which = (String, Option<i64>, Timestamp);

/// What stands beside the certificates.
pub struct Documents {
    pub lists: BTreeMap<Which, Vec<u8>>,
    /// Serials that are in the lists.
    pub revoked: BTreeSet<Vec<u8>>,
    /// Their lines of the manifest.
    pub described: Vec<Value>,
}

/// CRLReasons that subscriber certificates may carry (BR 7.2.2), and 0, which is left out.
const REASONS: [u8; 6] = [0, 1, 3, 4, 5, 9];

/// Writes them.
pub fn write(world: &World, made: &[Made], folder: &Path) -> Documents {
    let mut wanted: BTreeMap<Which, Vec<Entry>> = BTreeMap::new();
    for one in made {
        let entries = wanted.entry((one.issuer.clone(), one.shard, one.moment)).or_default();
        if entries.is_empty() && one.shard.is_some() {
            let reason = REASONS[usize::try_from(one.number).unwrap() % REASONS.len()];
            let entry = Entry { serial: one.serial.clone(), revoked_at: one.moment, reason };
            entries.push(entry.clone());
            wanted.entry((one.issuer.clone(), None, one.moment)).or_default().push(entry);
        }
    }
    for moment in made.iter().map(|one| one.moment).collect::<BTreeSet<_>>() {
        wanted.insert(("root".to_owned(), None, moment), Vec::new());
    }
    let mut out = Documents { lists: BTreeMap::new(), revoked: BTreeSet::new(), described: Vec::new() };
    let mut responders = BTreeSet::new();
    for ((issuer, shard, moment), entries) in wanted {
        let view = world.authority.issuer(&issuer).unwrap();
        let term = ListTerm {
            number: moment.0.unsigned_abs(),
            this_update: moment,
            next_update: moment.plus_seconds(world.policy.revocation_list.next_update_seconds),
        };
        let point = shard.map(|shard| Pointers::crl_url(HTTP_URL, &issuer, Some(shard)));
        let der =
            write_list(&view.certificate, view.signer.as_ref(), &term, point.as_deref(), &entries).unwrap();
        let part = shard.map_or("whole".to_owned(), |shard| shard.to_string());
        let file = format!("{issuer}.{part}.{}.list.der", moment.0);
        std::fs::write(folder.join(&file), &der).unwrap();
        let root = issuer == "root";
        out.described.push(json!({
            "file": file, "kind": "list", "issuer": issuer, "root": root, "part": shard, "moment": moment.0,
            "entries": entries.len(),
        }));
        out.revoked.extend(entries.into_iter().map(|entry| entry.serial));
        if !root && responders.insert((issuer.clone(), moment)) {
            let file = format!("{issuer}.{}.responder.der", moment.0);
            std::fs::write(folder.join(&file), responder(world, &issuer, moment)).unwrap();
            out.described
                .push(json!({ "file": file, "kind": "responder", "issuer": issuer, "moment": moment.0 }));
        }
        out.lists.insert((issuer, shard, moment), der);
    }
    out
}

fn responder(world: &World, issuer: &str, moment: Timestamp) -> Vec<u8> {
    let view = world.authority.issuer(issuer).unwrap();
    let key = PrivateKey::generate(KeyAlgorithm::P256).unwrap();
    let to_be_signed = responder_certificate_tbs(
        &view.certificate,
        view.signer.as_ref(),
        key.public_key_spki(),
        &serial::from_chance(&chancery_pki::chance::bytes().unwrap()),
        moment.plus_seconds(-world.policy.issuance.backdate_seconds),
        moment.plus_seconds(world.policy.ocsp.responder_validity_seconds),
    )
    .unwrap();
    world.authority.sign(issuer, &to_be_signed).unwrap()
}
