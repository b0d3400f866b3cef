//! Signs a certificate whose names are proved.
//!
//! Three steps, each of which may be repeated after a crash: the serial and the exact bytes are recorded; those
//! bytes are signed; the outcome is recorded. A serial is therefore known before anything is signed under it (must
//! never happen, numbers 9 and 21), and a certificate is signed under one serial however often this runs (16, 24).

use super::upstream::begin;
use super::{Plan, Signed, catalogue_profile, complete, encryption, keep, reserve};
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::kin;
use crate::order::makings;
use crate::ports::{Register, Scope};
use crate::reactions::advance;
use crate::service::App;
use crate::validation::caa_in_force;
use chancery_domain::certificate::{Certificate, Origin, Stage, Validity};
use chancery_domain::ids::CertificateId;
use chancery_domain::issuance::Issuance;
use chancery_domain::name::Name;
use chancery_domain::renewal::begin_term;
use chancery_pki::csr;
use chancery_pki::digest;

/// Signs the certificate `id`. Does nothing when it is issued already, cancelled or gone.
///
/// # Errors
/// [`crate::Code::IssuerFailed`] when the authority cannot sign now, [`crate::Code::CaaForbids`] when CAA was looked up
/// anew and forbids it; both may be tried again.
pub async fn sign(app: &App, ctx: &Ctx, id: &CertificateId) -> Result<(), Failure> {
    let wanted = id.clone();
    let known = app
        .store
        .read(move |register| Ok((register.certificate(&wanted)?, register.caa_checks(wanted.as_str())?)))
        .await?;
    let (Some(certificate), kept) = known else { return Ok(()) };
    if !caa_in_force(app, ctx, &certificate, &kept).await? {
        return Ok(());
    }
    let account = certificate.account;

    let (service, inner, wanted) = (app.clone(), ctx.clone(), id.clone());
    let issuance = app
        .store
        .write(Scope::Account(account), move |register| record_serial(&service, register, &inner, &wanted))
        .await?;
    let Some(issuance) = issuance else { return Ok(()) };

    let signed = complete(app, ctx, &issuance).await?;
    // (D1) The other certificate of an SM2 pair, under a serial of its own that was recorded with the first.
    let encryption = encryption::complete(app, ctx, id).await?;

    let (service, inner, wanted) = (app.clone(), ctx.clone(), id.clone());
    app.store
        .write(Scope::Account(account), move |register| {
            encryption::keep(register, &wanted, encryption.as_ref())?;
            record_outcome(&service, register, &inner, &wanted, &issuance, &signed)
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
    if let Stage::Issuing { approved_at: Some(at), .. } = certificate.stage
        && ctx.now >= app.policy.organisation_evidence_ends(at)
    {
        // (F4; BR 4.2.1) Held up since, by CAA or a failed proof; the applicant submits it again.
        let why = "the approval of its organisation ended before it could be signed; submit it again, and the organisation \
                   is examined anew";
        return refuse(app, register, ctx, certificate, why.to_owned());
    }
    if proofs_too_old(app, register, ctx, &mut certificate)? {
        return Ok(None);
    }
    let application =
        certificate.application().ok_or_else(|| Failure::internal("an upload is being issued"))?;
    let files =
        register.certificate_files(id)?.ok_or_else(|| Failure::internal("certificate without files"))?;
    let csr_der = files.csr_der.as_deref().ok_or_else(|| Failure::internal("application without CSR"))?;
    let facts = csr::decode(csr_der).map_err(Failure::internal)?;

    let product = app
        .catalogue
        .product(application.product.0)
        .ok_or_else(|| Failure::internal("the product of an application left the catalogue"))?;
    let brand =
        app.catalogue.brand_of(product).ok_or_else(|| Failure::internal("product of an unknown brand"))?;
    let name = catalogue_profile(brand, product);
    let organization = application
        .applicant
        .as_ref()
        .and_then(|applicant| applicant.organization())
        .and_then(|details| details.certified(product.level));
    if organization.is_none() && !product.level.is_dv() {
        return Err(Failure::internal("an organisation is certified of which nothing is known"));
    }
    let profile =
        app.profiles.get(name).ok_or_else(|| Failure::internal(format!("there is no profile {name:?}")))?;
    // The term bought, but never more than the policy of the day allows (BR 6.3.2), or the profile of one house.
    let allowed = profile.validity_period(&app.policy, ctx.now, application.term_days);
    let period = match kin::period(register, application, allowed, ctx.now)? {
        Ok(period) => period,
        Err(why) => return refuse(app, register, ctx, certificate, why),
    };
    // An authority over ACME examines no organisation: OV and EV are signed here, and so is what is internal (A4).
    if product.level.is_dv() && !product.private && begin(app, register, ctx, id, &product.brand)? {
        app.tasks_due.notify_one();
        return Ok(None);
    }
    let plan = Plan {
        profile: name.to_owned(),
        brand: Some(product.brand.clone()),
        certificate: Some(id.clone()),
        common_name: application.bound.first().map(ToString::to_string),
        organization,
        dns_names: application
            .bound
            .iter()
            .filter(|name| name.dns().is_some())
            .map(ToString::to_string)
            .collect(),
        ip_addresses: application.bound.iter().filter_map(Name::address).collect(),
        spki_der: facts.spki_der().to_vec(),
        period,
    };
    let issuance = reserve(app, register, ctx, &plan)?;
    if brand.sm2 {
        encryption::reserve_beside(app, register, ctx, id, &plan)?;
    }
    certificate.stage = certificate.stage.clone().begin_signing(issuance.serial.clone())?.next;
    certificate.changed_at = ctx.now;
    register.update_certificate(&certificate)?;
    Ok(Some(issuance))
}

/// Nothing can be issued any more, and nothing was signed: the application comes to nothing.
fn refuse(
    app: &App,
    register: &mut dyn Register,
    ctx: &Ctx,
    mut certificate: Certificate,
    why: String,
) -> Result<Option<Issuance>, Failure> {
    let change = certificate.stage.clone().refuse(why, ctx.now)?;
    advance(register, ctx, app, &mut certificate, change)?;
    Ok(None)
}

/// A proof that is used again may end while an application is examined: then the names are proved once more (E5).
fn proofs_too_old(
    app: &App,
    register: &mut dyn Register,
    ctx: &Ctx,
    certificate: &mut Certificate,
) -> Result<bool, Failure> {
    let Stage::Issuing { validated_at, serial: None, .. } = certificate.stage else { return Ok(false) };
    if ctx.now < app.policy.domain_evidence_ends(validated_at) {
        return Ok(false);
    }
    let makings = makings(app, register, certificate, ctx.now, || ctx.entropy.token())?;
    let change = certificate.stage.clone().prove_again(makings, ctx.now)?;
    advance(register, ctx, app, certificate, change)?;
    Ok(true)
}

/// Step three: the certificate stands in the register and is issued.
pub(super) fn record_outcome(
    app: &App,
    register: &mut dyn Register,
    ctx: &Ctx,
    id: &CertificateId,
    issuance: &Issuance,
    signed: &Signed,
) -> Result<(), Failure> {
    let kept = keep(register, issuance, signed)?;
    let Some(mut certificate) = register.certificate(id)? else { return Ok(()) };
    let Some(mut files) = register.certificate_files(id)? else { return Ok(()) };
    let validity = Validity {
        serial: issuance.serial.clone(),
        not_before: issuance.not_before,
        not_after: issuance.not_after,
        validated_at: None,
        approved_at: None,
        fingerprint_sha1: hex::encode(digest::sha1(&kept)),
    };
    let change = certificate.stage.clone().issue(validity)?;
    if change.events.is_empty() {
        return Ok(());
    }
    files.leaf_der = Some(kept);
    files.chain_der = signed.chain_der.clone();
    register.update_certificate_files(id, &files)?;
    if let (Stage::Issued(validity), Origin::Applied(application)) = (&change.next, &mut certificate.origin) {
        begin_term(application, validity);
    }
    advance(register, ctx, app, &mut certificate, change)
}
