//! The operation log: writing a line in the same unit of work as the change, reading, verifying the chain.

mod list;
mod note_refusal;
mod record;
mod verify;

pub use list::{ListInput, list, list_of};
pub use note_refusal::{note_refusal, note_staff_refusal};
pub use record::record;
pub use verify::{Verified, verify, verify_all};
