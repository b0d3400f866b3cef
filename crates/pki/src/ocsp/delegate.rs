//! Certificates of delegated OCSP responders (RFC 6960 section 4.2.2.2, BR 7.1.2.8): short-lived, so that nobody has
//! to ask whether they are revoked themselves.

use crate::asn1::{oid, tag, time_der, writer};
use crate::certificate::CertificateFacts;
use crate::distinguished_name::push_attribute;
use crate::leaf::{LeafError, key_identifier};
use crate::private_key::Signer;
use crate::public_key::PublicKey;
use chancery_domain::time::Timestamp;

/// The to-be-signed bytes of a responder's certificate: key usage digitalSignature, extended key usage OCSPSigning alone,
/// id-pkix-ocsp-nocheck, and no pointers.
///
/// # Errors
/// [`LeafError`] when the issuer cannot sign it for this period, or the key cannot be read.
pub fn responder_certificate_tbs(
    issuer: &CertificateFacts,
    issuer_key: &dyn Signer,
    spki_der: &[u8],
    serial: &[u8],
    not_before: Timestamp,
    not_after: Timestamp,
) -> Result<Vec<u8>, LeafError> {
    if not_after <= not_before {
        return Err(LeafError::EmptyValidity);
    }
    if not_after > issuer.not_after || not_before < issuer.not_before {
        return Err(LeafError::OutsideIssuerValidity {
            not_before: not_before.rfc3339(),
            not_after: not_after.rfc3339(),
            issuer_not_before: issuer.not_before.rfc3339(),
            issuer_not_after: issuer.not_after.rfc3339(),
        });
    }
    let Some(identifier) = &issuer.extensions.subject_key_identifier else {
        return Err(LeafError::IssuerUnfit("it has no subject key identifier"));
    };
    let public = PublicKey::from_spki(spki_der).map_err(|_| LeafError::SubjectKey)?;
    let mut subject = Vec::new();
    // Required as in an authority's own name (BR 7.1.2.8, 7.1.2.10.2).
    for identifier in [oid::COUNTRY, oid::ORGANIZATION] {
        if let Some(value) = issuer.subject.first(identifier) {
            push_attribute(&mut subject, identifier, value);
        }
    }
    let name = format!("{} OCSP", issuer.common_name().unwrap_or("Chancery"));
    // Upper bound of a common name (RFC 5280 appendix A.1).
    let name: String = name.chars().rev().take(64).collect::<Vec<_>>().into_iter().rev().collect();
    push_attribute(&mut subject, oid::COMMON_NAME, &name);
    let authority = writer::sequence(&[&writer::element(tag::context_primitive(0), identifier)]);
    let own = writer::octet_string(&key_identifier(public.key_bits()));
    let extensions = writer::sequence(&[
        &writer::extension(oid::AUTHORITY_KEY_IDENTIFIER, false, &authority),
        &writer::extension(oid::SUBJECT_KEY_IDENTIFIER, false, &own),
        &writer::extension(oid::KEY_USAGE, true, &writer::named_bits(&[0])),
        &writer::extension(
            oid::EXTENDED_KEY_USAGE,
            false,
            &writer::sequence(&[&writer::oid(oid::OCSP_SIGNING)]),
        ),
        &writer::extension(oid::OCSP_NO_CHECK, false, &writer::null()),
    ]);
    Ok(writer::sequence(&[
        &[0xa0, 3, tag::INTEGER, 1, 2],
        &writer::unsigned_integer(serial),
        &issuer_key.signature_algorithm(),
        &issuer.subject_der,
        &writer::sequence(&[&time_der(not_before), &time_der(not_after)]),
        &writer::element(tag::SEQUENCE, &subject),
        spki_der,
        &writer::element(tag::context(3), &extensions),
    ]))
}
