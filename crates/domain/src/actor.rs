//! Who acts: a tenant through one of the front ends, an operator, or the service itself.

use crate::ids::{AccountId, SecretId};
use serde::{Deserialize, Serialize};

/// The one on whose behalf a use-case runs.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct Actor {
    /// In what capacity.
    pub role: Role,
    /// Where the request came from (an IP address), or nothing for the service's own work.
    pub source: Option<String>,
}

/// The capacity in which someone acts.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub enum Role {
    /// A customer, signed in with an API key.
    Tenant {
        /// The account whose things may be touched; no other's.
        account: AccountId,
        /// The key that signed the request.
        key: SecretId,
    },
    /// A customer, signed in with the key of an ACME account.
    AcmeAccount {
        /// The account whose things may be touched; no other's.
        account: AccountId,
        /// The ACME account.
        acme: String,
    },
    /// Staff, working on the machine of the service.
    Operator,
    /// The service's own stored tasks.
    System,
}

impl Actor {
    /// The service itself.
    pub fn system() -> Self {
        Actor { role: Role::System, source: None }
    }

    /// Staff at the command line.
    pub fn operator() -> Self {
        Actor { role: Role::Operator, source: None }
    }

    /// The account of a tenant; nothing for staff and the service itself.
    pub fn account(&self) -> Option<AccountId> {
        match &self.role {
            Role::Tenant { account, .. } | Role::AcmeAccount { account, .. } => Some(*account),
            Role::Operator | Role::System => None,
        }
    }

    /// How the operation log names the actor: the key, `operator`, or `--` for the service itself.
    pub fn log_name(&self) -> String {
        match &self.role {
            Role::Tenant { key, .. } => key.0.clone(),
            Role::AcmeAccount { acme, .. } => format!("acme {acme}"),
            Role::Operator => "operator".to_owned(),
            Role::System => "--".to_owned(),
        }
    }
}
