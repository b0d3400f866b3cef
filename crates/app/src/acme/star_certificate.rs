//! Hands out the current certificate of an order that renews itself (RFC 8739 section 3.3).

use super::caller::{Caller, acting, not_found};
use super::certificate::pem;
use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::service::App;
use chancery_domain::acme::{AcmeOrderId, AcmeOrderStage};
use chancery_domain::time::Timestamp;

/// The current certificate.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StarCertificate {
    /// Leaf first, without the root, in PEM.
    pub pem: String,
    /// For the header `Cert-Not-Before`.
    pub not_before: Timestamp,
    /// For the header `Cert-Not-After`.
    pub not_after: Timestamp,
}

/// The current certificate. Without a caller (a plain GET) only where the order allows it.
///
/// # Errors
/// [`Code::AcmeNotFound`], `AcmeRenewalCanceled`, `AcmeRenewalExpired`, `Unauthorized` for a plain GET that the order
/// does not allow.
pub async fn star_certificate(
    app: &App,
    ctx: &Ctx,
    caller: Option<&Caller>,
    order: &AcmeOrderId,
) -> Result<StarCertificate, Failure> {
    let (now, caller, id) = (ctx.now, caller.cloned(), order.clone());
    app.store
        .read(move |register| {
            let missing = || not_found("certificate");
            let own = caller.as_ref().map(|caller| acting(register, caller)).transpose()?;
            let order = register.acme_order(&id)?.ok_or_else(missing)?;
            if own.as_ref().is_some_and(|account| account.id != order.account) {
                return Err(missing());
            }
            let renewal = order.auto_renewal.ok_or_else(missing)?;
            if own.is_none() && !renewal.allow_certificate_get {
                let text = "the order does not allow plain GET; ask with a signed request";
                return Err(Failure::new(Code::Unauthorized, text));
            }
            let current = match &order.stage {
                AcmeOrderStage::Valid { certificate, .. } => certificate,
                AcmeOrderStage::Canceled { .. } => {
                    let text = "the order was cancelled and is not renewed any more";
                    return Err(Failure::new(Code::AcmeRenewalCanceled, text));
                }
                _ => return Err(missing()),
            };
            if renewal.end_date < now {
                let text = "the order ended and is not renewed any more; make a new order";
                return Err(Failure::new(Code::AcmeRenewalExpired, text));
            }
            let certificate = register.certificate(current)?.ok_or_else(missing)?;
            let validity = certificate.validity().ok_or_else(missing)?;
            let files = register.certificate_files(current)?.ok_or_else(missing)?;
            let leaf = files.leaf_der.ok_or_else(missing)?;
            Ok(StarCertificate {
                pem: pem(&leaf, &files.chain_der),
                not_before: validity.not_before,
                not_after: validity.not_after,
            })
        })
        .await
}
