//! CSR management (D4): saving a draft, generating, listing, viewing, deleting.

mod delete;
mod describe;
mod list;
mod save;

pub use delete::delete;
pub use describe::{DescribedCsr, describe};
pub use list::{ListInput, list};
pub use save::{CsrDraft, CsrEdit, create, modify};
