//! `RecommendProducts`, an action of ours: which products suit an owner and the names, with reason and price (A6).

use super::create_certificate::names;
use crate::tencent::types::order::ProductRecommendation;
use crate::tencent::view::order as view;
use crate::{answer, parameters};
use chancery_app::failure::{Code, Failure};
use chancery_app::{App, Ctx, order};
use chancery_domain::catalogue::{Needs, OwnerKind};

parameters! {
    /// Input of `RecommendProducts`.
    pub struct Input {
        owner_kind: String = "OwnerKind",
        domain_num: i64 = "DomainNum",
        wildcard: Option<bool> = "Wildcard",
        support_ip: Option<bool> = "SupportIp",
        sm2: Option<bool> = "Sm2",
        private: Option<bool> = "Private",
    }
}

answer! {
    /// Answer of `RecommendProducts`, best first; amounts are US cents of the list price.
    pub struct Output {
        products: Vec<ProductRecommendation> = "Products",
    }
}

/// Looks products up; nothing is changed.
///
/// # Errors
/// [`Code::InvalidParameter`], see [`order::recommend`].
pub async fn run(app: &App, ctx: &Ctx, input: Input) -> Result<Output, Failure> {
    let owner = OwnerKind::from_text(&input.owner_kind).ok_or_else(|| {
        let kinds = OwnerKind::ALL.map(OwnerKind::as_str).join(", ");
        Failure::new(Code::InvalidParameter, format!("OwnerKind: must be one of {kinds}."))
    })?;
    let needs = Needs {
        owner,
        name_count: names(input.domain_num)?,
        wildcard: input.wildcard.unwrap_or(false),
        ip: input.support_ip.unwrap_or(false),
        sm2: input.sm2.unwrap_or(false),
        private: input.private.unwrap_or(false),
    };
    let products = order::recommend(app, ctx, &needs)?;
    let shown = products.into_iter().map(|found| ProductRecommendation {
        lines: view::lines(&found.quote),
        product_id: i64::from(found.product.code),
        level: found.product.level.to_string(),
        domain_type: found.product.domains.to_string(),
        product_name: found.product.name,
        reason: found.reason,
        price: found.quote.total.0,
        time_span: found.years,
    });
    Ok(Output { products: shown.collect() })
}
