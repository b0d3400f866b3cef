//! When the upstream authority of a certificate asks for its renewal (RFC 9773).

use crate::failure::Failure;
use crate::ports::Register;
use crate::service::App;
use chancery_domain::certificate::{Certificate, Stage};
use chancery_domain::renewal;
use chancery_domain::time::Timestamp;

/// The moment; nothing for what is not in force, free, issued here, or not asked for.
///
/// # Errors
/// Only the register's.
pub(crate) fn asked_at(
    app: &App,
    register: &mut dyn Register,
    certificate: &Certificate,
) -> Result<Option<Timestamp>, Failure> {
    let Stage::Issued(validity) = &certificate.stage else { return Ok(None) };
    // Free certificates are applied for anew by their holders.
    if certificate.application().is_none_or(|application| application.free) {
        return Ok(None);
    }
    let order = register.upstream_order(&certificate.id)?;
    Ok(order.and_then(|order| renewal::asked_at(&order, validity, &app.policy)))
}
