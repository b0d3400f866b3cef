//! The room of dated limits: what the Baseline Requirements and the service allow at a given moment (trust policy
//! section 1), read from one TOML file that is compiled in and may be replaced by the operator (A8).

mod acme;
mod acme_wire;
mod check;
mod data_file;
mod limits;
mod money;
mod ocsp;
mod orders;
mod organization;
mod perspective;
mod proof;
mod renewal;
mod review;
mod revocation_request;
mod schedule;
mod transparency;
mod upstream;
mod validity;

pub use acme::{AcmePolicy, AcmeRates, Rate};
pub use acme_wire::AcmeWirePolicy;
pub use data_file::DataFileError;
pub use data_file::DataFileError as PolicyError;
pub(crate) use data_file::{Checker, read};
pub use limits::{
    AuthorityPolicy, IssuancePolicy, KeyPolicy, Limits, LintPolicy, NamePolicy, QuotaPolicy,
    RevocationListPolicy,
};
pub use money::MoneyPolicy;
pub use ocsp::OcspPolicy;
pub use orders::{BenefitPolicy, OrderPolicy};
pub use organization::OrganizationPolicy;
pub use perspective::{Dissent, Perspectives};
pub use proof::{
    CaaPolicy, ChallengePolicy, DnssecPolicy, FileProofPolicy, Http01Policy, MethodGone, RetiredMethod,
    ValidationPolicy,
};
pub use renewal::{ReissuePolicy, RenewalPolicy};
pub use review::{Refusal, ReviewPolicy, ReviewWord, WordMatch, word_review};
pub use revocation_request::RevocationRequestPolicy;
pub use schedule::{DatedDays, UtcDate};
pub use validity::{ValidityPeriod, ValidityTooLong};

pub use transparency::TransparencyPolicy;
pub use upstream::UpstreamPolicy;

use serde::Deserialize;

/// All rules of one policy file.
#[derive(Clone, PartialEq, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    validity: Vec<DatedDays>,
    domain_reuse: Vec<DatedDays>,
    organisation_reuse: Vec<DatedDays>,
    perspectives: Vec<Perspectives>,
    perspective_dissent: Vec<Dissent>,
    methods_gone: Vec<MethodGone>,
    /// Random values in challenges.
    pub challenge: ChallengePolicy,
    /// DNSSEC at the primary viewpoint.
    pub dnssec: DnssecPolicy,
    /// CAA look-ups.
    pub caa: CaaPolicy,
    /// How long and how often proofs are looked for.
    pub validation: ValidationPolicy,
    /// The file proof's redirects, ports and statuses.
    pub file_proof: FileProofPolicy,
    /// Redirects of the http-01 check.
    pub http_01: Http01Policy,
    /// Limits on names of catalogue products.
    pub names: NamePolicy,
    /// The word review of DV names.
    pub review: ReviewPolicy,
    /// Subscriber keys.
    pub keys: KeyPolicy,
    /// Certificates being sealed.
    pub issuance: IssuancePolicy,
    /// Bounds of the lints.
    pub lint: LintPolicy,
    /// The embedded authorities.
    pub authority: AuthorityPolicy,
    /// Revocation lists.
    pub revocation_list: RevocationListPolicy,
    /// Revocations that tenants ask for.
    pub revocation_request: RevocationRequestPolicy,
    /// Certificate Transparency logs.
    pub transparency: TransparencyPolicy,
    /// The OCSP responder.
    pub ocsp: OcspPolicy,
    /// Upstream authorities.
    pub upstream: UpstreamPolicy,
    /// Renewal, terms longer than one certificate, and automatic renewal.
    pub renewal: RenewalPolicy,
    /// Reissues.
    pub reissue: ReissuePolicy,
    /// Organisation profiles.
    pub organization: OrganizationPolicy,
    /// Free certificates in force.
    pub quota: QuotaPolicy,
    /// Balances, vouchers, gift cards and reports of payment processors.
    pub money: MoneyPolicy,
    /// Purchases.
    pub orders: OrderPolicy,
    /// Benefit points and extra places.
    pub benefits: BenefitPolicy,
    /// Sizes of requests, pages and texts.
    pub limits: Limits,
    /// The ACME server.
    pub acme: AcmePolicy,
    /// ACME's wire.
    pub acme_wire: AcmeWirePolicy,
}

/// The file that is compiled in.
const COMPILED_IN: &str = include_str!("../../data/policy.toml");
/// What messages call it.
const COMPILED_IN_LABEL: &str = "compiled-in policy.toml";

impl Policy {
    /// Reads and checks a policy file; `file_label` is what errors call it.
    ///
    /// # Errors
    /// The first fault found, with file, key and rule.
    pub fn parse(file_label: &str, text: &str) -> Result<Self, PolicyError> {
        let policy: Policy = read(file_label, text)?;
        check::check(&policy, file_label)?;
        Ok(policy)
    }

    /// The policy that is compiled in.
    ///
    /// # Errors
    /// None in a build whose tests passed: a test reads the file.
    pub fn compiled_in() -> Result<Self, PolicyError> {
        Policy::parse(COMPILED_IN_LABEL, COMPILED_IN)
    }
}

#[cfg(test)]
mod tests;
