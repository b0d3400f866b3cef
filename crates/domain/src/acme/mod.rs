//! The room of ACME: accounts, orders, authorizations and challenges as RFC 8555 describes them, without the wire.

mod account;
mod authorization;
mod auto_renewal;
mod challenge;
mod challenge_problem;
mod contact;
mod error;
mod admissible;
mod identifier;
mod ids;
mod order;
mod problem;
mod rate;
mod renewal_window;

pub use account::{AcmeAccount, AcmeAccountStage};
pub use admissible::{Inadmissible, admissible};
pub use authorization::{Authorization, AuthorizationStage, AuthorizationStatus};
pub use auto_renewal::AutoRenewal;
pub use challenge::{AcmeChallenge, ChallengeStage, ChallengeType};
pub use contact::{ContactError, check_contact};
pub use error::AcmeError;
pub use identifier::{Identifier, IdentifierError};
pub use ids::{AcmeAccountId, AcmeOrderId, AuthorizationId};
pub use order::{AcmeOrder, AcmeOrderStage, OrderStatus, Proved};
pub use problem::{Problem, ProblemType, Subproblem};
pub use rate::{Admission, admit};
pub use renewal_window::renewal_window;

#[cfg(test)]
mod matrix;
