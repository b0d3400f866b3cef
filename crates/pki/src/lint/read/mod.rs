//! Reads signed documents once, strictly as DER, into facts that point into the bytes; rules then look at the facts.
//! What cannot be read strictly is itself a finding, so no rule sees half a document.

mod access;
mod certificate;
mod elements;
mod extensions;
mod key;
mod known;
mod name;
mod ocsp;
mod revocation_list;
mod time;

pub(super) use certificate::Certificate;
pub(super) use elements::Elements;
pub(super) use key::KeyKind;
pub(super) use known::Known;
pub(super) use name::{Attribute, Name};
pub(super) use ocsp::{OcspResponse, Status};
pub(super) use revocation_list::{IssuingPoint, RevocationList};
pub(super) use time::Time;

use crate::asn1::Asn1Error;

/// A part of a document that is not the DER it has to be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Unreadable {
    /// The part, for people.
    pub part: &'static str,
    /// What is wrong.
    pub cause: Asn1Error,
}

/// Names the part in which reading failed.
pub(super) fn part(part: &'static str) -> impl Fn(Asn1Error) -> Unreadable {
    move |cause| Unreadable { part, cause }
}
