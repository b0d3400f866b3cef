//! Delegated OCSP responders: a key of this node for each issuer, certified by it for a short while, renewed in time.
//!
//! The key lives in memory only; a restarted node makes another. The serial is recorded like any other before it is
//! signed (must never happen, 21).

use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::ports::{IssuerView, Responder, Scope};
use crate::service::App;
use chancery_domain::issuance::{Issuance, Serial};
use chancery_domain::key::KeyAlgorithm;
use chancery_domain::time::Timestamp;
use chancery_pki::certificate::CertificateFacts;
use chancery_pki::digest::sha256_hex;
use chancery_pki::leaf::serial;
use chancery_pki::ocsp::responder_certificate_tbs;
use chancery_pki::private_key::PrivateKey;
use std::sync::Arc;

/// What register and metrics call the profile of these certificates.
const PROFILE: &str = "ocsp-responder";

/// Who signs answers for the issuer now: the responder that the authority names, else one of this node when the operator
/// wants that or the issuer may not, else the issuer itself (nothing).
pub(super) async fn responder(
    app: &App,
    ctx: &Ctx,
    issuer: &IssuerView,
) -> Result<Option<Responder>, Failure> {
    if let Some(responder) = &issuer.responder {
        return Ok(Some(responder.clone()));
    }
    if !app.revocation.settings.delegated && may_answer(issuer) {
        return Ok(None);
    }
    let mut present = app.revocation.delegates.0.lock().await;
    if let Some((responder, renew_at)) = present.get(&issuer.id)
        && ctx.now < *renew_at
    {
        return Ok(Some(responder.clone()));
    }
    let made = certify(app, ctx, issuer).await?;
    present.insert(issuer.id.clone(), made.clone());
    Ok(Some(made.0))
}

/// BR 7.1.2.10.7: a key whose certificate does not assert digitalSignature signs no OCSP answers. Roots and many
/// imported authorities are of that kind.
fn may_answer(issuer: &IssuerView) -> bool {
    issuer.certificate.extensions.key_usage.is_none_or(|usage| usage.digital_signature)
}

async fn certify(app: &App, ctx: &Ctx, issuer: &IssuerView) -> Result<(Responder, Timestamp), Failure> {
    // A responder of the SM2 hierarchy has an SM2 key, so that whoever reads SM2 only can read its answers.
    let algorithm = match issuer.signer.algorithm() {
        KeyAlgorithm::Sm2 => KeyAlgorithm::Sm2,
        _ => KeyAlgorithm::P256,
    };
    let key = PrivateKey::generate(algorithm).map_err(Failure::internal)?;
    let lasts = app.policy.ocsp.responder_validity_seconds;
    let not_before =
        ctx.now.plus_seconds(-app.policy.issuance.backdate_seconds).max(issuer.certificate.not_before);
    let not_after = ctx.now.plus_seconds(lasts).min(issuer.certificate.not_after);
    let drawn = serial::at(ctx.now, &ctx.entropy.bytes());
    let signer = issuer.signer.as_ref();
    let to_be_signed = responder_certificate_tbs(
        &issuer.certificate,
        signer,
        key.public_key_spki(),
        &drawn,
        not_before,
        not_after,
    )
    .map_err(|error| Failure::new(Code::IssuerFailed, error.to_string()))?;
    let issuance = Issuance {
        serial: Serial::from_bytes(&drawn),
        issuer: issuer.id.clone(),
        certificate: None,
        profile: PROFILE.to_owned(),
        spki_sha256: sha256_hex(key.public_key_spki()),
        shard: None,
        to_be_signed: to_be_signed.clone(),
        precertificate: None,
        timestamps: None,
        not_before,
        not_after,
        recorded_at: ctx.now,
        signed: None,
    };
    let serial = issuance.serial.clone();
    app.store.write(Scope::Unguarded, move |register| Ok(register.record_issuance(&issuance)?)).await?;
    let der = app
        .authority
        .sign(&issuer.id, &to_be_signed)
        .map_err(|error| Failure::new(Code::IssuerFailed, error.to_string()))?;
    let kept = der.clone();
    app.store.write(Scope::Unguarded, move |register| Ok(register.keep_signed(&serial, &kept)?)).await?;
    let responder = Responder {
        certificate: Arc::new(CertificateFacts::parse(&der).map_err(Failure::internal)?),
        signer: Arc::new(key.signing_key().map_err(Failure::internal)?),
    };
    Ok((responder, ctx.now.plus_seconds(lasts / 2)))
}
