//! What a use-case wants certified, before an issuer, a serial and bytes are chosen.

use chancery_domain::ids::CertificateId;
use chancery_domain::organization::CertifiedOrganization;
use chancery_domain::policy::ValidityPeriod;
use std::net::IpAddr;

/// A certificate to be issued: proved names, a key, and the profile that says the rest.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Plan {
    /// The profile, by its name in the profiles file.
    pub profile: String,
    /// Whose issuer signs; nothing for the profile's own brand.
    pub brand: Option<String>,
    /// The certificate of the register that it is for; nothing for those without a life there.
    pub certificate: Option<CertificateId>,
    /// DNS names, A-labels; wildcards as `*.example.org`.
    pub dns_names: Vec<String>,
    /// IP addresses.
    pub ip_addresses: Vec<IpAddr>,
    /// Common name: a byte copy of one of the names, or nothing.
    pub common_name: Option<String>,
    /// The organisation that stands in the subject; nothing for DV.
    pub organization: Option<CertifiedOrganization>,
    /// The subscriber's SubjectPublicKeyInfo.
    pub spki_der: Vec<u8>,
    /// First and last second.
    pub period: ValidityPeriod,
}

/// A certificate with those above it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Signed {
    /// The certificate.
    pub leaf_der: Vec<u8>,
    /// Its issuer first, the root last.
    pub chain_der: Vec<Vec<u8>>,
}
