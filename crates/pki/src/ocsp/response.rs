//! OCSP answers (RFC 6960 section 4.2), written and signed.

use crate::asn1::{generalized_time_der, oid, tag, writer};
use crate::certificate::CertificateFacts;
use crate::digest::sha1;
use crate::private_key::{PrivateKeyError, Signer};
use chancery_domain::time::Timestamp;

/// Answers that are not signed (RFC 6960 section 2.3); anybody could have made them, so they claim nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ErrorStatus {
    /// The request cannot be read.
    MalformedRequest,
    /// A fault of ours.
    InternalError,
    /// Not now.
    TryLater,
    /// This responder does not speak for that certificate (RFC 5019 section 2.2.3).
    Unauthorized,
}

impl ErrorStatus {
    /// The whole answer.
    pub const fn der(self) -> &'static [u8] {
        match self {
            ErrorStatus::MalformedRequest => &[0x30, 3, tag::ENUMERATED, 1, 1],
            ErrorStatus::InternalError => &[0x30, 3, tag::ENUMERATED, 1, 2],
            ErrorStatus::TryLater => &[0x30, 3, tag::ENUMERATED, 1, 3],
            ErrorStatus::Unauthorized => &[0x30, 3, tag::ENUMERATED, 1, 6],
        }
    }
}

/// What is said of one certificate.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Status {
    /// It was issued and is not revoked.
    Good,
    /// It is revoked.
    Revoked {
        /// Since when.
        at: Timestamp,
        /// CRLReason; 0 is left out.
        reason: u8,
    },
    /// Nothing is known of it.
    Unknown,
}

/// One certificate in an answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Single<'a> {
    /// The CertID as it was asked.
    pub cert_id: &'a [u8],
    /// What is said of it.
    pub status: Status,
    /// From when this was known to be so.
    pub this_update: Timestamp,
    /// Until when something newer is there.
    pub next_update: Timestamp,
}

/// Who signs answers: the issuer itself, or one with a certificate of the issuer's for this purpose.
#[derive(Clone, Copy, Debug)]
pub struct Identity<'a> {
    /// The signer's certificate.
    pub certificate: &'a CertificateFacts,
    /// The signer's key.
    pub key: &'a dyn Signer,
    /// Whether the certificate goes with the answer: only a delegated responder's has to (RFC 6960 section 4.2.2.2).
    pub attach: bool,
}

/// An answer to be signed.
#[derive(Clone, Copy, Debug)]
pub struct Answer<'a> {
    /// When it is signed.
    pub produced_at: Timestamp,
    /// The certificates.
    pub singles: &'a [Single<'a>],
    /// The request's nonce.
    pub nonce: Option<&'a [u8]>,
}

/// Signs an answer and returns the whole OCSPResponse.
///
/// # Errors
/// [`PrivateKeyError`] when the key does not sign.
pub fn answer(identity: &Identity<'_>, answer: &Answer<'_>) -> Result<Vec<u8>, PrivateKeyError> {
    let mut singles = Vec::with_capacity(answer.singles.len() * 128);
    for one in answer.singles {
        singles.extend(single(one));
    }
    // byKey: shorter than the name, and the same for every certificate of the key (RFC 6960 section 4.2.2.3).
    let key_hash = writer::octet_string(&sha1(identity.certificate.public_key.key_bits()));
    let nonce = answer.nonce.map(|nonce| {
        let extension = writer::extension(oid::OCSP_NONCE, false, &writer::octet_string(nonce));
        writer::element(tag::context(1), &writer::sequence(&[&extension]))
    });
    let data = writer::sequence(&[
        &writer::element(tag::context(2), &key_hash),
        &generalized_time_der(answer.produced_at),
        &writer::element(tag::SEQUENCE, &singles),
        &nonce.unwrap_or_default(),
    ]);
    let signature = writer::bit_string(&identity.key.sign(&data)?);
    let certificates = if identity.attach {
        writer::element(tag::context(0), &writer::sequence(&[&identity.certificate.der]))
    } else {
        Vec::new()
    };
    let basic = writer::sequence(&[&data, &identity.key.signature_algorithm(), &signature, &certificates]);
    let bytes = writer::sequence(&[&writer::oid(oid::OCSP_BASIC), &writer::octet_string(&basic)]);
    // responseStatus successful.
    Ok(writer::sequence(&[&[tag::ENUMERATED, 1, 0], &writer::element(tag::context(0), &bytes)]))
}

fn single(one: &Single<'_>) -> Vec<u8> {
    let status = match one.status {
        Status::Good => vec![tag::context_primitive(0), 0],
        Status::Unknown => vec![tag::context_primitive(2), 0],
        Status::Revoked { at, reason } => {
            let given = [tag::ENUMERATED, 1, reason];
            let reason = if reason == 0 { Vec::new() } else { writer::element(tag::context(0), &given) };
            writer::constructed(tag::context(1), &[&generalized_time_der(at), &reason])
        }
    };
    let next_update = writer::element(tag::context(0), &generalized_time_der(one.next_update));
    writer::sequence(&[one.cert_id, &status, &generalized_time_der(one.this_update), &next_update])
}
