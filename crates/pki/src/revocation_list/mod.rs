//! Certificate revocation lists (RFC 5280 section 5), written and read.

mod read;

pub use read::{ListedCertificate, RevocationListError, RevocationListFacts};

use crate::asn1::{oid, tag, time_der, writer};
use crate::certificate::CertificateFacts;
use crate::leaf::LeafError;
use crate::private_key::Signer;
use chancery_domain::time::Timestamp;

/// Number and period of one list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ListTerm {
    /// Grows with every list of an issuer (RFC 5280 section 5.2.3).
    pub number: u64,
    /// When it was made.
    pub this_update: Timestamp,
    /// When the next one is there at the latest.
    pub next_update: Timestamp,
}

/// A revoked certificate to be listed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// The serial's octets, big endian.
    pub serial: Vec<u8>,
    /// When it was revoked.
    pub revoked_at: Timestamp,
    /// CRLReason; 0 is left out (BR 7.2.2, RFC 5280 section 5.3.1).
    pub reason: u8,
}

/// Writes a list signed by its issuer. `point` is the URL that the listed certificates name, for a list that is only a
/// part; it stands in a critical issuing distribution point in the very bytes of the certificates' own pointer (RFC 5280
/// section 5.2.5, BR 7.2.2.1).
///
/// The issuer's name and key identifier are copied from its certificate byte for byte, so that the list is found by
/// whoever verifies what that issuer signed.
///
/// # Errors
/// [`LeafError`] when the certificate is not the key's, cannot sign lists, or the period is empty.
pub fn write(
    issuer: &CertificateFacts,
    key: &dyn Signer,
    term: &ListTerm,
    point: Option<&str>,
    entries: &[Entry],
) -> Result<Vec<u8>, LeafError> {
    if key.public_key_spki()? != issuer.public_key.spki() {
        return Err(LeafError::OtherIssuerKey);
    }
    if term.next_update <= term.this_update {
        return Err(LeafError::EmptyValidity);
    }
    if issuer.extensions.key_usage.is_some_and(|usage| !usage.crl_sign) {
        return Err(LeafError::IssuerUnfit("its key usage does not allow signing revocation lists"));
    }
    let Some(identifier) = &issuer.extensions.subject_key_identifier else {
        return Err(LeafError::IssuerUnfit("it has no subject key identifier"));
    };
    let algorithm = key.signature_algorithm();
    let authority = writer::sequence(&[&writer::element(tag::context_primitive(0), identifier)]);
    let number = writer::unsigned_integer(&term.number.to_be_bytes());
    let point = point.map(issuing_distribution_point).unwrap_or_default();
    let extensions = writer::sequence(&[
        &writer::extension(oid::AUTHORITY_KEY_IDENTIFIER, false, &authority),
        &writer::extension(oid::CRL_NUMBER, false, &number),
        &point,
    ]);
    let to_be_signed = writer::sequence(&[
        // Version 2 is the number 1.
        &[tag::INTEGER, 1, 1],
        &algorithm,
        &issuer.subject_der,
        &time_der(term.this_update),
        &time_der(term.next_update),
        &revoked_certificates(entries),
        &writer::element(tag::context(0), &extensions),
    ]);
    let signature = key.sign(&to_be_signed)?;
    Ok(writer::sequence(&[&to_be_signed, &algorithm, &writer::bit_string(&signature)]))
}

/// Absent when there is none (RFC 5280 section 5.1.2.6).
fn revoked_certificates(entries: &[Entry]) -> Vec<u8> {
    if entries.is_empty() {
        return Vec::new();
    }
    let mut content = Vec::with_capacity(entries.len() * 56);
    for entry in entries {
        let reason = if entry.reason == 0 {
            Vec::new()
        } else {
            let value = [tag::ENUMERATED, 1, entry.reason];
            writer::sequence(&[&writer::extension(oid::CRL_REASON, false, &value)])
        };
        let serial = writer::unsigned_integer(&entry.serial);
        writer::push_header(
            &mut content,
            tag::SEQUENCE,
            serial.len() + time_der(entry.revoked_at).len() + reason.len(),
        );
        content.extend_from_slice(&serial);
        content.extend_from_slice(&time_der(entry.revoked_at));
        content.extend_from_slice(&reason);
    }
    writer::element(tag::SEQUENCE, &content)
}

/// `{ distributionPoint [0] { fullName [0] { URI } }, onlyContainsUserCerts [1] TRUE }`: parts hold leaves only.
fn issuing_distribution_point(url: &str) -> Vec<u8> {
    let uri = writer::element(tag::context_primitive(6), url.as_bytes());
    let name = writer::element(tag::context(0), &writer::element(tag::context(0), &uri));
    let user_certificates = [tag::context_primitive(1), 1, 0xff];
    let value = writer::sequence(&[&name, &user_certificates]);
    writer::extension(oid::ISSUING_DISTRIBUTION_POINT, true, &value)
}
