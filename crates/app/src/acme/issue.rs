//! The second half of an issuance: the recorded bytes are signed, and the certificate stands in the register. It may
//! run twice, also at the same time.

use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::issuance::{Signed, complete, keep};
use crate::operation_log::record;
use crate::ports::{CertificateFiles, NewTask, Register, Scope, TaskKind};
use crate::service::App;
use chancery_domain::acme::{AcmeOrder, AcmeOrderId, AcmeOrderStage, Proved};
use chancery_domain::certificate::{Certificate, Origin, Stage, Usage, Validity};
use chancery_domain::ids::{AccountId, CertificateId, ProjectId};
use chancery_domain::issuance::Issuance;
use chancery_domain::key::KeyAlgorithm;
use chancery_domain::operation_log::Operation;
use chancery_domain::time::Timestamp;
use chancery_pki::csr;
use chancery_pki::digest;
use std::sync::Arc;

/// The CSR that an order was finalized with, and the kind of its key.
pub(super) struct Csr {
    /// Its DER.
    pub(super) der: Vec<u8>,
    /// The kind of its key.
    pub(super) algorithm: Option<KeyAlgorithm>,
}

/// Signs what was recorded for an order and puts it into the register. Returns the order afterwards. Without `csr` that
/// is read from the register.
///
/// # Errors
/// [`crate::Code::IssuerFailed`] when the issuer cannot sign now; the order stays in process.
pub(super) async fn issue(
    app: &App,
    ctx: &Ctx,
    tenant: AccountId,
    order: &AcmeOrderId,
    issuance: &Arc<Issuance>,
    csr: Option<Csr>,
) -> Result<AcmeOrder, Failure> {
    let signed = complete(app, ctx, issuance).await?;
    let (service, inner, order, issuance) = (app.clone(), ctx.clone(), order.clone(), issuance.clone());
    app.store
        .write(Scope::Account(tenant), move |register| {
            finish(&service, register, &inner, &order, &issuance, &signed, csr.as_ref())
        })
        .await
}

/// The unit of work.
fn finish(
    app: &App,
    register: &mut dyn Register,
    ctx: &Ctx,
    id: &AcmeOrderId,
    issuance: &Issuance,
    signed: &Signed,
    csr: Option<&Csr>,
) -> Result<AcmeOrder, Failure> {
    let kept = keep(register, issuance, signed)?;
    let order = register.acme_order(id)?.ok_or_else(|| Failure::internal("an order in process is gone"))?;
    let awaited = match &order.stage {
        AcmeOrderStage::Processing { certificate, .. } => Some(certificate),
        AcmeOrderStage::Valid { .. } => order.next_certificate.as_ref(),
        _ => None,
    };
    // Another run was first (must never happen, 24).
    let Some(certificate_id) =
        awaited.filter(|awaited| Some(*awaited) == issuance.certificate.as_ref()).cloned()
    else {
        return Ok(order);
    };
    let read;
    let csr = match csr {
        Some(csr) => csr,
        None => {
            read = kept_csr(register, id)?;
            &read
        }
    };
    let certificate = certificate(ctx, &order, certificate_id.clone(), issuance, &kept, csr.algorithm);
    let files = CertificateFiles {
        csr_der: Some(csr.der.clone()),
        leaf_der: Some(kept),
        chain_der: signed.chain_der.clone(),
        sealed_key: None,
        download_allowed: true,
    };
    register.insert_certificate(&certificate, &files)?;
    let first = matches!(order.stage, AcmeOrderStage::Processing { .. });
    let order = match &order.stage {
        AcmeOrderStage::Processing { .. } => order.issue(ctx.now)?,
        _ => order.renew(certificate_id, ctx.now)?,
    };
    register.update_acme_order(&order)?;
    record(
        register,
        ctx,
        order.tenant,
        Operation::Issued,
        Some(&certificate.id),
        detail(&order, &certificate, issuance),
    )?;
    // Later ones are planned by the task itself.
    if first && let Some(due_at) = next_renewal(app, &order, issuance) {
        let subject = order.id.to_string();
        register.add_task(&NewTask { kind: TaskKind::RenewAcmeOrder, subject, due_at })?;
    }
    Ok(order)
}

/// The CSR that the order was finalized with.
fn kept_csr(register: &mut dyn Register, id: &AcmeOrderId) -> Result<Csr, Failure> {
    let der = register.acme_order_csr(id)?.ok_or_else(|| Failure::internal("an order without CSR"))?;
    let algorithm = csr::decode(&der).map_err(Failure::internal)?.algorithm();
    Ok(Csr { der, algorithm })
}

/// When the certificate after this one is published (RFC 8739 section 3.5); nothing for the last one.
pub(super) fn next_renewal(app: &App, order: &AcmeOrder, present: &Issuance) -> Option<Timestamp> {
    let renewal = order.auto_renewal.as_ref()?;
    let overlap = renewal.lifetime.saturating_mul(app.policy.acme.star_overlap_percent) / 100;
    (present.not_after < renewal.end_date).then(|| present.not_after.plus_seconds(-overlap))
}

/// The certificate as it stands in the register, issued from the first.
fn certificate(
    ctx: &Ctx,
    order: &AcmeOrder,
    id: CertificateId,
    issuance: &Issuance,
    leaf_der: &[u8],
    algorithm: Option<KeyAlgorithm>,
) -> Certificate {
    let names: Vec<String> = order.identifiers.iter().map(ToString::to_string).collect();
    Certificate {
        id,
        account: order.tenant,
        origin: Origin::Acme {
            account: order.account.to_string(),
            order: order.id.to_string(),
            profile: order.profile.clone(),
        },
        usage: Usage::Server,
        domain: names.first().cloned().unwrap_or_default(),
        names,
        algorithm,
        algorithm_text: algorithm.map(|algorithm| algorithm.to_string()).unwrap_or_default(),
        alias: String::new(),
        project: ProjectId(0),
        tags: Vec::new(),
        stage: Stage::Issued(Validity {
            serial: issuance.serial.clone(),
            not_before: issuance.not_before,
            not_after: issuance.not_after,
            validated_at: earliest(&order.proved),
            approved_at: None,
            fingerprint_sha1: hex::encode(digest::sha1(leaf_der)),
        }),
        created_at: ctx.now,
        changed_at: ctx.now,
        password_chosen: false,
        key_held: false,
        notices_ignored: false,
    }
}

fn earliest(proved: &[Proved]) -> Option<Timestamp> {
    proved.iter().map(|proof| proof.at).min()
}

/// What an auditor asks for: names, how and when each was proved, account, order, profile, serial.
fn detail(order: &AcmeOrder, certificate: &Certificate, issuance: &Issuance) -> String {
    let mut methods: Vec<&str> = order.proved.iter().map(|proof| proof.by.code()).collect();
    methods.sort_unstable();
    methods.dedup();
    format!(
        "names: {}; methods: {}; ACME account: {}; order: {}; profile: {}; serial: {}",
        certificate.names.join(", "),
        methods.join(", "),
        order.account,
        order.id,
        order.profile,
        issuance.serial
    )
}
