//! Organisation profiles (F1): making them, their administrators and domains, their examination, and what their
//! approval is worth when an application is submitted.

mod add_administrator;
mod add_domain;
mod allowance;
mod approved;
mod audit;
mod check_domain;
mod create;
mod delete_administrator;
mod describe_administrator;
mod examine;
mod fetch;
mod list;
mod list_administrators;
mod list_domains;
mod look_at_domain;
mod poll_domain;
mod request_review;
mod reviewed;
mod submit;
mod verify_again;

pub use add_administrator::{AdministratorDraft, add_administrator};
pub use add_domain::{DomainDraft, add_domain};
pub use allowance::set_allowance;
pub use approved::{approved, link};
pub use audit::audit;
pub use check_domain::{DomainReport, check_domain};
pub use create::create;
pub use delete_administrator::delete_administrator;
pub use describe_administrator::{DescribedAdministrator, describe_administrator};
pub use examine::{Examinable, examine, list_of_account};
pub use list::{ListInput, list};
pub use list_administrators::{AdministratorPage, AdministratorQuery, AdministratorRow, list_administrators};
pub use list_domains::{DomainPage, list_domains};
pub use poll_domain::poll_domain;
pub use reviewed::{Examined, ReviewStep, reviewed};
pub use submit::submit;
pub use verify_again::verify_again;
