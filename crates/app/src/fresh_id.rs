//! Ids of new certificates: drawn by chance, never one that was used before, also not by a certificate that is deleted.

use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::ports::Register;
use chancery_domain::ids::CertificateId;

/// Draws before it is taken for a fault; two equal ones in a row are already beyond belief.
const DRAWS_MAX: usize = 8;

/// An id that no certificate has or had, drawn inside the unit of work that will use it.
///
/// # Errors
/// Only the register's.
pub(crate) fn fresh_certificate_id(register: &mut dyn Register, ctx: &Ctx) -> Result<CertificateId, Failure> {
    for _ in 0..DRAWS_MAX {
        let id = CertificateId::from_chance(&ctx.entropy.bytes::<8>());
        if !register.certificate_id_used(&id)? {
            return Ok(id);
        }
    }
    Err(Failure::internal("no free certificate id after eight draws"))
}
