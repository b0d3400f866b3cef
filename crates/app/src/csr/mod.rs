//! CSR management (D4): saving a draft, generating, keeping one made elsewhere, listing, viewing, deleting.

mod delete;
mod describe;
mod list;
mod save;
mod upload;

pub use delete::delete;
pub use describe::{DescribedCsr, describe};
pub use list::{ListInput, list};
pub use save::{CsrDraft, CsrEdit, create, modify};
pub use upload::{UploadedCsr, upload};
