//! What is left to pay of a price for one account: its discount and a voucher, without using either (C1, A7).

use super::means::{Charge, VoucherChoice};
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::ports::Register;
use crate::secret_code::digest;
use chancery_domain::ids::AccountId;
use chancery_domain::voucher::{self, Reckoning, Voucher, VoucherError};

/// The lines from price to rest; for quotes, and for the first half of a payment.
///
/// # Errors
/// [`crate::Code::VoucherRefused`] when the voucher may not be used for this.
pub fn reckon(
    register: &mut dyn Register,
    ctx: &Ctx,
    account: AccountId,
    charge: &Charge<'_>,
    choice: Option<&VoucherChoice>,
) -> Result<Reckoning, Failure> {
    let voucher = choice.map(|choice| find(register, account, choice)).transpose()?;
    let discounts = register.discounts(account)?;
    Ok(voucher::reckon(account, charge.brand, charge.due, &discounts, voucher.as_ref(), ctx.now)?)
}

/// The voucher that was chosen. A number is no secret, so that it finds only the account's own vouchers.
pub(super) fn find(
    register: &mut dyn Register,
    account: AccountId,
    choice: &VoucherChoice,
) -> Result<Voucher, Failure> {
    let found = match choice {
        VoucherChoice::Number(id) => register.voucher(*id)?.filter(|v| v.account == Some(account)),
        VoucherChoice::Code(code) => register.voucher_by_code(&digest(code))?,
    };
    let found = found.filter(|voucher| voucher.account.is_none_or(|owner| owner == account));
    found.ok_or_else(|| VoucherError::Unknown { what: "voucher" }.into())
}
