//! Documents from outside: what they are, when they say they were signed, and who of their neighbours signed them.

use super::read::{Certificate, Elements, Known, OcspResponse, RevocationList};
use super::{Context, Finding, Issuer, authority, leaf, ocsp_response, responder, revocation_list};
use crate::asn1::{Reader, tag};
use chancery_domain::time::Timestamp;

/// What a document is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A subscriber's certificate or precertificate.
    Leaf,
    /// An authority's certificate.
    Authority,
    /// The certificate of a delegated OCSP responder.
    Responder,
    /// A certificate revocation list.
    RevocationList,
    /// An OCSP response.
    OcspResponse,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Kind; 5] =
        [Kind::Leaf, Kind::Authority, Kind::Responder, Kind::RevocationList, Kind::OcspResponse];

    /// Word for people and programs.
    pub fn code(self) -> &'static str {
        match self {
            Kind::Leaf => "leaf",
            Kind::Authority => "authority",
            Kind::Responder => "responder",
            Kind::RevocationList => "revocation-list",
            Kind::OcspResponse => "ocsp-response",
        }
    }

    /// The kind with this word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Guesses the kind from the outline of a whole DER document; `None` when it is none of them. A damaged
    /// certificate counts as a leaf's, so that the lint can say what is wrong with it.
    pub fn of(der: &[u8]) -> Option<Self> {
        /// ENUMERATED, the status of an OCSP response.
        const ENUMERATED: u8 = 0x0a;
        let whole = Reader::only(der, tag::SEQUENCE).ok()?;
        let first = whole.reader().next_element().ok()?;
        if first.tag == ENUMERATED {
            return Some(Kind::OcspResponse);
        }
        if first.tag != tag::SEQUENCE {
            return None;
        }
        // After the algorithm and the issuer a list has a time, a certificate the sequence of two.
        let has_time = Elements::new(first.content)
            .take(4)
            .any(|field| field.tag == tag::UTC_TIME || field.tag == tag::GENERALIZED_TIME);
        if has_time {
            return Some(Kind::RevocationList);
        }
        let Ok(certificate) = Certificate::read(der) else { return Some(Kind::Leaf) };
        let extensions = &certificate.extensions;
        Some(match extensions.basic_constraints {
            Some(constraints) if constraints.is_ca => Kind::Authority,
            _ if extensions.has(Known::OcspNoCheck) => Kind::Responder,
            _ => Kind::Leaf,
        })
    }
}

/// When a document says it was signed: notBefore, thisUpdate or producedAt. Nothing when it cannot be read.
pub fn signed_at(der: &[u8], kind: Kind) -> Option<Timestamp> {
    match kind {
        Kind::Leaf | Kind::Authority | Kind::Responder => Certificate::read(der).ok()?.not_before.moment,
        Kind::RevocationList => RevocationList::read(der).ok()?.this_update.moment,
        Kind::OcspResponse => OcspResponse::read(der).ok()?.body?.produced_at.moment,
    }
}

/// The certificate among `candidates` whose subject is the document's issuer, read as its issuer.
pub fn issuer_among<'a>(
    der: &[u8],
    kind: Kind,
    candidates: impl IntoIterator<Item = &'a [u8]>,
) -> Option<Issuer<'a>> {
    let certificate = Certificate::read(der).ok();
    let list = RevocationList::read(der).ok();
    let name = match kind {
        Kind::Leaf | Kind::Authority | Kind::Responder => certificate.as_ref()?.issuer.whole,
        Kind::RevocationList => list.as_ref()?.issuer.whole,
        Kind::OcspResponse => return None,
    };
    candidates.into_iter().find_map(|candidate| {
        let issuer = Certificate::read(candidate).ok()?;
        (issuer.subject.whole == name).then_some(())?;
        Some(Issuer {
            subject_der: issuer.subject.whole,
            key_identifier: issuer.extensions.subject_key_identifier,
            not_after: issuer.not_after.moment?,
        })
    })
}

/// Lints a document of this kind.
pub fn document(der: &[u8], kind: Kind, context: &Context<'_>) -> Vec<Finding> {
    match kind {
        Kind::Leaf => leaf(der, context),
        Kind::Authority => authority(der, context),
        Kind::Responder => responder(der, context),
        Kind::RevocationList => revocation_list(der, context),
        Kind::OcspResponse => ocsp_response(der, context),
    }
}
