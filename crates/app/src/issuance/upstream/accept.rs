//! What an upstream sent is looked at before it enters the register: it must be the certificate that was ordered.

use super::Trouble;
use super::request::Request;
use crate::ctx::Ctx;
use chancery_domain::ids::CertificateId;
use chancery_domain::issuance::{Issuance, Serial};
use chancery_pki::certificate::CertificateFacts;
use chancery_pki::csr;
use chancery_pki::digest::sha256_hex;
use std::collections::BTreeSet;

/// The record of a certificate that was signed elsewhere.
///
/// # Errors
/// [`Trouble`] when key, names, validity or chain are not those ordered.
pub(super) fn accept(
    ctx: &Ctx,
    id: &CertificateId,
    upstream: &str,
    request: &Request,
    chain: &[Vec<u8>],
) -> Result<Issuance, Trouble> {
    let unreadable = |error: &dyn std::fmt::Display| Trouble::refused(format!("the certificate: {error}"));
    let facts = chain
        .iter()
        .map(|der| CertificateFacts::parse(der))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| unreadable(&error))?;
    let Some(leaf) = facts.first() else { return Err(Trouble::refused("it sent no certificate")) };
    for pair in facts.windows(2) {
        if let [lower, upper] = pair
            && lower.issuer_der != upper.subject_der
        {
            return Err(Trouble::refused("the chain it sent is broken"));
        }
    }
    let asked = csr::decode(&request.csr_der).map_err(|error| unreadable(&error))?;
    if leaf.public_key.spki() != asked.spki_der() {
        return Err(Trouble::refused("the certificate it sent has another public key"));
    }
    let (has, wanted): (BTreeSet<String>, BTreeSet<String>) =
        (leaf.names().into_iter().collect(), request.names.iter().cloned().collect());
    if has != wanted {
        return Err(Trouble::refused(format!("the certificate it sent has the names {has:?}")));
    }
    if leaf.not_after < ctx.now {
        return Err(Trouble::refused("the certificate it sent has ended"));
    }
    let serial = hex::decode(&leaf.serial_hex).map_err(|error| unreadable(&error))?;
    Ok(Issuance {
        serial: Serial::from_bytes(&serial),
        issuer: format!("upstream-{upstream}"),
        certificate: Some(id.clone()),
        profile: crate::issuance::CATALOGUE_PROFILE.to_owned(),
        spki_sha256: sha256_hex(asked.spki_der()),
        shard: None,
        to_be_signed: leaf.tbs.clone(),
        precertificate: None,
        timestamps: None,
        not_before: leaf.not_before,
        not_after: leaf.not_after,
        recorded_at: ctx.now,
        signed: Some(leaf.der.clone()),
    })
}
