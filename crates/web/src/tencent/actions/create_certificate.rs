//! `CreateCertificate`: buys certificates from the balances (C1).

use crate::secret::SecretText;
use crate::tencent::types::tags::TagInput;
use crate::tencent::view::{ids, order as view};
use crate::{answer, parameters};
use chancery_app::failure::{Code, Failure};
use chancery_app::order::{Bought, Buy, Means, Purchase};
use chancery_app::{App, Ctx, order};
use chancery_domain::order::{ProductCode, Wishes};

parameters! {
    /// Input of `CreateCertificate`. Additions of ours: `Count` certificates in one purchase, `Voucher` by number or code,
    /// `GiftUse`, `PayLater`, `ClientToken`, `ProjectId`, `AutoRenewFlag` and `OldCertificateId`.
    pub struct Input {
        auto_voucher: Option<i64> = "AutoVoucher",
        domain_num: i64 = "DomainNum",
        product_id: i64 = "ProductId",
        tags: Option<Vec<TagInput>> = "Tags",
        time_span: i64 = "TimeSpan",
        count: Option<u64> = "Count",
        voucher: Option<SecretText> = "Voucher",
        gift_use: Option<String> = "GiftUse",
        pay_later: Option<bool> = "PayLater",
        client_token: Option<String> = "ClientToken",
        project_id: Option<u64> = "ProjectId",
        auto_renew_flag: Option<u64> = "AutoRenewFlag",
        old_certificate_id: Option<String> = "OldCertificateId",
    }
}

answer! {
    /// Answer of `CreateCertificate`. An order that is to be paid later has no certificate yet.
    pub struct Output {
        certificate_ids: Vec<String> = "CertificateIds",
        deal_ids: Vec<String> = "DealIds",
        resource_ids: Vec<String> = "ResourceIds",
    }
}

/// Buys, all or nothing.
///
/// # Errors
/// See [`order::buy`].
pub async fn run(app: &App, ctx: &Ctx, input: Input) -> Result<Output, Failure> {
    let auto = match input.auto_voucher.unwrap_or(0) {
        0 => false,
        1 => true,
        _ => return Err(Failure::new(Code::InvalidParameter, "AutoVoucher: must be 0 or 1.")),
    };
    let auto_renew = match input.auto_renew_flag.unwrap_or(0) {
        0 => false,
        1 => true,
        _ => return Err(Failure::new(Code::InvalidParameter, "AutoRenewFlag: must be 0 or 1.")),
    };
    let voucher = input.voucher.and_then(SecretText::filled);
    let gift = ids::filled(input.gift_use);
    let means = if !input.pay_later.unwrap_or(false) {
        view::means(None, voucher.map(SecretText::from), auto, gift.as_deref())?
    } else if voucher.is_some() || auto || gift.is_some() {
        let text = "PayLater: nothing is paid now; leave Voucher, AutoVoucher and GiftUse to PayOrder.";
        return Err(Failure::new(Code::InvalidParameter, text));
    } else {
        Means::Later
    };
    let item = Purchase {
        product: product(input.product_id)?,
        name_count: names(input.domain_num)?,
        years: input.time_span,
        wishes: Wishes {
            project: input.project_id.map(|number| ids::project(Some(number))).transpose()?,
            tags: input
                .tags
                .unwrap_or_default()
                .into_iter()
                .map(|tag| (tag.tag_key, tag.tag_value))
                .collect(),
            renews: ids::filled(input.old_certificate_id).map(|id| ids::certificate(&id)).transpose()?,
            auto_renew,
        },
        means,
    };
    let items = repeated(app, item, input.count.unwrap_or(1))?;
    let bought = order::buy(app, ctx, Buy { items, token: ids::filled(input.client_token) }).await?;
    Ok(answer(&bought))
}

/// Ids of certificates and orders.
fn answer(bought: &Bought) -> Output {
    let certificates = bought.orders.iter().filter_map(|(_, certificate)| certificate.as_ref());
    let certificate_ids: Vec<String> = certificates.map(ToString::to_string).collect();
    Output {
        resource_ids: certificate_ids.clone(),
        certificate_ids,
        deal_ids: bought.orders.iter().map(|(id, _)| id.to_string()).collect(),
    }
}

/// A product's code.
pub(super) fn product(number: i64) -> Result<ProductCode, Failure> {
    let unknown = |_| Failure::new(Code::ProductNotAvailable, "ProductId: there is no such product.");
    u32::try_from(number).map(ProductCode).map_err(unknown)
}

/// A number of names.
pub(super) fn names(number: i64) -> Result<usize, Failure> {
    let refused = |_| Failure::new(Code::NameCountInvalid, "DomainNum: give the number of names, 1 or more.");
    usize::try_from(number).map_err(refused)
}

/// The same item so many times; far too many are refused before they are made.
pub(super) fn repeated(app: &App, item: Purchase, count: u64) -> Result<Vec<Purchase>, Failure> {
    let most = app.policy.orders.certificates_per_purchase_max;
    let count = usize::try_from(count).unwrap_or(usize::MAX);
    if count > most {
        let text = format!("Count: a purchase holds at most {most} certificates; divide it.");
        return Err(Failure::new(Code::PurchaseTooLarge, text));
    }
    Ok(vec![item; count])
}
