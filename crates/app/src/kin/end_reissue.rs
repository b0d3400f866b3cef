//! The end of a reissue, whether it was issued or came to nothing: others under its primary domains need wait no more
//! (J1). What it was to replace stays as it is.

use crate::failure::Failure;
use crate::ports::Register;
use chancery_domain::certificate::Certificate;

/// Notes the end; nothing happens for a certificate that is no reissue.
///
/// # Errors
/// Only the register's.
pub(crate) fn end_reissue(register: &mut dyn Register, certificate: &Certificate) -> Result<(), Failure> {
    if certificate.application().is_some_and(|application| application.reissues.is_some()) {
        register.end_reissue(&certificate.id)?;
    }
    Ok(())
}
