//! The thing managed, from application to its last day: what it is, how far it is, what may be done with it.

mod applicant;
mod application;
mod deletable;
mod error;
mod event;
mod followers;
#[cfg(test)]
mod matrix;
mod passage;
mod relation;
mod revocable;
mod signing;
mod stage;
mod withdrawal;

pub use applicant::{Applicant, ApplicantError, Represented};
pub use error::CertificateError;
pub use event::{Change, Event};
pub use followers::Followers;
pub use passage::{Known, Makings, Passage};
pub use relation::Relation;
pub use stage::{FailureReason, Progress, RevocationNeed, Stage, StageKind, Validity};

use crate::ids::{AccountId, CertificateId, CsrId, OrderId, ProjectId};
use crate::key::KeyAlgorithm;
use crate::name::Name;
use crate::order::ProductCode;
use crate::policy::Policy;
use crate::time::Timestamp;
use crate::validation::Method;
use serde::{Deserialize, Serialize};

/// One certificate of the register.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct Certificate {
    /// Its id, from application on.
    pub id: CertificateId,
    /// Whose it is.
    pub account: AccountId,
    /// Where it comes from.
    pub origin: Origin,
    /// Server certificate, or a CA certificate hosted for client authentication.
    pub usage: Usage,
    /// The name it goes by: the first name applied for, or the uploaded leaf's common name. Empty if it has none.
    pub domain: String,
    /// All names: those applied for, then those the brand adds for free; for uploads the leaf's names as text.
    pub names: Vec<String>,
    /// The kind of the subscriber's key; nothing for an uploaded certificate of another kind.
    pub algorithm: Option<KeyAlgorithm>,
    /// `RSA 2048`, `ECC prime256v1`, or what an uploaded certificate has.
    pub algorithm_text: String,
    /// The user's own name for it.
    pub alias: String,
    /// The project it belongs to.
    pub project: ProjectId,
    /// Free tags: key and value.
    pub tags: Vec<Tag>,
    /// How far it is.
    pub stage: Stage,
    /// When it was applied for or uploaded.
    pub created_at: Timestamp,
    /// When it last changed.
    pub changed_at: Timestamp,
    /// Whether a password of the user's own protects the key (D3).
    pub password_chosen: bool,
    /// Whether the key is held here.
    pub key_held: bool,
    /// Nobody is told that it ends soon (M3).
    #[serde(default)]
    pub notices_ignored: bool,
}

/// Where a certificate comes from.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub enum Origin {
    /// Applied for here.
    Applied(Application),
    /// Issued over ACME.
    Acme {
        /// The ACME account that it was issued to.
        account: String,
        /// The order.
        order: String,
        /// The profile.
        profile: String,
    },
    /// Issued elsewhere and hosted here (H1).
    Uploaded {
        /// The issuer's name as the leaf gives it.
        issuer: String,
        /// What it is used for, in the user's words (`CertificateUse`).
        purpose: Vec<String>,
        /// What was repaired or is odd about it, told to the user (H1).
        notes: Vec<String>,
    },
}

/// What was applied for.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct Application {
    /// The purchase.
    pub order: OrderId,
    /// The product.
    pub product: ProductCode,
    /// Whether it counts against the quota of free certificates.
    pub free: bool,
    /// The names applied for; the certificate's other names were added for free.
    pub requested: Vec<Name>,
    /// All names, applied for and added.
    pub bound: Vec<Name>,
    /// The validity bought, in days.
    pub term_days: i64,
    /// Names paid for; the product's maximum where nothing was bought by number.
    #[serde(default)]
    pub names_paid: usize,
    /// How the names are proved.
    pub method: Method,
    /// Who applies, as submitted; nothing before that and for free certificates.
    #[serde(default)]
    pub applicant: Option<Applicant>,
    /// Where the CSR came from.
    pub csr: CsrOrigin,
    /// Contact address, if given.
    pub contact_email: String,
    /// Contact telephone, if given.
    pub contact_phone: String,
    /// The certificate that this one renews, if any.
    pub renews: Option<CertificateId>,
    /// The certificate that this one reissues: the first of its kin, if any (J).
    #[serde(default)]
    pub reissues: Option<CertificateId>,
    /// The certificate before this one inside one paid term, if any (K3).
    #[serde(default)]
    pub continues: Option<CertificateId>,
    /// The last second of the paid term; known from the first issue on (K3).
    #[serde(default)]
    pub term_ends_at: Option<Timestamp>,
    /// It was paid with benefit points (C3).
    #[serde(default)]
    pub by_points: bool,
    /// It is renewed and paid by itself (K4, product rule "auto-renewal").
    #[serde(default)]
    pub renews_itself: bool,
}

