//! What a review is about, as an examiner has to know it: the application with names, organisation and whom to call; the
//! profile; the administrator (F3).

use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::service::App;
use chancery_domain::actor::Role;
use chancery_domain::certificate::Certificate;
use chancery_domain::ids::ReviewId;
use chancery_domain::organization::{Administrator, Organization};
use chancery_domain::review::ReviewSubject;

/// What lies before the examiner. What went away since, such as an administrator that was deleted, is not there.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Matter {
    /// The certificate that is applied for, or is to be revoked.
    pub certificate: Option<Box<Certificate>>,
    /// The profile that is examined, or for which the administrator speaks.
    pub organization: Option<Organization>,
    /// The administrator that is examined.
    pub administrator: Option<Administrator>,
}

/// Shows it to staff.
///
/// # Errors
/// [`Code::Unauthorized`], [`Code::ReviewNotFound`].
pub async fn matter(app: &App, ctx: &Ctx, id: ReviewId) -> Result<Matter, Failure> {
    if ctx.actor.role != Role::Operator {
        return Err(Failure::new(Code::Unauthorized, "only an operator sees what is reviewed"));
    }
    app.store
        .read(move |register| {
            let review = register.review(id)?;
            let review = review
                .ok_or_else(|| Failure::new(Code::ReviewNotFound, format!("there is no review {id}")))?;
            Ok(match &review.subject {
                ReviewSubject::Application(id)
                | ReviewSubject::PreReview(id)
                | ReviewSubject::Revocation(id) => {
                    Matter { certificate: register.certificate(id)?.map(Box::new), ..Matter::default() }
                }
                ReviewSubject::Organization(id) => {
                    Matter { organization: register.organization(*id)?, ..Matter::default() }
                }
                ReviewSubject::Administrator(id) => {
                    let administrator = register.administrator(*id)?;
                    let organization = match &administrator {
                        Some(found) => register.organization(found.organization)?,
                        None => None,
                    };
                    Matter { administrator, organization, ..Matter::default() }
                }
            })
        })
        .await
}
