//! A page of the tenant's orders; every restriction narrows.

use super::fetch::{own, paid_for};
use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::ports::{OrderFilter, OrderPage};
use crate::service::{App, page_size};
use chancery_domain::ids::{CertificateId, OrderId};
use chancery_domain::order::Stage;

/// Which orders.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct ListInput {
    /// Only this one.
    pub order: Option<OrderId>,
    /// Only the one that paid for this certificate.
    pub certificate: Option<CertificateId>,
    /// Only those in this stage, by its word.
    pub stage: Option<String>,
    /// Orders to skip.
    pub offset: u64,
    /// Orders to return; the policy has a default and a maximum.
    pub limit: Option<u64>,
}

/// Lists the tenant's orders, newest first.
///
/// # Errors
/// [`Code::InvalidParameter`] for a stage that there is not; [`Code::OrderNotFound`] and [`Code::CertificateNotFound`] for
/// one that is named.
pub async fn list(app: &App, ctx: &Ctx, input: ListInput) -> Result<OrderPage, Failure> {
    let account = ctx.tenant()?;
    if input.stage.as_deref().is_some_and(|stage| !Stage::CODES.contains(&stage)) {
        let text = format!("Status: must be one of {}", Stage::CODES.join(", "));
        return Err(Failure::new(Code::InvalidParameter, text));
    }
    let limit = page_size(input.limit, app.policy.orders.page_default, app.policy.orders.page_max);
    let filter = OrderFilter { stage: input.stage, offset: input.offset, limit };
    app.store
        .read(move |register| {
            let order = match (input.order, &input.certificate) {
                (Some(id), _) => own(register, account, id)?,
                (None, Some(certificate)) => paid_for(register, account, certificate)?,
                (None, None) => return Ok(register.list_orders(account, &filter)?),
            };
            let fits = input.certificate.as_ref().is_none_or(|id| order.certificate() == Some(id))
                && filter.stage.as_deref().is_none_or(|stage| stage == order.stage.code());
            let found = Some(order).filter(|_| fits);
            let total = u64::from(found.is_some());
            let shown = found.filter(|_| filter.offset == 0 && filter.limit > 0);
            Ok(OrderPage { total, items: shown.into_iter().collect() })
        })
        .await
}
