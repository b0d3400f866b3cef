//! Vouchers: made and taken back by staff, listed for their owner (C1, C4). Used by [`super::pay`].

use super::balance::page;
use super::discounts::known_brand;
use super::top_up::must_exist;
use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::operation_log::record;
use crate::ports::{Scope, VoucherFilter};
use crate::secret_code::new_code;
use crate::service::App;
use chancery_domain::ids::{AccountId, VoucherId};
use chancery_domain::money::Cents;
use chancery_domain::operation_log::Operation;
use chancery_domain::time::Timestamp;
use chancery_domain::voucher::{Stage, Voucher, VoucherError, Worth};
use zeroize::Zeroizing;

/// A voucher to be made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VoucherInput {
    /// Who alone may use it; nothing: whoever has its code.
    pub account: Option<AccountId>,
    /// What it takes off.
    pub worth: Worth,
    /// The least amount of an order after discount.
    pub minimum: Cents,
    /// The key of the only brand that it is for.
    pub brand: Option<String>,
    /// The first moment at which it can no longer be used; by default as the policy says.
    pub ends_at: Option<Timestamp>,
}

/// A new voucher; its code is shown this once.
pub struct IssuedVoucher {
    /// The voucher.
    pub voucher: Voucher,
    /// Its code.
    pub code: Zeroizing<String>,
}

/// Makes a voucher (operator). The making of one that belongs to nobody yet stands in the house's own log.
///
/// # Errors
/// [`Code::InvalidParameter`] for values that make no sense, and for an account or brand that is none.
pub async fn issue_voucher(app: &App, ctx: &Ctx, input: VoucherInput) -> Result<IssuedVoucher, Failure> {
    known_brand(app, input.brand.as_deref())?;
    let mut voucher = Voucher {
        id: VoucherId(0),
        account: input.account,
        worth: input.worth,
        minimum: input.minimum,
        brand: input.brand,
        issued_at: ctx.now,
        ends_at: input.ends_at.unwrap_or_else(|| ctx.now.plus_days(app.policy.money.voucher_days_default)),
        stage: Stage::Open,
    };
    voucher.check()?;
    if let Worth::Amount(cents) = voucher.worth {
        not_too_large(app, cents)?;
    }
    not_too_large(app, voucher.minimum)?;
    let (code, digest) = new_code(ctx);
    let (inner, made) = (ctx.clone(), voucher.clone());
    let scope = voucher.account.unwrap_or(AccountId::HOUSE);
    voucher.id = app
        .store
        .write(Scope::Account(scope), move |register| {
            if let Some(account) = made.account {
                must_exist(register, account)?;
            }
            let id = register.insert_voucher(&made, &digest)?;
            let worth = match made.worth {
                Worth::Amount(cents) => cents.to_string(),
                Worth::Percent(percent) => format!("{percent} percent"),
            };
            let detail = format!("voucher {id}: {worth}, orders from {}", made.minimum);
            record(register, &inner, scope, Operation::VoucherIssued, None, detail)?;
            Ok(id)
        })
        .await?;
    Ok(IssuedVoucher { voucher, code })
}

/// Takes an unused voucher back (operator).
///
/// # Errors
/// [`Code::VoucherRefused`] when there is none with this number, or it was used or withdrawn.
pub async fn withdraw_voucher(app: &App, ctx: &Ctx, id: VoucherId) -> Result<(), Failure> {
    let unknown = || Failure::from(VoucherError::Unknown { what: "voucher" });
    let found = app.store.read(move |register| Ok(register.voucher(id)?)).await?.ok_or_else(unknown)?;
    // Whose it is never changes.
    let scope = found.account.unwrap_or(AccountId::HOUSE);
    let ctx = ctx.clone();
    app.store
        .write(Scope::Account(scope), move |register| {
            let voucher = register.voucher(id)?.ok_or_else(unknown)?.withdrawn(ctx.now)?;
            if !register.close_voucher(&voucher)? {
                return Err(VoucherError::Used { what: "voucher" }.into());
            }
            record(register, &ctx, scope, Operation::VoucherWithdrawn, None, format!("voucher {id}"))
        })
        .await
}

/// The tenant's own vouchers, latest first, and how many there are.
///
/// # Errors
/// [`Code::Unauthorized`] when the actor is not a tenant.
pub async fn own_vouchers(
    app: &App,
    ctx: &Ctx,
    offset: u64,
    limit: Option<u64>,
) -> Result<(u64, Vec<Voucher>), Failure> {
    vouchers(app, Some(ctx.tenant()?), offset, limit).await
}

/// Vouchers of an account, or all of them (operator).
///
/// # Errors
/// Only the register's.
pub async fn vouchers(
    app: &App,
    account: Option<AccountId>,
    offset: u64,
    limit: Option<u64>,
) -> Result<(u64, Vec<Voucher>), Failure> {
    let filter = VoucherFilter { account, usable_at: None, offset, limit: page(app, limit) };
    app.store.read(move |register| Ok(register.vouchers(filter)?)).await
}

/// No single amount is larger than a balance may be.
pub(super) fn not_too_large(app: &App, cents: Cents) -> Result<(), Failure> {
    let most = Cents(app.policy.money.balance_cents_max);
    if cents <= most {
        return Ok(());
    }
    let text = format!("amount: at most {most} (policy key money.balance_cents_max)");
    Err(Failure::new(Code::InvalidParameter, text))
}
