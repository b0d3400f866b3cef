//! The room of organisation profiles (F1): organisations, the administrators who speak for them, the domains proved
//! under an administrator, and how long an approval of each holds.

mod administrator;
mod certified;
mod country;
mod details;
mod domain;
mod error;
mod field;
mod identity;
mod profile;
mod stage;

pub use administrator::{Administrator, Approval, Person};
pub use certified::{CertifiedOrganization, ExtendedIdentity};
pub use country::is_country_code;
pub use details::OrganizationDetails;
pub use domain::{AdministratorDomain, DomainError, DomainStage, DomainStanding};
pub use error::OrganizationError;
pub use field::{FieldError, FieldRule, check_mail, check_phone, is_deceptive};
pub use identity::{OrganizationIdentity, PersonIdentity};
pub use profile::Organization;
pub use stage::{Stage, Standing};

#[cfg(test)]
mod tests;
