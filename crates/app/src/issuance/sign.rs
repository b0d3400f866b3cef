//! Signs a certificate whose names are proved.
//!
//! Three steps, each of which may be repeated after a crash: the serial and the exact bytes are recorded; those
//! bytes are signed; the outcome is recorded. A serial is therefore known before anything is signed under it (must
//! never happen, numbers 9 and 21), and a certificate is signed under one serial however often this runs (16, 24).

use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::ports::{AuthorityError, LeafRequest, Register, Scope, StoreError};
use crate::reactions::react;
use crate::service::App;
use chancery_domain::certificate::{Application, Certificate, Stage, Validity};
use chancery_domain::ids::CertificateId;
use chancery_domain::issuance::{Issuance, IssuerKey};
use chancery_domain::policy::ValidityPeriod;
use chancery_pki::certificate::CertificateFacts;
use chancery_pki::csr;
use chancery_pki::digest;
use chancery_pki::leaf::serial;

/// The profile of catalogue products.
const CATALOGUE_PROFILE: &str = "catalogue-dv";

/// Signs the certificate `id`. Does nothing when it is issued already, cancelled or gone.
///
/// # Errors
/// [`Code::IssuerFailed`] when the authority cannot sign now; it may be tried again.
pub async fn sign(app: &App, ctx: &Ctx, id: &CertificateId) -> Result<(), Failure> {
    let wanted = id.clone();
    let account =
        app.store.read(move |register| Ok(register.certificate(&wanted)?.map(|c| c.account))).await?;
    let Some(account) = account else { return Ok(()) };

    let (service, inner, wanted) = (app.clone(), ctx.clone(), id.clone());
    let issuance = app
        .store
        .write(Scope::Account(account), move |register| record_serial(&service, register, &inner, &wanted))
        .await?;
    let Some(issuance) = issuance else { return Ok(()) };

    let leaf = match &issuance.signed {
        Some(signed) => signed.clone(),
        None => app.authority.sign(&issuance.issuer, &issuance.to_be_signed).map_err(refused)?,
    };
    let chain = app.authority.chain(&issuance.issuer).map_err(refused)?;

    let (service, inner, wanted) = (app.clone(), ctx.clone(), id.clone());
    app.store
        .write(Scope::Account(account), move |register| {
            record_outcome(&service, register, &inner, &wanted, &issuance, &leaf, &chain)
        })
        .await
}

/// Step one: the serial and the bytes to be signed. Nothing when there is nothing to sign.
fn record_serial(
    app: &App,
    register: &mut dyn Register,
    ctx: &Ctx,
    id: &CertificateId,
) -> Result<Option<Issuance>, Failure> {
    let Some(mut certificate) = register.certificate(id)? else { return Ok(None) };
    if !matches!(certificate.stage, Stage::Issuing { .. }) {
        return Ok(None);
    }
    if let Some(present) = register.issuance_for(id)? {
        return Ok(Some(present));
    }
    let application =
        certificate.application().ok_or_else(|| Failure::internal("an upload is being issued"))?;
    let files =
        register.certificate_files(id)?.ok_or_else(|| Failure::internal("certificate without files"))?;
    let csr_der = files.csr_der.as_deref().ok_or_else(|| Failure::internal("application without CSR"))?;
    let facts = csr::decode(csr_der).map_err(Failure::internal)?;

    // The term bought, but never more than the policy of the day allows (BR 6.3.2).
    let period = app.policy.validity_period(ctx.now, application.term_days);
    app.policy.check_validity(period, ctx.now).map_err(Failure::internal)?;
    for _ in 0..4 {
        let drawn = serial::from_chance(&ctx.entropy.bytes()).to_vec();
        let request = leaf_request(app, &certificate, application, drawn, period, facts.spki_der())?;
        let prepared = app.authority.prepare(&request).map_err(refused)?;
        let issuance = Issuance {
            serial: request.serial_text(),
            issuer: prepared.issuer,
            certificate: Some(id.clone()),
            profile: request.profile.clone(),
            spki_sha256: digest::sha256_hex(&request.spki_der),
            shard: prepared.shard,
            to_be_signed: prepared.to_be_signed,
            precertificate: None,
            not_before: period.not_before,
            not_after: period.not_after,
            recorded_at: ctx.now,
            signed: None,
        };
        match register.record_issuance(&issuance) {
            Ok(()) => {
                certificate.stage = certificate.stage.clone().begin_signing(issuance.serial.clone())?.next;
                certificate.changed_at = ctx.now;
                register.update_certificate(&certificate)?;
                return Ok(Some(issuance));
            }
            // A serial drawn twice is drawn again (must never happen, number 7).
            Err(StoreError::Taken(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(Failure::internal("no free serial after four draws"))
}

/// Step three: the certificate stands in the register and is issued.
fn record_outcome(
    app: &App,
    register: &mut dyn Register,
    ctx: &Ctx,
    id: &CertificateId,
    issuance: &Issuance,
    leaf: &[u8],
    chain: &[Vec<u8>],
) -> Result<(), Failure> {
    register.keep_signed(&issuance.serial, leaf)?;
    // Another run may have been first; what it kept is the certificate.
    let kept = register.issuance(&issuance.serial)?.and_then(|i| i.signed).unwrap_or_else(|| leaf.to_vec());
    let Some(mut certificate) = register.certificate(id)? else { return Ok(()) };
    let Some(mut files) = register.certificate_files(id)? else { return Ok(()) };
    let facts = CertificateFacts::parse(&kept).map_err(Failure::internal)?;
    let validity = Validity {
        serial: issuance.serial.clone(),
        not_before: issuance.not_before,
        not_after: issuance.not_after,
        validated_at: None,
        fingerprint_sha1: facts.sha1_fingerprint(),
    };
    let change = certificate.stage.clone().issue(validity)?;
    if change.events.is_empty() {
        return Ok(());
    }
    files.leaf_der = Some(kept);
    files.chain_der = chain.to_vec();
    register.update_certificate_files(id, &files)?;
    certificate.stage = change.next;
    certificate.changed_at = ctx.now;
    register.update_certificate(&certificate)?;
    react(register, ctx, &app.policy, &certificate, &change.events)
}

fn leaf_request(
    app: &App,
    certificate: &Certificate,
    application: &Application,
    serial: Vec<u8>,
    period: ValidityPeriod,
    spki_der: &[u8],
) -> Result<LeafRequest, Failure> {
    let product = app
        .catalogue
        .product(application.product.0)
        .ok_or_else(|| Failure::internal("the product of an application left the catalogue"))?;
    let family =
        certificate.algorithm.map(|a| a.family()).ok_or_else(|| Failure::internal("no key algorithm"))?;
    let dns_names: Vec<String> = application.bound.iter().map(ToString::to_string).collect();
    Ok(LeafRequest {
        issuer: IssuerKey { brand: product.brand.clone(), family },
        profile: CATALOGUE_PROFILE.to_owned(),
        precertificate: false,
        serial,
        not_before: period.not_before,
        not_after: period.not_after,
        common_name: dns_names.first().cloned(),
        dns_names,
        ip_addresses: Vec::new(),
        spki_der: spki_der.to_vec(),
    })
}

fn refused(error: AuthorityError) -> Failure {
    let mut failure =
        Failure::new(Code::IssuerFailed, "the issuer could not sign at the moment; it will be tried again");
    failure.cause = Some(error.to_string());
    failure.retry = crate::failure::Retry::Later;
    failure
}
