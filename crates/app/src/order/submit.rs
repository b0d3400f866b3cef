//! Submits a bought certificate whose information is filled in: its course begins, without the steps that something
//! known from before makes needless (F2, F4, E5).

use super::fill_in::open;
use super::known::{makings, passage, product};
use super::names::proof_method;
use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::organization;
use crate::ports::{Register, Scope};
use crate::reactions::react;
use crate::service::App;
use chancery_domain::catalogue::Step;
use chancery_domain::certificate::{Applicant, Certificate, Event, Origin};
use chancery_domain::ids::{AccountId, CertificateId, OrderId};

/// What came of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Submitted {
    /// The purchase.
    pub order: OrderId,
    /// The certificate afterwards.
    pub certificate: Certificate,
    /// The organisation was approved before, so that nobody examines it again.
    pub examined_before: bool,
}

/// Submits the tenant's certificate; `by_file` chooses another way of proof than was filled in.
///
/// # Errors
/// [`Code::CertificateNotFound`], [`Code::NotAwaitingInformation`] also for a second submission,
/// [`Code::ApplicationIncomplete`], [`Code::InvalidParameter`] for a way of proof that is not offered.
pub async fn submit(
    app: &App,
    ctx: &Ctx,
    id: &CertificateId,
    by_file: Option<bool>,
) -> Result<Submitted, Failure> {
    let account = ctx.tenant()?;
    let (service, inner, wanted) = (app.clone(), ctx.clone(), id.clone());
    let (submitted, events) = app
        .store
        .write(Scope::Account(account), move |register| {
            begin(&service, register, &inner, account, &wanted, by_file)
        })
        .await?;
    if events.contains(&Event::ReadyToIssue) {
        app.tasks_due.notify_one();
    }
    Ok(submitted)
}

/// The unit of work; also for those who fill in an application themselves, such as renewals.
///
/// # Errors
/// See [`submit`].
pub fn begin(
    app: &App,
    register: &mut dyn Register,
    ctx: &Ctx,
    account: AccountId,
    id: &CertificateId,
    by_file: Option<bool>,
) -> Result<(Submitted, Vec<Event>), Failure> {
    let mut certificate = open(register, account, id)?;
    let Origin::Applied(application) = &mut certificate.origin else {
        return Err(Failure::internal("an upload awaits information"));
    };
    if !application.is_filled_in() {
        let text = "CertificateId: its information is not filled in; submit names and applicant first";
        return Err(Failure::new(Code::ApplicationIncomplete, text));
    }
    let product = product(app, application)?;
    if let Some(by_file) = by_file {
        let brand = app
            .catalogue
            .brand_of(product)
            .ok_or_else(|| Failure::internal("product of an unknown brand"))?;
        application.method = proof_method(product, brand, &application.bound, by_file, "VerifyType")?;
    }
    let order = application.order;
    let administrator = application
        .applicant
        .as_ref()
        .and_then(Applicant::represented)
        .and_then(|represented| represented.administrator_id);
    let passage = passage(app, register, account, application, ctx.now)?;
    let examined_before = !product.level.is_dv() && !passage.steps.contains(&Step::Review);
    let makings = makings(app, register, &certificate, ctx.now, || ctx.entropy.token())?;
    let change = certificate.stage.clone().submit(passage, makings, ctx.now)?;
    certificate.stage = change.next;
    certificate.changed_at = ctx.now;
    register.update_certificate(&certificate)?;
    if let Some(administrator) = administrator {
        organization::link(register, administrator, id)?;
    }
    react(register, ctx, app, &certificate, &change.events)?;
    Ok((Submitted { order, certificate, examined_before }, change.events))
}
