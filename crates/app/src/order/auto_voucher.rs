//! Chooses the voucher of the account's own that takes most off (`AutoVoucher` in the cloud API; C1).

use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::money::{Charge, VoucherChoice, reckon};
use crate::ports::{Register, VoucherFilter};
use chancery_domain::ids::AccountId;

/// Vouchers of the account that are looked at, latest first.
const LOOKED_AT: u64 = 200;

/// The best voucher for `charge`; nothing when none can be used. Of equal ones the one that was issued first.
pub(super) fn best_voucher(
    register: &mut dyn Register,
    ctx: &Ctx,
    account: AccountId,
    charge: &Charge<'_>,
) -> Result<Option<VoucherChoice>, Failure> {
    let filter = VoucherFilter { account: Some(account), offset: 0, limit: LOOKED_AT };
    let (_, vouchers) = register.vouchers(filter)?;
    let mut best = None;
    for voucher in vouchers {
        let choice = VoucherChoice::Number(voucher.id);
        // One that is used, too old or for another brand is passed over.
        let Ok(reckoning) = reckon(register, ctx, account, charge, Some(&choice)) else { continue };
        let off = reckoning.voucher_cents();
        if off.0 > 0 && best.as_ref().is_none_or(|(most, _)| off >= *most) {
            best = Some((off, choice));
        }
    }
    Ok(best.map(|(_, choice)| choice))
}
