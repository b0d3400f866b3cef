//! A tenant redeems a gift card into the gift balance, once (C1).

use super::post::post;
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::operation_log::record;
use crate::ports::{Register, Scope};
use crate::secret_code::digest;
use crate::service::App;
use chancery_domain::ids::AccountId;
use chancery_domain::ledger::{Book, Entry, EntryKind, Part};
use chancery_domain::money::Cents;
use chancery_domain::operation_log::Operation;
use chancery_domain::voucher::VoucherError;

/// What a redemption did.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Redeemed {
    /// What the card added.
    pub added: Cents,
    /// The gift balance afterwards.
    pub gift: Cents,
}

/// Redeems the card with this code for the tenant.
///
/// # Errors
/// [`crate::Code::VoucherRefused`] when there is no such card, or it was redeemed, withdrawn or is too old;
/// [`crate::Code::MoneyRefused`] when the balance would exceed the policy's bound.
pub async fn redeem_gift_card(app: &App, ctx: &Ctx, code: &str) -> Result<Redeemed, Failure> {
    let account = ctx.tenant()?;
    let code_sha256 = digest(code);
    let (service, inner) = (app.clone(), ctx.clone());
    app.store
        .write(Scope::Account(account), move |register| {
            redeem(register, &service, &inner, account, &code_sha256)
        })
        .await
}

fn redeem(
    register: &mut dyn Register,
    app: &App,
    ctx: &Ctx,
    account: AccountId,
    code_sha256: &str,
) -> Result<Redeemed, Failure> {
    let found = register.gift_card_by_code(code_sha256)?;
    let card = found.ok_or(VoucherError::Unknown { what: "gift card" })?.redeemed(account, ctx.now)?;
    // Another account may have redeemed it since it was read: the row decides (C1: once).
    if !register.close_gift_card(&card)? {
        return Err(VoucherError::Used { what: "gift card" }.into());
    }
    let part = Part { cash: Cents::ZERO, gift: card.cents };
    let entry = Entry::credit(account, EntryKind::GiftCard, card.id.to_string(), ctx.now, part)?;
    post(register, &app.policy, &entry)?;
    let detail = format!("gift card {}: {}", card.id, card.cents);
    record(register, ctx, account, Operation::GiftCardRedeemed, None, detail)?;
    Ok(Redeemed { added: card.cents, gift: register.balances(account)?.of(Book::Gift) })
}
