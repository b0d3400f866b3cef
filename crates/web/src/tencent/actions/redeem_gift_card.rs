//! `RedeemGiftCard`, an action of ours: adds a gift card to the gift balance, once (C1).

use crate::secret::SecretText;
use crate::{answer, parameters};
use chancery_app::failure::Failure;
use chancery_app::{App, Ctx, money};

parameters! {
    /// Input of `RedeemGiftCard`.
    pub struct Input {
        code: SecretText = "Code",
    }
}

answer! {
    /// Answer of `RedeemGiftCard`; amounts are US cents.
    pub struct Output {
        added_cents: i64 = "AddedCents",
        gift_cents: i64 = "GiftCents",
    }
}

/// Redeems the card.
///
/// # Errors
/// See [`money::redeem_gift_card`].
pub async fn run(app: &App, ctx: &Ctx, input: Input) -> Result<Output, Failure> {
    let redeemed = money::redeem_gift_card(app, ctx, input.code.reveal()).await?;
    Ok(Output { added_cents: redeemed.added.0, gift_cents: redeemed.gift.0 })
}
