//! Chooses the voucher of the account's own that takes most off (`AutoVoucher` in the cloud API; C1).

use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::money::{Charge, VoucherChoice};
use crate::ports::{Register, VoucherFilter};
use chancery_domain::ids::AccountId;
use chancery_domain::voucher::reckon;

/// Usable vouchers of the account that are looked at, latest first.
const LOOKED_AT: u64 = 200;

/// The best voucher for `charge`; nothing when none can be used. Of equal ones the one that was issued first.
pub(super) fn best_voucher(
    register: &mut dyn Register,
    ctx: &Ctx,
    account: AccountId,
    charge: &Charge<'_>,
) -> Result<Option<VoucherChoice>, Failure> {
    let filter =
        VoucherFilter { account: Some(account), usable_at: Some(ctx.now), offset: 0, limit: LOOKED_AT };
    let (_, vouchers) = register.vouchers(filter)?;
    let discounts = register.discounts(account)?;
    let mut best = None;
    for voucher in vouchers {
        // One for another brand or for larger orders is passed over.
        let reckoning = reckon(account, charge.brand, charge.due, &discounts, Some(&voucher), ctx.now);
        let Ok(off) = reckoning.map(|reckoning| reckoning.voucher_cents()) else { continue };
        if off.0 > 0 && best.as_ref().is_none_or(|(most, _)| off >= *most) {
            best = Some((off, VoucherChoice::Number(voucher.id)));
        }
    }
    Ok(best.map(|(_, choice)| choice))
}
