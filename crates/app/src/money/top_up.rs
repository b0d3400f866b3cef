//! Staff add cash or gift balance to an account (operator; C4).

use super::post::post;
use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::operation_log::record;
use crate::ports::{Register, Scope};
use crate::service::App;
use chancery_domain::ids::AccountId;
use chancery_domain::ledger::{Balances, Entry, EntryKind, Part};
use chancery_domain::operation_log::Operation;

/// What is added.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TopUp {
    /// To whom.
    pub account: AccountId,
    /// How much.
    pub part: Part,
    /// What makes it happen once: the same reference again changes nothing. Drawn by chance when there is none.
    pub reference: Option<String>,
}

/// What a top-up did.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TopUpOutcome {
    /// The balances afterwards.
    pub balances: Balances,
    /// The reference under which it stands.
    pub reference: String,
    /// It stood there before; nothing was added now.
    pub already: bool,
}

/// Adds to the balances.
///
/// # Errors
/// [`Code::InvalidParameter`] for an account that is not there, negative amounts or nothing at all, and references that
/// are too long; [`Code::MoneyRefused`] when a balance would exceed the policy's bound or the reference was used for
/// other amounts.
pub async fn top_up(app: &App, ctx: &Ctx, wanted: TopUp) -> Result<TopUpOutcome, Failure> {
    let reference = wanted.reference.clone().unwrap_or_else(|| ctx.entropy.token());
    check_reference(app, "--reference", &reference)?;
    let (app, ctx) = (app.clone(), ctx.clone());
    let store = app.store.clone();
    store
        .write(Scope::Account(wanted.account), move |register| {
            must_exist(register, wanted.account)?;
            let already = credit(register, &app, &ctx, EntryKind::TopUp, &wanted, &reference)?;
            let balances = register.balances(wanted.account)?;
            Ok(TopUpOutcome { balances, reference: reference.clone(), already })
        })
        .await
}

/// Adds once; tells whether it stood there before.
pub(super) fn credit(
    register: &mut dyn Register,
    app: &App,
    ctx: &Ctx,
    kind: EntryKind,
    wanted: &TopUp,
    reference: &str,
) -> Result<bool, Failure> {
    let entry = Entry::credit(wanted.account, kind, reference, ctx.now, wanted.part)?;
    if let Some((_, before)) = register.entry(wanted.account, kind, reference)? {
        if Part::of(&before) == wanted.part {
            return Ok(true);
        }
        let text =
            format!("reference {reference}: it stands in the ledger with other amounts; choose another");
        return Err(Failure::new(Code::MoneyRefused, text));
    }
    post(register, &app.policy, &entry)?;
    let detail =
        format!("{} {reference}: cash {}, gift balance {}", kind.code(), wanted.part.cash, wanted.part.gift);
    record(register, ctx, wanted.account, Operation::BalanceToppedUp, None, detail)?;
    Ok(false)
}

/// The account is there.
pub(super) fn must_exist(register: &mut dyn Register, account: AccountId) -> Result<(), Failure> {
    if register.account(account)?.is_some() {
        return Ok(());
    }
    let text = format!("account: there is no account {account}; `chancery account list` shows them");
    Err(Failure::new(Code::InvalidParameter, text))
}

/// A reference is short, printable and not empty.
pub(super) fn check_reference(app: &App, field: &str, reference: &str) -> Result<(), Failure> {
    let longest = app.policy.money.reference_length_max;
    let good = !reference.is_empty()
        && reference.len() <= longest
        && reference.bytes().all(|b| b.is_ascii_graphic());
    if good {
        return Ok(());
    }
    let text = format!("{field}: give 1 to {longest} printable ASCII characters without spaces");
    Err(Failure::new(Code::InvalidParameter, text))
}
