//! The URLs of resources: written into answers, and read back from requests.

use chancery_domain::acme::{AcmeAccountId, AcmeOrderId, AuthorizationId, ChallengeType};
use chancery_domain::ids::CertificateId;

/// Writes URLs below the service's public address.
#[derive(Clone, Debug)]
pub struct Urls {
    base: String,
}

impl Urls {
    /// URLs below `public_url`, which has no slash at its end.
    pub fn new(public_url: &str) -> Self {
        Urls { base: public_url.to_owned() }
    }

    /// The URL of a path (with its query), as a request for it must be signed (RFC 8555 section 6.4).
    pub fn of(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// Whether `url` is the URL of `path`.
    pub fn is(&self, url: &str, path: &str) -> bool {
        url.strip_prefix(self.base.as_str()) == Some(path)
    }

    /// A directory; the first one has no name.
    pub fn directory(&self, name: Option<&str>) -> String {
        self.in_directory(name, "directory")
    }

    /// A resource that stands in every directory.
    pub fn in_directory(&self, name: Option<&str>, resource: &str) -> String {
        match name {
            Some(name) => format!("{}/acme/{name}/{resource}", self.base),
            None => format!("{}/acme/{resource}", self.base),
        }
    }

    /// An account: its `kid`. The use-cases write the same text into CAA questions.
    pub fn account(&self, id: &AcmeAccountId) -> String {
        format!("{}/acme/account/{id}", self.base)
    }

    /// The account that a `kid` names.
    pub fn account_of(&self, kid: &str) -> Option<AcmeAccountId> {
        kid.strip_prefix(self.base.as_str())?.strip_prefix("/acme/account/")?.parse().ok()
    }

    /// An account's orders, from the beginning or after one.
    pub fn orders(&self, id: &AcmeAccountId, after: Option<&AcmeOrderId>) -> String {
        match after {
            Some(after) => format!("{}/acme/account/{id}/orders?after={after}", self.base),
            None => format!("{}/acme/account/{id}/orders", self.base),
        }
    }

    /// An order.
    pub fn order(&self, id: &AcmeOrderId) -> String {
        format!("{}/acme/order/{id}", self.base)
    }

    /// Where an order's CSR goes.
    pub fn finalize(&self, id: &AcmeOrderId) -> String {
        format!("{}/acme/order/{id}/finalize", self.base)
    }

    /// The current certificate of an order that renews itself.
    pub fn star_certificate(&self, id: &AcmeOrderId) -> String {
        format!("{}/acme/order/{id}/certificate", self.base)
    }

    /// An authorization.
    pub fn authorization(&self, id: &AuthorizationId) -> String {
        format!("{}/acme/authorization/{id}", self.base)
    }

    /// A challenge of an authorization.
    pub fn challenge(&self, id: &AuthorizationId, kind: ChallengeType) -> String {
        format!("{}/acme/challenge/{id}/{}", self.base, kind.code())
    }

    /// A certificate with one of its chains.
    pub fn certificate(&self, id: &CertificateId, chain: usize) -> String {
        match chain {
            0 => format!("{}/acme/certificate/{id}", self.base),
            other => format!("{}/acme/certificate/{id}/{other}", self.base),
        }
    }
}
