//! Which resource a path means. Written out instead of a table, since the same look also reads the ids.

use chancery_domain::acme::{AcmeAccountId, AcmeOrderId, AuthorizationId, ChallengeType};
use chancery_domain::ids::CertificateId;

/// A resource; a directory's name comes along where the resource stands in every directory.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Route {
    /// A directory.
    Directory(Option<String>),
    /// New nonces.
    NewNonce,
    /// New accounts.
    NewAccount,
    /// New orders.
    NewOrder(Option<String>),
    /// Authorizations ahead of orders.
    NewAuthorization(Option<String>),
    /// Revocation.
    RevokeCertificate,
    /// Another account key.
    KeyChange,
    /// The renewal window of a certificate, by its ARI identifier.
    RenewalInfo(String),
    /// An account.
    Account(AcmeAccountId),
    /// Its orders.
    Orders(AcmeAccountId),
    /// An order.
    Order(AcmeOrderId),
    /// Where its CSR goes.
    Finalize(AcmeOrderId),
    /// Its current certificate, when it renews itself.
    StarCertificate(AcmeOrderId),
    /// An authorization.
    Authorization(AuthorizationId),
    /// One of its challenges.
    Challenge(AuthorizationId, ChallengeType),
    /// A certificate with one of its chains.
    Certificate(CertificateId, usize),
}

/// The names of resources: no directory can be called so.
pub const RESOURCES: [&str; 13] = [
    "directory",
    "new-nonce",
    "new-account",
    "new-order",
    "new-authz",
    "revoke-cert",
    "key-change",
    "renewal-info",
    "account",
    "order",
    "authorization",
    "challenge",
    "certificate",
];

impl Route {
    /// The resource of a path below `/acme/`; nothing when there is none.
    pub fn of(path: &str) -> Option<Route> {
        let mut parts = path.strip_prefix("/acme/")?.split('/');
        let (first, second, third) = (parts.next()?, parts.next(), parts.next());
        if parts.next().is_some() {
            return None;
        }
        match (first, second, third) {
            ("directory", None, None) => Some(Route::Directory(None)),
            ("new-nonce", None, None) => Some(Route::NewNonce),
            ("new-account", None, None) => Some(Route::NewAccount),
            ("new-order", None, None) => Some(Route::NewOrder(None)),
            ("new-authz", None, None) => Some(Route::NewAuthorization(None)),
            ("revoke-cert", None, None) => Some(Route::RevokeCertificate),
            ("key-change", None, None) => Some(Route::KeyChange),
            ("renewal-info", Some(id), None) => Some(Route::RenewalInfo(id.to_owned())),
            ("account", Some(id), None) => id.parse().ok().map(Route::Account),
            ("account", Some(id), Some("orders")) => id.parse().ok().map(Route::Orders),
            ("order", Some(id), None) => id.parse().ok().map(Route::Order),
            ("order", Some(id), Some("finalize")) => id.parse().ok().map(Route::Finalize),
            ("order", Some(id), Some("certificate")) => id.parse().ok().map(Route::StarCertificate),
            ("authorization", Some(id), None) => id.parse().ok().map(Route::Authorization),
            ("challenge", Some(id), Some(kind)) => {
                Some(Route::Challenge(id.parse().ok()?, ChallengeType::from_code(kind)?))
            }
            ("certificate", Some(id), None) => Some(Route::Certificate(id.parse().ok()?, 0)),
            ("certificate", Some(id), Some(chain)) => {
                // One spelling for each chain: no sign, no leading zero, and 0 has the short URL.
                let index = chain.parse::<usize>().ok().filter(|index| *index > 0)?;
                (index.to_string() == chain).then_some(Route::Certificate(id.parse().ok()?, index))
            }
            (name, Some("directory"), None) => Some(Route::Directory(Some(name.to_owned()))),
            (name, Some("new-order"), None) => Some(Route::NewOrder(Some(name.to_owned()))),
            (name, Some("new-authz"), None) => Some(Route::NewAuthorization(Some(name.to_owned()))),
            _ => None,
        }
    }

    /// For the log and the metrics.
    pub fn action(&self) -> &'static str {
        match self {
            Route::Directory(_) => "acme-directory",
            Route::NewNonce => "acme-new-nonce",
            Route::NewAccount => "acme-new-account",
            Route::NewOrder(_) => "acme-new-order",
            Route::NewAuthorization(_) => "acme-new-authz",
            Route::RevokeCertificate => "acme-revoke-cert",
            Route::KeyChange => "acme-key-change",
            Route::RenewalInfo(_) => "acme-renewal-info",
            Route::Account(_) => "acme-account",
            Route::Orders(_) => "acme-orders",
            Route::Order(_) => "acme-order",
            Route::Finalize(_) => "acme-finalize",
            Route::StarCertificate(_) => "acme-star-certificate",
            Route::Authorization(_) => "acme-authorization",
            Route::Challenge(..) => "acme-challenge",
            Route::Certificate(..) => "acme-certificate",
        }
    }

    /// The methods that it answers, for `Allow` (RFC 9110 section 10.2.1).
    pub fn allow(&self) -> &'static str {
        match self {
            Route::Directory(_) | Route::RenewalInfo(_) => "GET, HEAD",
            Route::NewNonce => "GET, HEAD",
            Route::StarCertificate(_) => "GET, HEAD, POST",
            _ => "POST",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_mean_one_resource_or_none() {
        let id = "0123456789abcdefABCDEF";
        for (path, action) in [
            ("/acme/directory", Some("acme-directory")),
            ("/acme/shortlived/directory", Some("acme-directory")),
            ("/acme/shortlived/new-order", Some("acme-new-order")),
            ("/acme/new-order", Some("acme-new-order")),
            (&format!("/acme/account/{id}"), Some("acme-account")),
            (&format!("/acme/account/{id}/orders"), Some("acme-orders")),
            (&format!("/acme/order/{id}/finalize"), Some("acme-finalize")),
            (&format!("/acme/challenge/{id}/http-01"), Some("acme-challenge")),
            ("/acme/certificate/e79vbLDZ", Some("acme-certificate")),
            ("/acme/certificate/e79vbLDZ/1", Some("acme-certificate")),
            ("/acme/certificate/e79vbLDZ/0", None),
            ("/acme/certificate/e79vbLDZ/01", None),
            ("/acme/certificate/e79vbLDZ/+1", None),
            ("/acme/certificate/short", None),
            (&format!("/acme/challenge/{id}/http-02"), None),
            (&format!("/acme/order/{id}/finalize/x"), None),
            (&format!("/acme/order/{id}/"), None),
            ("/acme/order/x", None),
            ("/acme/", None),
            ("/acme", None),
            ("/acme/new-order/", None),
            ("/other/directory", None),
        ] {
            assert_eq!(Route::of(path).map(|route| route.action()), action, "{path}");
        }
    }
}
