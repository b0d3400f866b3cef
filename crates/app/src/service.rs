//! The service as the use-cases see it: the register, the rules, and the ports to the outside.

use crate::board::Board;
use crate::desk::Desk;
use crate::ports::{Authority, Logs, Prober, Store, Upstreams};
use crate::vault::Vault;
use chancery_domain::catalogue::{Catalogue, Guide};
use chancery_domain::policy::Policy;
use chancery_domain::profile::Profiles;
use chancery_domain::validation::PerspectiveMode;
use chancery_pki::certificate::CertificateFacts;
use chancery_pki::key_check::KeyRules;
use std::sync::Arc;
use tokio::sync::Notify;

/// What the operator decides about the use-cases.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The zone under which the targets of CNAME proofs stand.
    pub cname_zone: String,
    /// Where download links lead: scheme, host and port, without a slash at the end.
    pub public_url: String,
    /// The issuer domains that are ours in CAA records, in lower case (RFC 8659).
    pub caa_identities: Vec<String>,
    /// Whether validation needs the remote perspectives that the policy wants.
    pub perspectives: PerspectiveMode,
    /// Whether new ACME accounts need an external account binding.
    pub require_eab: bool,
    /// The terms that new ACME accounts agree to; without them nothing need be agreed to.
    pub terms_of_service: Option<String>,
    /// A name for this node, in the leases of its tasks.
    pub node: String,
}

/// The service. Cheap to clone.
#[derive(Clone)]
pub struct App {
    /// The register.
    pub store: Store,
    /// Seals and opens secrets.
    pub vault: Arc<Vault>,
    /// What is sold.
    pub catalogue: Arc<Catalogue>,
    /// Which products suit whom (A6).
    pub guide: Arc<Guide>,
    /// The dated rules.
    pub policy: Arc<Policy>,
    /// What reviewers work by.
    pub desk: Arc<Desk>,
    /// The kinds of certificates.
    pub profiles: Arc<Profiles>,
    /// What subscribers' keys are held against: limits, and keys that nobody may use.
    pub key_rules: Arc<KeyRules>,
    /// Roots that chains are checked against: the embedded authority's and the public ones.
    pub trusted_roots: Arc<Vec<CertificateFacts>>,
    /// Looks for proofs.
    pub prober: Arc<dyn Prober>,
    /// Signs.
    pub authority: Arc<dyn Authority>,
    /// Shows precertificates to Certificate Transparency logs.
    pub logs: Arc<dyn Logs>,
    /// Speaks to authorities elsewhere that issue for a brand.
    pub upstreams: Arc<dyn Upstreams>,
    /// What this node remembers of revocations.
    pub revocation: Arc<Board>,
    /// The operator's decisions.
    pub settings: Arc<Settings>,
    /// Rung when a task was stored that is due now, so that the engine need not wait for its next round.
    pub tasks_due: Arc<Notify>,
}

/// Rows of a page: what was asked for or the default, never more than the maximum.
pub(crate) fn page_size(wanted: Option<u64>, default: i64, maximum: i64) -> u64 {
    let (default, maximum) = (u64::try_from(default).unwrap_or(0), u64::try_from(maximum).unwrap_or(0));
    wanted.unwrap_or(default).min(maximum)
}
