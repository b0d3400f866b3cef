//! The room of ACME: accounts, orders, authorizations and challenges as RFC 8555 describes them, without the wire.

mod account;
mod authorization;
mod auto_renewal;
mod challenge;
mod challenge_problem;
mod error;
mod identifier;
mod ids;
mod order;
mod problem;
mod rate;

pub use account::{AcmeAccount, AcmeAccountStage};
pub use authorization::{Authorization, AuthorizationStage, AuthorizationStatus};
pub use auto_renewal::AutoRenewal;
pub use challenge::{AcmeChallenge, ChallengeStage, ChallengeType};
pub use error::AcmeError;
pub use identifier::{Identifier, IdentifierError};
pub use ids::{AcmeAccountId, AcmeOrderId, AuthorizationId};
pub use order::{AcmeOrder, AcmeOrderStage, OrderStatus};
pub use problem::{Problem, ProblemType, Subproblem};
pub use rate::{Admission, admit};