impl Application {
    /// What is known when a product was bought and paid and nothing was filled in (C1).
    pub fn bought(order: OrderId, product: ProductCode, term_days: i64, names_paid: usize) -> Self {
        Application {
            order,
            product,
            free: false,
            requested: Vec::new(),
            bound: Vec::new(),
            term_days,
            names_paid,
            method: Method::DnsTxt,
            applicant: None,
            csr: CsrOrigin::Online,
            contact_email: String::new(),
            contact_phone: String::new(),
            renews: None,
            reissues: None,
            continues: None,
            term_ends_at: None,
            by_points: false,
            renews_itself: false,
        }
    }

    /// Its information was filled in, so that it may be submitted.
    pub fn is_filled_in(&self) -> bool {
        !self.requested.is_empty()
    }
}

/// Where the CSR of an application came from (D1).
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub enum CsrOrigin {
    /// Key and CSR were made here.
    Online,
    /// The applicant pasted one; the key is not held here.
    Pasted,
    /// Taken from CSR management.
    Kept(CsrId),
}

/// What kind of certificate is hosted (`CertificateType`).
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub enum Usage {
    /// `SVR`: a server certificate with its key.
    Server,
    /// `CA`: a CA or client certificate; uploaded only, key optional.
    Authority,
}

/// A free tag.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Debug)]
pub struct Tag {
    /// Its key.
    pub key: String,
    /// Its value.
    pub value: String,
}

impl Certificate {
    /// What was applied for; nothing for uploads.
    pub fn application(&self) -> Option<&Application> {
        match &self.origin {
            Origin::Applied(application) => Some(application),
            Origin::Acme { .. } | Origin::Uploaded { .. } => None,
        }
    }

    /// Whether it was issued elsewhere.
    pub fn is_uploaded(&self) -> bool {
        matches!(self.origin, Origin::Uploaded { .. })
    }

    /// The stage under which lists count it: a reissue on its way has a status of its own.
    pub fn listed_as(&self) -> StageKind {
        let reissue = self.application().is_some_and(|application| application.reissues.is_some());
        match self.stage.kind() {
            StageKind::Reviewing | StageKind::Validating | StageKind::Issuing if reissue => {
                StageKind::Reissuing
            }
            kind => kind,
        }
    }

    /// Whether any of its names is a wildcard.
    pub fn is_wildcard(&self) -> bool {
        self.names.iter().any(|n| n.starts_with("*."))
    }

    /// First and last second of validity, once there is a certificate.
    pub fn validity(&self) -> Option<&Validity> {
        self.stage.validity()
    }

    /// It ends within the renewal window and has not ended (`IsExpiring`).
    pub fn is_expiring(&self, policy: &Policy, now: Timestamp) -> bool {
        match &self.stage {
            Stage::Issued(validity) => {
                validity.not_after >= now
                    && now.plus_days(policy.renewal.opens_days_before) >= validity.not_after
            }
            _ => false,
        }
    }

    /// It may be downloaded: issued or expired, not after a revocation was asked for (G2, I1).
    ///
    /// # Errors
    /// [`CertificateError::NotIssued`].
    pub fn downloadable(&self) -> Result<(), CertificateError> {
        match &self.stage {
            Stage::Issued(_) | Stage::Expired(_) => Ok(()),
            other => Err(CertificateError::NotIssued { stage: other.name() }),
        }
    }

    /// Whether its private key is shown to its holder: from the application on, but not once a revocation was asked for,
    /// as nothing is downloaded then (I1).
    pub fn shows_key(&self) -> bool {
        !matches!(self.stage, Stage::Revoking { .. } | Stage::Revoked { .. })
    }
}
