//! What comes before an issuance is recorded, outside any unit of work: key and validity are checked, a serial is drawn,
//! and the bytes to be signed are made and linted. Units of work of one database run one after the other, so nothing
//! that costs is done inside them.

use super::{Plan, refused};
use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::ports::LeafRequest;
use crate::service::App;
use chancery_domain::issuance::{Issuance, IssuerKey};
use chancery_domain::profile::{Profile, Trust};
use chancery_pki::digest;
use chancery_pki::key_check;
use chancery_pki::leaf::serial;
use chancery_pki::public_key::PublicKey;

/// Draws a serial and makes the exact bytes to be signed under it. Nothing is recorded yet.
///
/// # Errors
/// [`Code::KeyRefused`] for a weak or blocked key or one that the profile does not take; [`Code::IssuerFailed`] when
/// the issuer refuses; [`Code::Internal`] when the validity is longer than the policy allows (must never happen, 6).
pub fn prepare(app: &App, ctx: &Ctx, plan: &Plan) -> Result<Issuance, Failure> {
    let profile = app
        .profiles
        .get(&plan.profile)
        .ok_or_else(|| Failure::internal(format!("there is no profile {:?}", plan.profile)))?;
    let key = checked_key(app, profile, &plan.spki_der)?;
    check_period(app, ctx, profile, plan)?;
    let family = key.algorithm().map(|algorithm| algorithm.family());
    let request = LeafRequest {
        issuer: IssuerKey {
            brand: plan.brand.clone().unwrap_or_else(|| profile.brand.clone()),
            family: family.ok_or_else(|| Failure::internal("a checked key without a family"))?,
        },
        profile: plan.profile.clone(),
        precertificate: profile.scts.is_some(),
        serial: serial::at(ctx.now, &ctx.entropy.bytes()).to_vec(),
        not_before: plan.period.not_before,
        not_after: plan.period.not_after,
        dns_names: plan.dns_names.clone(),
        ip_addresses: plan.ip_addresses.clone(),
        common_name: plan.common_name.clone(),
        organization: plan.organization.clone(),
        spki_der: plan.spki_der.clone(),
    };
    let prepared = app.authority.prepare(&request).map_err(refused)?;
    Ok(Issuance {
        serial: request.serial_text(),
        issuer: prepared.issuer,
        certificate: plan.certificate.clone(),
        profile: request.profile,
        spki_sha256: digest::sha256_hex(&plan.spki_der),
        shard: prepared.shard,
        to_be_signed: prepared.to_be_signed,
        precertificate: None,
        timestamps: None,
        not_before: plan.period.not_before,
        not_after: plan.period.not_after,
        recorded_at: ctx.now,
        signed: None,
    })
}

/// The key, unless it is weak, blocked, or of a kind that the profile does not take.
fn checked_key(app: &App, profile: &Profile, spki_der: &[u8]) -> Result<PublicKey, Failure> {
    let refuse = |text: String| Failure::new(Code::KeyRefused, text);
    let key = PublicKey::from_spki(spki_der)
        .map_err(|error| refuse(format!("the public key cannot be read: {error}")))?;
    key_check::check(&key, &app.key_rules)
        .map_err(|error| refuse(format!("the public key is refused: {error}")))?;
    match key.algorithm() {
        Some(algorithm) if profile.keys.contains(&algorithm) => Ok(key),
        _ => Err(refuse(format!(
            "the profile {} does not take this kind of public key; it takes {}",
            profile.name,
            profile.keys.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
        ))),
    }
}

/// BR 6.3.2, and for profiles of one house the profile's own limit.
fn check_period(app: &App, ctx: &Ctx, profile: &Profile, plan: &Plan) -> Result<(), Failure> {
    match profile.trust {
        Trust::Public => app.policy.check_validity(plan.period, ctx.now).map_err(Failure::internal),
        Trust::Private if plan.period.seconds() > profile.validity_seconds => {
            Err(Failure::internal(format!(
                "a validity of {} seconds is longer than the {} of the profile {}",
                plan.period.seconds(),
                profile.validity_seconds,
                profile.name
            )))
        }
        Trust::Private => Ok(()),
    }
}
