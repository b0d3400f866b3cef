//! Pays an order: discount, voucher, gift balance, cash (C1).

use super::means::{Charge, PaymentMeans};
use super::post::post;
use super::reckon::{find, reckon};
use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::operation_log::record;
use crate::ports::{PaymentRecord, Register};
use chancery_domain::ids::AccountId;
use chancery_domain::ledger::{Entry, Part, Payment, Spending};
use chancery_domain::money::Cents;
use chancery_domain::operation_log::Operation;
use chancery_domain::policy::Policy;
use chancery_domain::voucher::VoucherError;

/// Pays `charge` from the balances of `account`. Call it in the unit of work that makes or moves the order, under
/// [`crate::ports::Scope::Account`]. An order that is paid already is answered with its payment, and nothing is taken
/// again.
///
/// # Errors
/// [`Code::BalanceInsufficient`]; [`Code::VoucherRefused`]; [`Code::MoneyRefused`] when the order was paid by another
/// account or at another price. The unit fails with them, so that nothing is changed.
pub fn pay(
    register: &mut dyn Register,
    ctx: &Ctx,
    policy: &Policy,
    account: AccountId,
    charge: &Charge<'_>,
    means: &PaymentMeans,
) -> Result<Payment, Failure> {
    if let Some(paid) = register.payment(charge.order)? {
        return paid_before(paid, account, charge);
    }
    let reckoning = reckon(register, ctx, account, charge, means.voucher.as_ref())?;
    let part = Spending(means.gift).take(&register.balances(account)?, reckoning.rest)?;
    if reckoning.voucher.is_some()
        && let Some(choice) = &means.voucher
    {
        let spent = find(register, account, choice)?.spent(account, charge.order, ctx.now)?;
        // Another account may have used it since it was read: the row decides (C1: once).
        if !register.close_voucher(&spent)? {
            return Err(VoucherError::Used { what: "voucher" }.into());
        }
    }
    if part.sum() > Cents::ZERO {
        post(register, policy, &Entry::payment(account, charge.order.to_string(), ctx.now, part)?)?;
    }
    let payment = Payment {
        due: charge.due,
        discount: reckoning.discount_cents(),
        voucher: reckoning.voucher.map(|(id, _)| id),
        voucher_cents: reckoning.voucher_cents(),
        cash: part.cash,
        gift: part.gift,
    };
    register.insert_payment(&PaymentRecord {
        account,
        order: charge.order,
        payment: payment.clone(),
        returned: Part::default(),
        paid_at: ctx.now,
    })?;
    // (C4) Every movement of money is in the operation log; an order for nothing moves none.
    if charge.due > Cents::ZERO {
        record(register, ctx, account, Operation::Paid, None, detail(charge, &payment))?;
    }
    Ok(payment)
}

fn paid_before(paid: PaymentRecord, account: AccountId, charge: &Charge<'_>) -> Result<Payment, Failure> {
    if paid.account == account && paid.payment.due == charge.due {
        return Ok(paid.payment);
    }
    let text = format!("order {}: it was paid already, in another way", charge.order);
    Err(Failure::new(Code::MoneyRefused, text))
}

fn detail(charge: &Charge<'_>, payment: &Payment) -> String {
    let voucher =
        payment.voucher.map_or_else(String::new, |id| format!(", voucher {id}: {}", payment.voucher_cents));
    format!(
        "order {}: {} due, discount {}{voucher}, gift balance {}, cash {}",
        charge.order, payment.due, payment.discount, payment.gift, payment.cash
    )
}
