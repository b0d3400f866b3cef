//! The certificate extensions (RFC 5280 section 4.2) that chains, lists and checks look at.

use crate::asn1::{Asn1Error, Element, Reader, oid, tag};
use crate::general_name::{GeneralName, read_general_names};
use crate::name_constraints;
use chancery_domain::hierarchy::NameConstraints;
use std::collections::HashSet;

/// What the extensions of a certificate say; absent ones are empty.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Extensions {
    /// Subject alternative names.
    pub alternative_names: Vec<GeneralName>,
    /// basicConstraints: cA.
    pub is_ca: bool,
    /// basicConstraints: pathLenConstraint.
    pub path_length: Option<u32>,
    /// subjectKeyIdentifier.
    pub subject_key_identifier: Option<Vec<u8>>,
    /// authorityKeyIdentifier: keyIdentifier.
    pub authority_key_identifier: Option<Vec<u8>>,
    /// keyUsage; `None` when absent, which means unrestricted.
    pub key_usage: Option<KeyUsage>,
    /// Object identifiers of extKeyUsage, dotted.
    pub extended_key_usage: Vec<String>,
    /// nameConstraints, for DNS names and addresses.
    pub name_constraints: Option<NameConstraints>,
    /// Policy identifiers, dotted.
    pub policies: Vec<String>,
    /// URLs of the issuer's certificate (caIssuers).
    pub ca_issuer_urls: Vec<String>,
    /// URLs of OCSP responders.
    pub ocsp_urls: Vec<String>,
    /// URLs of revocation lists.
    pub crl_urls: Vec<String>,
}

/// The bits of keyUsage that matter here.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct KeyUsage {
    /// digitalSignature.
    pub digital_signature: bool,
    /// keyEncipherment.
    pub key_encipherment: bool,
    /// dataEncipherment.
    pub data_encipherment: bool,
    /// keyAgreement.
    pub key_agreement: bool,
    /// keyCertSign.
    pub key_cert_sign: bool,
    /// cRLSign.
    pub crl_sign: bool,
}

impl Extensions {
    /// Reads `[3] Extensions`. An extension that occurs twice is malformed (RFC 5280 section 4.2).
    pub(super) fn read(wrapped: &Element<'_>) -> Result<Self, Asn1Error> {
        let mut inner = wrapped.reader();
        let mut list = inner.expect(tag::SEQUENCE)?.reader();
        inner.finish()?;
        let mut found = Self::default();
        let mut seen = HashSet::new();
        while !list.is_empty() {
            let mut extension = list.expect(tag::SEQUENCE)?.reader();
            let identifier = extension.expect(tag::OID)?.oid()?;
            if let Some(critical) = extension.optional(tag::BOOLEAN)? {
                critical.boolean()?;
            }
            let value = extension.expect(tag::OCTET_STRING)?.content;
            extension.finish()?;
            if !seen.insert(identifier) {
                return Err(Asn1Error::Value);
            }
            match identifier {
                i if i == oid::SUBJECT_ALT_NAME => found.alternative_names = read_general_names(value)?,
                i if i == oid::BASIC_CONSTRAINTS => {
                    let mut fields = Reader::only(value, tag::SEQUENCE)?.reader();
                    found.is_ca = match fields.optional(tag::BOOLEAN)? {
                        Some(flag) => flag.boolean()?,
                        None => false,
                    };
                    found.path_length =
                        fields.optional(tag::INTEGER)?.map(|length| length.small_integer()).transpose()?;
                }
                i if i == oid::SUBJECT_KEY_IDENTIFIER => {
                    found.subject_key_identifier =
                        Some(Reader::only(value, tag::OCTET_STRING)?.content.to_vec());
                }
                i if i == oid::AUTHORITY_KEY_IDENTIFIER => {
                    let mut fields = Reader::only(value, tag::SEQUENCE)?.reader();
                    found.authority_key_identifier =
                        fields.optional(tag::context_primitive(0))?.map(|key| key.content.to_vec());
                }
                i if i == oid::KEY_USAGE => found.key_usage = Some(read_key_usage(value)?),
                i if i == oid::EXTENDED_KEY_USAGE => {
                    let mut usages = Reader::only(value, tag::SEQUENCE)?.reader();
                    while !usages.is_empty() {
                        found.extended_key_usage.push(usages.expect(tag::OID)?.oid()?.to_string());
                    }
                }
                i if i == oid::NAME_CONSTRAINTS => {
                    found.name_constraints = Some(name_constraints::read(value)?);
                }
                i if i == oid::CERTIFICATE_POLICIES => {
                    let mut policies = Reader::only(value, tag::SEQUENCE)?.reader();
                    while !policies.is_empty() {
                        let policy = policies.expect(tag::SEQUENCE)?.reader().expect(tag::OID)?.oid()?;
                        found.policies.push(policy.to_string());
                    }
                }
                i if i == oid::AUTHORITY_INFO_ACCESS => found.read_information_access(value)?,
                i if i == oid::CRL_DISTRIBUTION_POINTS => found.crl_urls = read_crl_urls(value)?,
                _ => {}
            }
        }
        Ok(found)
    }

    fn read_information_access(&mut self, value: &[u8]) -> Result<(), Asn1Error> {
        let mut list = Reader::only(value, tag::SEQUENCE)?.reader();
        while !list.is_empty() {
            let mut fields = list.expect(tag::SEQUENCE)?.reader();
            let method = fields.expect(tag::OID)?.oid()?;
            let location = fields.next_element()?;
            if location.tag != tag::context_primitive(6) {
                continue;
            }
            let url = String::from_utf8_lossy(location.content).into_owned();
            if method == oid::ACCESS_CA_ISSUERS {
                self.ca_issuer_urls.push(url);
            } else if method == oid::ACCESS_OCSP {
                self.ocsp_urls.push(url);
            }
        }
        Ok(())
    }
}

fn read_key_usage(value: &[u8]) -> Result<KeyUsage, Asn1Error> {
    let bits = Reader::only(value, tag::BIT_STRING)?.content;
    let first = bits.get(1).copied().unwrap_or(0);
    Ok(KeyUsage {
        digital_signature: first & 0x80 != 0,
        key_encipherment: first & 0x20 != 0,
        data_encipherment: first & 0x10 != 0,
        key_agreement: first & 0x08 != 0,
        key_cert_sign: first & 0x04 != 0,
        crl_sign: first & 0x02 != 0,
    })
}

/// The URLs in the full names of the distribution points; other forms are passed over.
fn read_crl_urls(value: &[u8]) -> Result<Vec<String>, Asn1Error> {
    let mut urls = Vec::new();
    let mut points = Reader::only(value, tag::SEQUENCE)?.reader();
    while !points.is_empty() {
        let mut fields = points.expect(tag::SEQUENCE)?.reader();
        let Some(name) = fields.optional(tag::context(0))? else { continue };
        let Some(full_name) = name.reader().optional(tag::context(0))? else { continue };
        let mut locations = full_name.reader();
        while !locations.is_empty() {
            let location = locations.next_element()?;
            if location.tag == tag::context_primitive(6) {
                urls.push(String::from_utf8_lossy(location.content).into_owned());
            }
        }
    }
    Ok(urls)
}
