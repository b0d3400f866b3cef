//! Authorities elsewhere that issue for a brand, spoken to over ACME (RFC 8555).

use chancery_domain::time::Timestamp;
use chancery_domain::upstream::RenewalWindow;
use chancery_pki::certificate::CertificateFacts;
use futures_util::future::BoxFuture;
use zeroize::Zeroizing;

/// An upstream of the configuration.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Upstream {
    /// Its name there.
    pub name: String,
    /// Its directories, the preferred one first.
    pub directories: Vec<String>,
}

/// The key of our account at a directory: secret.
pub type AccountKey = Zeroizing<Vec<u8>>;

/// Who is asked, and as whom.
#[derive(Clone)]
pub struct Session {
    /// The upstream's name.
    pub upstream: String,
    /// The directory's address.
    pub directory: String,
    /// Our account there.
    pub account: AccountKey,
}

/// The answer to a challenge.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Proof {
    /// To an http-01 challenge (RFC 8555 section 8.3).
    Http {
        /// The last part of the path.
        token: String,
        /// The key authorization.
        content: String,
    },
    /// To a dns-01 challenge (RFC 8555 section 8.4).
    Dns(TxtRecord),
}

/// A TXT record that the operator's program publishes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TxtRecord {
    /// Its name, without a dot at the end.
    pub name: String,
    /// Its text.
    pub value: String,
}

/// How far an order is at the directory.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Progress {
    /// Names are to be proved: these answers are to be published, then [`Upstreams::prove`] is to be called.
    ToProve(Vec<Proof>),
    /// The directory is at work.
    Waiting {
        /// Seconds until the next look, if the directory says.
        seconds: Option<i64>,
    },
    /// All names are proved; the CSR is to be handed in.
    ToFinalize,
    /// The certificate, then those above it.
    Issued(Vec<Vec<u8>>),
}

/// Why the directory did not do what was asked.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum UpstreamError {
    /// It could not be reached, or failed by itself.
    #[error("the directory cannot be reached: {0}")]
    Unreachable(String),
    /// It refused, or the order came to nothing.
    #[error("the directory refused: {0}")]
    Refused(String),
    /// The configuration has no such upstream any more.
    #[error("the configuration has no upstream {0:?}")]
    Unknown(String),
}

/// Speaks ACME to upstreams.
///
/// Contract: every call ends within the policy's time; each may be repeated after a crash with the same input, and
/// none but [`Upstreams::open`] makes a second thing at the directory when it is.
pub trait Upstreams: Send + Sync {
    /// The upstream that issues for a brand, if one does.
    fn for_brand(&self, brand: &str) -> Option<Upstream>;
    /// The upstream of this name.
    fn named(&self, name: &str) -> Option<Upstream>;
    /// A key for an account of ours. The account is made with it when a session first needs it, so the key is kept
    /// before it is used: a crash then leaves no account whose key is lost.
    ///
    /// # Errors
    /// Only when there is no chance to make one from.
    fn fresh_key(&self) -> Result<AccountKey, UpstreamError>;
    /// Opens an order for these names and returns its address. `replaces` is the certificate that it renews.
    fn open<'a>(
        &'a self,
        session: &'a Session,
        names: &'a [String],
        replaces: Option<&'a CertificateFacts>,
    ) -> BoxFuture<'a, Result<String, UpstreamError>>;
    /// Looks how far an order is.
    fn look<'a>(
        &'a self,
        session: &'a Session,
        order: &'a str,
    ) -> BoxFuture<'a, Result<Progress, UpstreamError>>;
    /// Publishes an answer in the DNS; returns when it can be seen.
    fn publish<'a>(
        &'a self,
        upstream: &'a str,
        record: &'a TxtRecord,
    ) -> BoxFuture<'a, Result<(), UpstreamError>>;
    /// Takes back what [`Upstreams::publish`] published.
    fn take_back<'a>(
        &'a self,
        upstream: &'a str,
        record: &'a TxtRecord,
    ) -> BoxFuture<'a, Result<(), UpstreamError>>;
    /// Tells the directory that the answers are published.
    fn prove<'a>(&'a self, session: &'a Session, order: &'a str) -> BoxFuture<'a, Result<(), UpstreamError>>;
    /// Hands in the CSR.
    fn finalize<'a>(
        &'a self,
        session: &'a Session,
        order: &'a str,
        csr_der: &'a [u8],
    ) -> BoxFuture<'a, Result<(), UpstreamError>>;
    /// When the certificate should be renewed, and in how many seconds to ask again; nothing when the directory gives
    /// no such advice (RFC 9773).
    fn renewal<'a>(
        &'a self,
        session: &'a Session,
        leaf: &'a CertificateFacts,
        now: Timestamp,
    ) -> BoxFuture<'a, Result<Option<(RenewalWindow, i64)>, UpstreamError>>;
    /// Revokes a certificate for a reason code of RFC 5280 section 5.3.1. One that is revoked already is no error.
    fn revoke<'a>(
        &'a self,
        session: &'a Session,
        leaf_der: &'a [u8],
        reason: u8,
    ) -> BoxFuture<'a, Result<(), UpstreamError>>;
}
