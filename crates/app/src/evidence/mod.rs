//! The room of what was found good before and may be used again: proofs of names (E5) and approvals of organisations
//! (F4).

mod approvals;
mod proofs;

pub(crate) use approvals::{approved_at, keep_approval};
pub(crate) use proofs::{drop_proofs, keep_proofs, proved};
