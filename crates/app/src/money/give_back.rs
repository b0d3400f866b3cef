//! Gives back what an order's balances paid, whole or in parts, in the proportion of cash and gift balance (C2).

use super::post::post;
use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::operation_log::record;
use crate::ports::{PaymentRecord, Register};
use chancery_domain::ids::{AccountId, OrderId};
use chancery_domain::ledger::{Entry, EntryKind, Part};
use chancery_domain::money::Cents;
use chancery_domain::operation_log::Operation;
use chancery_domain::policy::Policy;

/// Gives back everything of the order's payment that did not go back before; discount and voucher do not come back
/// (C2). Call it in the unit of work that moves the order. Called again it gives back nothing more.
///
/// # Errors
/// [`Code::MoneyRefused`] when the account has paid no such order.
pub fn give_back(
    register: &mut dyn Register,
    ctx: &Ctx,
    policy: &Policy,
    account: AccountId,
    order: OrderId,
) -> Result<Part, Failure> {
    let paid = paid(register, account, order)?;
    let left = paid.payment.left(paid.returned);
    if left == Cents::ZERO {
        return Ok(Part::default());
    }
    hand_out(register, ctx, policy, paid, left, format!("{order}/rest"))
}

/// Gives back `amount` of the order's payment under a reference of the caller's; the same reference again changes
/// nothing and is answered with the part that it gave back.
///
/// # Errors
/// Those of [`give_back`]; [`Code::MoneyRefused`] when less is left than `amount`, or when the reference was used for
/// another amount; [`Code::InvalidParameter`] for an amount of nothing.
pub fn give_back_part(
    register: &mut dyn Register,
    ctx: &Ctx,
    policy: &Policy,
    account: AccountId,
    order: OrderId,
    amount: Cents,
    reference: &str,
) -> Result<Part, Failure> {
    let paid = paid(register, account, order)?;
    let reference = format!("{order}/part/{reference}");
    if let Some((_, entry)) = register.entry(account, EntryKind::Refund, &reference)? {
        let part = Part::of(&entry);
        if part.sum() == amount {
            return Ok(part);
        }
        let text = format!("order {order}: under this reference {} went back, not {amount}", part.sum());
        return Err(Failure::new(Code::MoneyRefused, text));
    }
    hand_out(register, ctx, policy, paid, amount, reference)
}

fn paid(register: &mut dyn Register, account: AccountId, order: OrderId) -> Result<PaymentRecord, Failure> {
    let record = register.payment(order)?.filter(|paid| paid.account == account);
    record.ok_or_else(|| {
        Failure::new(Code::MoneyRefused, format!("order {order}: this account has paid no such order"))
    })
}

fn hand_out(
    register: &mut dyn Register,
    ctx: &Ctx,
    policy: &Policy,
    paid: PaymentRecord,
    amount: Cents,
    reference: String,
) -> Result<Part, Failure> {
    let (account, order) = (paid.account, paid.order);
    let part = paid.payment.next_return(order, paid.returned, amount)?;
    post(register, policy, &Entry::refund(account, reference, ctx.now, part)?)?;
    let sum = |one: Cents, other: Cents| {
        one.checked_add(other).ok_or_else(|| Failure::internal("a sum of refunds does not fit"))
    };
    let returned =
        Part { cash: sum(paid.returned.cash, part.cash)?, gift: sum(paid.returned.gift, part.gift)? };
    register.set_returned(order, returned)?;
    let detail = format!("order {order}: cash {}, gift balance {}", part.cash, part.gift);
    record(register, ctx, account, Operation::PaidBack, None, detail)?;
    Ok(part)
}
