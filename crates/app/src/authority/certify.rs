//! Signs certificates of authorities: linted, recorded with their serial, then signed, as subscribers' are.

use super::{AUTHORITY_PROFILE, Founding};
use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::ports::{AuthorityRecord, Scope};
use chancery_domain::hierarchy::AuthorityPlan;
use chancery_domain::issuance::{Issuance, Serial};
use chancery_domain::key::KeyAlgorithm;
use chancery_domain::profile::Trust;
use chancery_domain::time::Timestamp;
use chancery_pki::authority::{
    AuthorityName, AuthorityTerm, Draft, IntermediateProfile, intermediate_draft, root_draft,
};
use chancery_pki::certificate::CertificateFacts;
use chancery_pki::digest;
use chancery_pki::leaf::{LeafError, Pointers, serial};
use chancery_pki::lint;
use chancery_pki::private_key::Signer;

/// Days in a year of an authority's validity.
const DAYS_PER_YEAR: i64 = 365;

/// Whoever signs an authority's certificate.
pub(super) struct Above<'a> {
    pub(super) id: &'a str,
    pub(super) certificate_der: &'a [u8],
    pub(super) signer: &'a dyn Signer,
}

/// A certificate as `plan` wants it, for the key `signer`: self-signed when nobody stands `above`.
pub(super) async fn certify(
    founding: &Founding,
    ctx: &Ctx,
    plan: &AuthorityPlan,
    common_name: &str,
    signer: &dyn Signer,
    above: Option<&Above<'_>>,
) -> Result<Vec<u8>, Failure> {
    let name = AuthorityName {
        country: plan.country.clone(),
        organization: plan.organization.clone(),
        common_name: common_name.to_owned(),
    };
    let spki = signer.public_key_spki().map_err(Failure::internal)?;
    let policy = &founding.policy.authority;
    match above {
        None => {
            let years = plan.validity_years.unwrap_or(policy.root_validity_years);
            let term = term(founding, ctx, years, None);
            let draft = root_draft(signer, &name, &term).map_err(refused)?;
            let pending = Pending {
                issuer: plan.id(),
                issuer_facts: None,
                signer,
                spki_der: &spki,
                term: &term,
                draft: &draft,
            };
            sign(founding, ctx, &pending).await
        }
        Some(above) => {
            let facts = CertificateFacts::parse(above.certificate_der).map_err(Failure::internal)?;
            let years = plan.validity_years.unwrap_or(policy.intermediate_validity_years);
            let term = term(founding, ctx, years, Some((facts.not_before, facts.not_after)));
            let profile = IntermediateProfile {
                client_auth: needs_client_auth(founding, plan),
                path_length: plan.path_length,
                policy_oids: plan.policy_oids.clone(),
                names: plan.names.clone(),
                pointers: pointers(founding, above.id),
            };
            let draft =
                intermediate_draft(above.certificate_der, above.signer, &name, &spki, &term, &profile)
                    .map_err(refused)?;
            let pending = Pending {
                issuer: above.id,
                issuer_facts: Some(&facts),
                signer: above.signer,
                spki_der: &spki,
                term: &term,
                draft: &draft,
            };
            sign(founding, ctx, &pending).await
        }
    }
}

/// A fresh serial and a validity of so many years, within that of the issuer, given as its first and last second (must
/// never happen, number 17). It begins earlier than the first certificate issued under it, if the issuer does.
pub(super) fn term(
    founding: &Founding,
    ctx: &Ctx,
    years: i64,
    issuer: Option<(Timestamp, Timestamp)>,
) -> AuthorityTerm {
    let backdated = ctx.now.plus_seconds(-2 * founding.policy.issuance.backdate_seconds);
    let not_before = issuer.map_or(backdated, |(begin, _)| begin.max(backdated));
    let wanted = not_before.plus_days(years * DAYS_PER_YEAR).plus_seconds(-1);
    AuthorityTerm {
        serial: serial::at(ctx.now, &ctx.entropy.bytes()),
        not_before,
        not_after: issuer.map_or(wanted, |(_, end)| end.min(wanted)),
    }
}

