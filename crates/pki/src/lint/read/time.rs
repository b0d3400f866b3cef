//! A time as it stands in a document: its form and, if it has one, the moment.

use crate::asn1::{Element, read_time};
use chancery_domain::time::Timestamp;

/// UTCTime or GeneralizedTime.
#[derive(Clone, Copy, Debug)]
pub(in crate::lint) struct Time<'a> {
    /// UTCTime or GeneralizedTime, or any other tag that stands there.
    pub tag: u8,
    /// The characters.
    pub text: &'a [u8],
    /// The moment, if the form is RFC 5280's.
    pub moment: Option<Timestamp>,
}

impl<'a> Time<'a> {
    pub fn read(element: &Element<'a>) -> Self {
        Self { tag: element.tag, text: element.content, moment: read_time(element).ok() }
    }
}
