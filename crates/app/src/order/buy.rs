//! Buys certificates: one or up to fifty in one purchase, all of them or none, and once for each token of the client's
//! (C1; seed 002 "Purchase", product rule "batch configuration").

use super::purchase::{Purchase, check_automatic, place, sold};
use super::settle::Means;
use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::money::VoucherChoice;
use crate::ports::{Register, Scope, TokenUse};
use crate::service::App;
use chancery_domain::ids::{AccountId, CertificateId, OrderId};
use chancery_domain::organization::is_deceptive;
use chancery_pki::digest::sha256_hex;

/// A purchase of several certificates at once.
#[derive(Clone, Debug)]
pub struct Buy {
    /// What is bought, one item for each certificate.
    pub items: Vec<Purchase>,
    /// A text of the client's own: the same purchase under the same token is made once, another one is refused.
    pub token: Option<String>,
}

/// What was bought.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Bought {
    /// The orders in the order of the items, each with its certificate once it is paid.
    pub orders: Vec<(OrderId, Option<CertificateId>)>,
}

/// Buys for the tenant. A voucher that is named counts for the first item only, because it is good for one order; with
/// [`Means::BestVoucher`] each item gets the best one that is left.
///
/// # Errors
/// [`Code::PurchaseTooLarge`]; [`Code::TokenReused`]; [`Code::AutomaticRenewalRefused`]; those of [`super::purchase`]. Nothing is bought then.
pub async fn buy(app: &App, ctx: &Ctx, input: Buy) -> Result<Bought, Failure> {
    let account = ctx.tenant()?;
    check_size(app, &input)?;
    for item in input.items.iter().filter(|item| item.wishes.auto_renew) {
        let term_days = item.years.saturating_mul(app.policy.orders.year_days);
        check_automatic(app, sold(app, item.product)?, term_days)?;
    }
    let token = input.token.as_ref().map(|token| checked_token(app, token)).transpose()?;
    let content_sha256 = content_sha256(&input.items);
    let (service, inner) = (app.clone(), ctx.clone());
    app.store
        .write(Scope::Account(account), move |register| {
            if let Some(token) = &token
                && let Some(before) = register.token_use(account, token)?
            {
                return bought_before(register, account, &before, &content_sha256);
            }
            let mut orders = Vec::with_capacity(input.items.len());
            for (position, item) in input.items.iter().enumerate() {
                let item = if position == 0 { item.clone() } else { without_voucher(item) };
                let order = place(register, &service, &inner, account, &item)?;
                orders.push((order.id, order.certificate().cloned()));
            }
            if let Some(token) = &token {
                let orders = orders.iter().map(|(id, _)| *id).collect();
                let token_use = TokenUse { content_sha256: content_sha256.clone(), orders };
                register.insert_token_use(account, token, &token_use, inner.now)?;
            }
            Ok(Bought { orders })
        })
        .await
}

fn check_size(app: &App, input: &Buy) -> Result<(), Failure> {
    let limits = &app.policy.orders;
    if input.items.is_empty() {
        return Err(Failure::new(Code::InvalidParameter, "Count: buy at least one certificate"));
    }
    let names = input.items.iter().fold(0_usize, |sum, item| sum.saturating_add(item.name_count));
    let too_many = input.items.len() > limits.certificates_per_purchase_max;
    if too_many || (input.items.len() > 1 && names > limits.names_per_purchase_max) {
        let text = format!(
            "Count: a purchase holds at most {} certificates and {} names; divide it",
            limits.certificates_per_purchase_max, limits.names_per_purchase_max
        );
        return Err(Failure::new(Code::PurchaseTooLarge, text));
    }
    Ok(())
}

/// The token, if it is one that can be kept.
pub(super) fn checked_token(app: &App, token: &str) -> Result<String, Failure> {
    let longest = app.policy.orders.token_length_max;
    if token.is_empty() || token.chars().count() > longest || token.chars().any(is_deceptive) {
        let text = format!("ClientToken: 1 to {longest} characters without control characters");
        return Err(Failure::new(Code::InvalidParameter, text));
    }
    Ok(token.to_owned())
}

/// The refusal of a token under which something else was bought.
pub(super) fn token_reused() -> Failure {
    let text = "ClientToken: something else was bought under this token; use a new token for each purchase";
    Failure::new(Code::TokenReused, text)
}

/// The purchase was made before under this token: its orders as they are now.
fn bought_before(
    register: &mut dyn Register,
    account: AccountId,
    before: &TokenUse,
    content_sha256: &str,
) -> Result<Bought, Failure> {
    if before.content_sha256 != content_sha256 {
        return Err(token_reused());
    }
    let mut orders = Vec::with_capacity(before.orders.len());
    for id in &before.orders {
        let order = register.order(*id)?.filter(|order| order.account == account);
        let order = order.ok_or_else(|| Failure::internal("a token names an order that is not there"))?;
        orders.push((order.id, order.certificate().cloned()));
    }
    Ok(Bought { orders })
}

fn without_voucher(item: &Purchase) -> Purchase {
    let mut item = item.clone();
    if let Means::Money(means) = &mut item.means {
        means.voucher = None;
    }
    item
}

/// What is bought, as one digest; a voucher's code goes in as it is, and only its digest comes out.
fn content_sha256(items: &[Purchase]) -> String {
    let mut digests = String::new();
    for item in items {
        let means = match &item.means {
            Means::Later => "later".to_owned(),
            Means::BestVoucher(gift) => format!("best voucher {gift:?}"),
            Means::Points(packages) => format!("points {packages:?}"),
            Means::Money(money) => {
                let voucher = match &money.voucher {
                    None => String::new(),
                    Some(VoucherChoice::Number(id)) => id.to_string(),
                    Some(VoucherChoice::Code(code)) => sha256_hex(code.as_bytes()),
                };
                format!("money {:?} {voucher}", money.gift)
            }
        };
        let text = format!("{} {} {} {:?} {means}", item.product.0, item.name_count, item.years, item.wishes);
        digests.push_str(&sha256_hex(text.as_bytes()));
    }
    sha256_hex(digests.as_bytes())
}
