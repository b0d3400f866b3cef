//! What comes back from the examiners: a review was taken, put back, passed or refused.

use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::operation_log::record;
use crate::ports::Register;
use chancery_domain::ids::{AdministratorId, OrganizationId};
use chancery_domain::operation_log::Operation;
use chancery_domain::organization::{Administrator, Organization, OrganizationError};
use chancery_domain::review::ReviewSubject;

/// What examiners look at.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Examined {
    /// An organisation profile.
    Organization(OrganizationId),
    /// An administrator of one.
    Administrator(AdministratorId),
}

impl Examined {
    /// What the review of it is about.
    pub fn subject(self) -> ReviewSubject {
        match self {
            Examined::Organization(id) => ReviewSubject::Organization(id),
            Examined::Administrator(id) => ReviewSubject::Administrator(id),
        }
    }
}

/// What happened in a review.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ReviewStep {
    /// An examiner took it.
    Taken,
    /// It was put back into the queue.
    Released,
    /// It was found right.
    Passed,
    /// It was found wrong.
    Refused {
        /// Why, for the applicant.
        reason: String,
    },
}

/// Takes in what happened, in the review's own unit of work. A profile that is not under review is left as it is and
/// the step refused, so that a verdict counts once.
///
/// # Errors
/// [`Code::OrganizationNotFound`], [`Code::AdministratorNotFound`], [`Code::AdministratorState`].
pub fn reviewed(
    register: &mut dyn Register,
    ctx: &Ctx,
    examined: Examined,
    step: &ReviewStep,
) -> Result<(), Failure> {
    match examined {
        Examined::Organization(id) => {
            let found = register.organization(id)?.ok_or_else(|| gone(Code::OrganizationNotFound))?;
            organization(register, ctx, found, step)
        }
        Examined::Administrator(id) => {
            let found = register.administrator(id)?.ok_or_else(|| gone(Code::AdministratorNotFound))?;
            administrator(register, ctx, found, step)
        }
    }
}

fn gone(code: Code) -> Failure {
    Failure::new(code, "what is reviewed is no longer there")
}

fn organization(
    register: &mut dyn Register,
    ctx: &Ctx,
    found: Organization,
    step: &ReviewStep,
) -> Result<(), Failure> {
    let Organization { id, account, stage, .. } = found;
    let (next, outcome) = match step {
        ReviewStep::Taken => (stage.take(), None),
        ReviewStep::Released => (stage.release(), None),
        ReviewStep::Passed => (stage.approve(ctx.now), Some("approved".to_owned())),
        ReviewStep::Refused { reason } => {
            (stage.refuse(reason.clone(), ctx.now), Some(format!("refused; reason: {reason}")))
        }
    };
    register.set_organization_stage(id, &next.map_err(company)?)?;
    match outcome {
        Some(outcome) => {
            let detail = format!("organisation: {id}; {outcome}");
            record(register, ctx, account, Operation::OrganizationReviewed, None, detail)
        }
        None => Ok(()),
    }
}

/// The same words, about the other field.
fn company(error: OrganizationError) -> Failure {
    Failure::new(Code::AdministratorState, format!("CompanyId: {error}"))
}

fn administrator(
    register: &mut dyn Register,
    ctx: &Ctx,
    found: Administrator,
    step: &ReviewStep,
) -> Result<(), Failure> {
    let (next, outcome) = match step {
        ReviewStep::Taken => (found.take()?, None),
        ReviewStep::Released => (found.release()?, None),
        ReviewStep::Passed => (found.approve(ctx.now)?, Some("approved".to_owned())),
        ReviewStep::Refused { reason } => {
            (found.refuse(reason, ctx.now)?, Some(format!("refused; reason: {reason}")))
        }
    };
    register.update_administrator(&next)?;
    match outcome {
        Some(outcome) => {
            let detail = format!("administrator: {}; {outcome}", next.id);
            record(register, ctx, next.account, Operation::AdministratorReviewed, None, detail)
        }
        None => Ok(()),
    }
}
