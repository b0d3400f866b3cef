//! What was found good and may be used again: proofs of names (E5) and approvals of organisations (F4). What they are
//! worth at a moment is for the dated policy to say.

use super::Stored;
use chancery_domain::ids::{AccountId, CertificateId};
use chancery_domain::name::Name;
use chancery_domain::order::ProductCode;
use chancery_domain::time::Timestamp;

/// A name that was proved.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DomainEvidence {
    /// Whose.
    pub account: AccountId,
    /// For which organisation: [`chancery_domain::certificate::Applicant::organization_key`].
    pub organization: String,
    /// The name or address whose control was shown; never a wildcard.
    pub base: Name,
    /// Whether the proof covers `*.` before the name too.
    pub wildcards: bool,
    /// The certificate that it was proved for.
    pub certificate: CertificateId,
    /// When.
    pub proved_at: Timestamp,
}

/// Evidence that may be used again.
pub trait Evidences {
    /// Keeps a proof; one for the same name and organisation gives way to it.
    fn put_domain_evidence(&mut self, evidence: &DomainEvidence) -> Stored<()>;
    /// When the name was last proved for this account and organisation; for a wildcard only by a proof that covers
    /// those. Without `wildcards` every proof of the name counts.
    fn domain_evidence(
        &mut self,
        account: AccountId,
        organization: &str,
        base: &Name,
        wildcards: bool,
    ) -> Stored<Option<Timestamp>>;
    /// Forgets every proof of exactly this name, with and without what stands below it, for an applicant of the account.
    fn drop_proofs_of(&mut self, account: AccountId, organization: &str, base: &Name) -> Stored<()>;
    /// Forgets the proofs that were made for a certificate.
    fn drop_domain_evidence(&mut self, certificate: &CertificateId) -> Stored<()>;
    /// Keeps an approval of this information (SHA-256, hex) for a product, if it is later than the one kept.
    fn put_approval(
        &mut self,
        account: AccountId,
        product: ProductCode,
        information: &str,
        approved_at: Timestamp,
    ) -> Stored<()>;
    /// When the same information was last approved for the product.
    fn approval(
        &mut self,
        account: AccountId,
        product: ProductCode,
        information: &str,
    ) -> Stored<Option<Timestamp>>;
}
