//! Hands a certificate whose names are proved to an upstream authority, if its brand is bound to one.

use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::ports::{NewTask, Register, TaskKind};
use crate::service::App;
use chancery_domain::ids::CertificateId;
use chancery_domain::upstream::UpstreamOrder;

/// In the caller's unit of work. True when the certificate is an upstream's matter, now or already: a change of the
/// configuration does not move what was begun.
pub(in crate::issuance) fn begin(
    app: &App,
    register: &mut dyn Register,
    ctx: &Ctx,
    id: &CertificateId,
    brand: &str,
) -> Result<bool, Failure> {
    let bound = app.upstreams.for_brand(brand);
    match (register.upstream_order(id)?, bound) {
        (Some(_), _) => {}
        (None, None) => return Ok(false),
        (None, Some(upstream)) => {
            register.insert_upstream_order(&UpstreamOrder::new(id.clone(), upstream.name, ctx.now))?;
        }
    }
    let kind = TaskKind::FollowUpstream;
    register.add_task(&NewTask { kind, subject: id.as_str().to_owned(), due_at: ctx.now })?;
    Ok(true)
}
