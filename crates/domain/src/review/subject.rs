//! What can be reviewed.

use crate::ids::{AdministratorId, CertificateId, OrganizationId};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The thing that a reviewer looks at.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize, Debug)]
#[serde(rename_all = "kebab-case")]
pub enum ReviewSubject {
    /// An application for an OV or EV certificate.
    Application(CertificateId),
    /// The same before its domain validation (WoTrus).
    PreReview(CertificateId),
    /// A request to revoke a certificate.
    Revocation(CertificateId),
    /// An organisation profile.
    Organization(OrganizationId),
    /// An administrator of an organisation.
    Administrator(AdministratorId),
}

impl ReviewSubject {
    /// The words of [`ReviewSubject::kind`].
    pub const KINDS: [&'static str; 5] =
        ["application", "pre-review", "revocation", "organization", "administrator"];

    /// A stable word for its kind.
    pub fn kind(&self) -> &'static str {
        match self {
            ReviewSubject::Application(_) => "application",
            ReviewSubject::PreReview(_) => "pre-review",
            ReviewSubject::Revocation(_) => "revocation",
            ReviewSubject::Organization(_) => "organization",
            ReviewSubject::Administrator(_) => "administrator",
        }
    }

    /// Its id as text.
    pub fn key(&self) -> String {
        match self {
            ReviewSubject::Application(id) | ReviewSubject::PreReview(id) | ReviewSubject::Revocation(id) => {
                id.to_string()
            }
            ReviewSubject::Organization(id) => id.to_string(),
            ReviewSubject::Administrator(id) => id.to_string(),
        }
    }

    /// The certificate it is about, if it is about one.
    pub fn certificate(&self) -> Option<&CertificateId> {
        match self {
            ReviewSubject::Application(id) | ReviewSubject::PreReview(id) | ReviewSubject::Revocation(id) => {
                Some(id)
            }
            ReviewSubject::Organization(_) | ReviewSubject::Administrator(_) => None,
        }
    }
}

impl fmt::Display for ReviewSubject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind(), self.key())
    }
}