/// What a certificate of an authority names, signed by `above`.
pub(super) fn pointers(founding: &Founding, above: &str) -> Pointers {
    founding.urls.as_ref().map(|base| Pointers::of_authority(base, above)).unwrap_or_default()
}

/// A certificate about to be signed.
pub(super) struct Pending<'a> {
    /// The id of who signs.
    pub(super) issuer: &'a str,
    /// The certificate of who signs; nothing for a root.
    pub(super) issuer_facts: Option<&'a CertificateFacts>,
    /// The key of who signs.
    pub(super) signer: &'a dyn Signer,
    /// The key that is certified.
    pub(super) spki_der: &'a [u8],
    pub(super) term: &'a AuthorityTerm,
    pub(super) draft: &'a Draft,
}

/// Lints, records serial and bytes, signs, and records the outcome.
pub(super) async fn sign(founding: &Founding, ctx: &Ctx, pending: &Pending<'_>) -> Result<Vec<u8>, Failure> {
    let Pending { issuer, issuer_facts, signer, spki_der, term, draft } = *pending;
    let context = lint::Context {
        // The SM2 hierarchy is no public trust (trust rule on keys).
        trust: if founding.urls.is_some() && signer.algorithm() != KeyAlgorithm::Sm2 {
            lint::Trust::Public
        } else {
            lint::Trust::Private
        },
        issued_at: ctx.now,
        policy: &founding.policy,
        issuer: issuer_facts.map(lint::Issuer::from),
    };
    let findings = lint::authority(draft.to_be_signed(), &context);
    let errors: Vec<String> = lint::errors(&findings).map(ToString::to_string).collect();
    if !errors.is_empty() {
        return Err(Failure::new(Code::IssuerFailed, errors.join("; ")));
    }
    let serial = Serial::from_bytes(&term.serial);
    let issuance = Issuance {
        serial: serial.clone(),
        issuer: issuer.to_owned(),
        certificate: None,
        profile: AUTHORITY_PROFILE.to_owned(),
        spki_sha256: digest::sha256_hex(spki_der),
        shard: None,
        to_be_signed: draft.to_be_signed().to_vec(),
        precertificate: None,
        timestamps: None,
        not_before: term.not_before,
        not_after: term.not_after,
        recorded_at: ctx.now,
        signed: None,
    };
    founding.store.write(Scope::Unguarded, move |register| Ok(register.record_issuance(&issuance)?)).await?;
    let certificate_der = draft.sign(signer).map_err(|error| {
        let mut failure = Failure::new(Code::IssuerFailed, "the authority's key could not sign");
        failure.cause = Some(error.to_string());
        failure
    })?;
    let kept = certificate_der.clone();
    founding.store.write(Scope::Unguarded, move |register| Ok(register.keep_signed(&serial, &kept)?)).await?;
    Ok(certificate_der)
}

/// Whether any profile that this authority may sign for is for client authentication.
fn needs_client_auth(founding: &Founding, plan: &AuthorityPlan) -> bool {
    founding.profiles.iter().any(|profile| {
        let private = profile.trust == Trust::Private;
        profile.client_auth && (plan.brand == profile.brand || (plan.brand.is_empty() && private))
    })
}

/// The active authority of a line, or the one of this id.
pub(super) fn in_place_of<'a>(records: &'a [AuthorityRecord], id: &str) -> Option<&'a AuthorityRecord> {
    records
        .iter()
        .find(|record| record.line == id && record.stage.signs_certificates())
        .or_else(|| records.iter().find(|record| record.id == id))
}

pub(super) fn refused(error: LeafError) -> Failure {
    Failure::new(Code::IssuerFailed, error.to_string())
}
