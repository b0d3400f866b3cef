//! Certificate revocation lists (RFC 5280 section 5). So far nothing can be revoked, so the lists are empty; every
//! certificate names one, and it has to answer (BR 7.1.2.7.6; must never happen, number 18).

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

/// Writes a list without entries, signed by its issuer.
///
/// The issuer's name and key identifier are copied from its certificate byte for byte, so that the list is found by
/// whoever verifies what that issuer signed.
///
/// # Errors
/// [`LeafError`] when the certificate is not the key's, cannot sign lists, or the period is empty.
pub fn empty_list(
    issuer: &CertificateFacts,
    key: &dyn Signer,
    term: &ListTerm,
) -> Result<Vec<u8>, LeafError> {
    if key.public_key_spki()? != issuer.public_key.spki() {
        return Err(LeafError::OtherIssuerKey);
    }
    if term.next_update <= term.this_update {
        return Err(LeafError::EmptyValidity);
    }
    let Some(identifier) = &issuer.extensions.subject_key_identifier else {
        return Err(LeafError::IssuerUnfit("it has no subject key identifier"));
    };
    let algorithm = key.signature_algorithm();
    let authority = writer::sequence(&[&writer::element(tag::context_primitive(0), identifier)]);
    let number = writer::unsigned_integer(&term.number.to_be_bytes());
    let extensions = writer::sequence(&[
        &writer::extension(oid::AUTHORITY_KEY_IDENTIFIER, false, &authority),
        &writer::extension(oid::CRL_NUMBER, false, &number),
    ]);
    let to_be_signed = writer::sequence(&[
        // Version 2 is the number 1.
        &[tag::INTEGER, 1, 1],
        &algorithm,
        &issuer.subject_der,
        &time_der(term.this_update),
        &time_der(term.next_update),
        &writer::element(tag::context(0), &extensions),
    ]);
    let signature = key.sign(&to_be_signed)?;
    Ok(writer::sequence(&[&to_be_signed, &algorithm, &writer::bit_string(&signature)]))
}
