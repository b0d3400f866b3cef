//! Gift cards: made, listed and taken back by staff (operator; C4). They belong to nobody until they are redeemed, so
//! that their making stands in the house's own log.

use super::balance::page;
use super::vouchers::not_too_large;
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::operation_log::record;
use crate::ports::Scope;
use crate::secret_code::new_code;
use crate::service::App;
use chancery_domain::ids::{AccountId, GiftCardId};
use chancery_domain::money::Cents;
use chancery_domain::operation_log::Operation;
use chancery_domain::time::Timestamp;
use chancery_domain::voucher::{GiftCard, Stage, VoucherError};
use zeroize::Zeroizing;

/// A new gift card; its code is shown this once.
pub struct IssuedGiftCard {
    /// The card.
    pub card: GiftCard,
    /// Its code.
    pub code: Zeroizing<String>,
}

/// Makes a gift card of `cents`, good until `ends_at` or as the policy says.
///
/// # Errors
/// [`crate::Code::InvalidParameter`] for an amount or end that makes no sense.
pub async fn issue_gift_card(
    app: &App,
    ctx: &Ctx,
    cents: Cents,
    ends_at: Option<Timestamp>,
) -> Result<IssuedGiftCard, Failure> {
    let days = app.policy.money.gift_card_days_default;
    let mut card = GiftCard {
        id: GiftCardId(0),
        cents,
        issued_at: ctx.now,
        ends_at: ends_at.unwrap_or_else(|| ctx.now.plus_days(days)),
        stage: Stage::Open,
    };
    card.check()?;
    not_too_large(app, cents)?;
    let (code, digest) = new_code(ctx);
    let (ctx, made) = (ctx.clone(), card.clone());
    card.id = app
        .store
        .write(Scope::Account(AccountId::HOUSE), move |register| {
            let id = register.insert_gift_card(&made, &digest)?;
            let detail = format!("gift card {id}: {}", made.cents);
            record(register, &ctx, AccountId::HOUSE, Operation::GiftCardIssued, None, detail)?;
            Ok(id)
        })
        .await?;
    Ok(IssuedGiftCard { card, code })
}

/// Takes a gift card back that was not redeemed.
///
/// # Errors
/// [`crate::Code::VoucherRefused`] when there is none with this number, or it was redeemed or withdrawn.
pub async fn withdraw_gift_card(app: &App, ctx: &Ctx, id: GiftCardId) -> Result<(), Failure> {
    let ctx = ctx.clone();
    app.store
        .write(Scope::Account(AccountId::HOUSE), move |register| {
            let found = register.gift_card(id)?;
            let card = found.ok_or(VoucherError::Unknown { what: "gift card" })?.withdrawn(ctx.now)?;
            if !register.close_gift_card(&card)? {
                return Err(VoucherError::Used { what: "gift card" }.into());
            }
            let detail = format!("gift card {id}");
            record(register, &ctx, AccountId::HOUSE, Operation::GiftCardWithdrawn, None, detail)
        })
        .await
}

/// Gift cards, latest first, and how many there are.
///
/// # Errors
/// Only the register's.
pub async fn gift_cards(app: &App, offset: u64, limit: Option<u64>) -> Result<(u64, Vec<GiftCard>), Failure> {
    let limit = page(app, limit);
    app.store.read(move |register| Ok(register.gift_cards(offset, limit)?)).await
}
