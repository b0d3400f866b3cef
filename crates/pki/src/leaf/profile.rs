//! What goes into a subscriber certificate: usages, policies, names, organisation.

use super::LeafError;
use crate::asn1::{oid, tag, writer};
use crate::digest::sha256;
use der::oid::ObjectIdentifier;
use std::net::IpAddr;

/// Usages and policies of a kind of certificate, written once and copied into each.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LeafProfile {
    extensions: Vec<u8>,
    encryption: bool,
}

impl LeafProfile {
    /// A profile for TLS servers, with client authentication if wanted, and the policies as dotted identifiers
    /// (2.23.140.1.2.1 for DV, BR 7.1.6.1).
    ///
    /// # Errors
    /// [`LeafError::PolicyIdentifier`].
    pub fn new(client_auth: bool, policy_oids: &[&str]) -> Result<Self, LeafError> {
        let mut extensions = extended_key_usage_extension(client_auth);
        if !policy_oids.is_empty() {
            extensions.extend(policies_extension(policy_oids)?);
        }
        Ok(Self { extensions, encryption: false })
    }

    /// The same for the encryption certificate of an SM2 pair (GM/T 0015): its key usage is for encryption alone.
    #[must_use]
    pub fn for_encryption(mut self) -> Self {
        self.encryption = true;
        self
    }

    pub(super) fn is_for_encryption(&self) -> bool {
        self.encryption
    }

    pub(super) fn extensions(&self) -> &[u8] {
        &self.extensions
    }
}

/// One subject alternative name of a certificate to be issued.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum San {
    /// A DNS name in A-label form, perhaps with `*` as its first label.
    Dns(String),
    /// An IP address.
    Ip(IpAddr),
}

impl San {
    /// The text of the name; IPv6 in the form of RFC 5952.
    pub fn text(&self) -> String {
        match self {
            San::Dns(name) => name.clone(),
            San::Ip(address) => address.to_string(),
        }
    }

    /// Appends the `GeneralName`.
    pub(super) fn push(&self, out: &mut Vec<u8>) -> Result<(), LeafError> {
        match self {
            San::Dns(name) if is_writable(name) => {
                writer::push(out, tag::context_primitive(2), name.as_bytes())
            }
            San::Dns(name) => return Err(LeafError::BadName(name.clone())),
            San::Ip(IpAddr::V4(address)) => writer::push(out, tag::context_primitive(7), &address.octets()),
            San::Ip(IpAddr::V6(address)) => writer::push(out, tag::context_primitive(7), &address.octets()),
        }
        Ok(())
    }
}

/// Must-never 13 as a last guard: lower-case letters, digits and hyphens in labels of 1 to 63, `*` only as the first.
fn is_writable(name: &str) -> bool {
    let plain = name.strip_prefix("*.").unwrap_or(name);
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    name.len() <= 253
        && plain.split('.').all(|label| {
            (1..=63).contains(&label.len())
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.bytes().all(allowed)
        })
}

/// The organisation part of an OV or EV subject; DV certificates have none.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OrganizationSubject {
    /// O.
    pub organization: String,
    /// L.
    pub locality: Option<String>,
    /// ST.
    pub province: Option<String>,
    /// C: two letters.
    pub country: String,
    /// What EV adds.
    pub extended: Option<ExtendedSubject>,
}

/// What the EV Guidelines add to a subject (7.1.4.2.3 to 7.1.4.2.5).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ExtendedSubject {
    /// businessCategory: one of the four words of the guidelines.
    pub business_category: String,
    /// jurisdictionCountryName: two letters.
    pub jurisdiction_country: String,
    /// serialNumber: the registration number, in characters of PrintableString.
    pub registration_number: String,
}

/// extKeyUsage with serverAuth, and clientAuth if wanted.
pub(crate) fn extended_key_usage_extension(client_auth: bool) -> Vec<u8> {
    let mut usages = writer::oid(oid::SERVER_AUTH);
    if client_auth {
        usages.extend(writer::oid(oid::CLIENT_AUTH));
    }
    writer::extension(oid::EXTENDED_KEY_USAGE, false, &writer::element(tag::SEQUENCE, &usages))
}

/// certificatePolicies without qualifiers.
pub(crate) fn policies_extension(policy_oids: &[&str]) -> Result<Vec<u8>, LeafError> {
    let mut policies = Vec::new();
    for text in policy_oids {
        let identifier =
            ObjectIdentifier::new(text).map_err(|_| LeafError::PolicyIdentifier((*text).to_owned()))?;
        policies.extend(writer::sequence(&[&writer::oid(identifier)]));
    }
    let value = writer::element(tag::SEQUENCE, &policies);
    Ok(writer::extension(oid::CERTIFICATE_POLICIES, false, &value))
}

/// A key identifier: the leftmost 160 bits of SHA-256 of the key bits (RFC 7093 section 2, method 1).
pub(crate) fn key_identifier(key_bits: &[u8]) -> Vec<u8> {
    let mut digest = sha256(key_bits).to_vec();
    digest.truncate(20);
    digest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn must_never_13_no_malformed_name_is_written() {
        for (name, writable) in [
            ("example.com", true),
            ("*.example.com", true),
            ("xn--fsqu00a.xn--0zwm56d", true),
            ("Example.com", false),
            ("example.com.", false),
            ("a..b", false),
            ("", false),
            ("*.*.example.com", false),
            ("a*.example.com", false),
            ("exa mple.com", false),
            ("a_b.example.com", false),
            ("-a.example.com", false),
            ("a-.example.com", false),
            ("ä.example.com", false),
            ("a\0.example.com", false),
        ] {
            assert_eq!(is_writable(name), writable, "{name:?}");
        }
        assert!(!is_writable(&format!("{}.com", "a".repeat(64))));
        assert!(!is_writable(&["a"; 128].join(".")));
    }
}
