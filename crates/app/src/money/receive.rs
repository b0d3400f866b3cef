//! A payment processor reports money: it is added to the cash balance, each report once (C1, C4).

use super::top_up::{TopUp, check_reference, credit, must_exist};
use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::operation_log::note_refusal;
use crate::ports::{PaymentReport, ReportKind, ReportMark, Scope};
use crate::service::App;
use chancery_domain::ledger::{EntryKind, Part};
use chancery_domain::money::Cents;

/// What became of a report.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Received {
    /// The amount was added.
    Credited,
    /// The same report came before; nothing was added now.
    Already,
    /// It tells of something that changes no balance here.
    Ignored,
}

/// Takes in a report whose signature and time the gateway has checked.
///
/// # Errors
/// [`Code::InvalidParameter`] for an account that is not there, an amount of nothing, or an id that is too long;
/// [`Code::MoneyRefused`] when a report with this id and another content came before, or the balance would exceed the
/// policy's bound. Nothing is changed by them; the refusal stays in the operation log of an account that is there.
pub async fn receive(app: &App, ctx: &Ctx, report: PaymentReport) -> Result<Received, Failure> {
    let ReportKind::Paid(cents) = report.kind else { return Ok(Received::Ignored) };
    check_reference(app, "id", &report.id)?;
    let account = report.account;
    let (service, inner) = (app.clone(), ctx.clone());
    let received = app
        .store
        .write(Scope::Account(account), move |register| {
            must_exist(register, account)?;
            match register.claim_report(&report.id, account, &report.content_sha256, inner.now)? {
                ReportMark::First => {}
                ReportMark::Seen(content) if content == report.content_sha256 => {
                    return Ok(Received::Already);
                }
                ReportMark::Seen(_) => {
                    let text = format!("id: a report {} with another content came before", report.id);
                    return Err(Failure::new(Code::MoneyRefused, text));
                }
            }
            let part = Part { cash: cents, gift: Cents::ZERO };
            let wanted = TopUp { account, part, reference: None };
            credit(register, &service, &inner, EntryKind::Gateway, &wanted, &report.id)?;
            Ok(Received::Credited)
        })
        .await;
    if let Err(failure) = &received {
        note_refusal(app, ctx, account, "payment report", failure).await;
    }
    received
}
