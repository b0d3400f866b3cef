//! Walks over elements that were read once before, and the primitive values as DER alone allows them.

use crate::asn1::{Asn1Error, Element, Reader, tag};

/// The elements of a constructed value, one after the other; ends at the first that is not DER, which does not happen
/// in values that [`Elements::check`] has seen.
#[derive(Clone, Debug)]
pub(in crate::lint) struct Elements<'a>(Reader<'a>);

impl<'a> Elements<'a> {
    pub fn new(content: &'a [u8]) -> Self {
        Self(Reader::new(content))
    }

    /// Reads all elements and hands each to `look`.
    pub fn check(
        content: &'a [u8],
        mut look: impl FnMut(&Element<'a>) -> Result<(), Asn1Error>,
    ) -> Result<(), Asn1Error> {
        let mut reader = Reader::new(content);
        while !reader.is_empty() {
            look(&reader.next_element()?)?;
        }
        Ok(())
    }
}

impl<'a> Iterator for Elements<'a> {
    type Item = Element<'a>;

    fn next(&mut self) -> Option<Element<'a>> {
        self.0.next_element().ok()
    }
}

/// A reader over the content of an element that has to be a SEQUENCE.
pub(super) fn sequence_of<'a>(element: &Element<'a>) -> Result<Reader<'a>, Asn1Error> {
    if element.tag == tag::SEQUENCE {
        Ok(element.reader())
    } else {
        Err(Asn1Error::Unexpected { expected: tag::SEQUENCE, found: element.tag })
    }
}

/// A BOOLEAN: 0x00 or 0xff (X.690 section 11.1).
pub(in crate::lint) fn strict_boolean(element: &Element<'_>) -> Result<bool, Asn1Error> {
    match (element.tag, element.content) {
        (tag::BOOLEAN, [0x00]) => Ok(false),
        (tag::BOOLEAN, [0xff]) => Ok(true),
        (tag::BOOLEAN, _) => Err(Asn1Error::Value),
        (found, _) => Err(Asn1Error::Unexpected { expected: tag::BOOLEAN, found }),
    }
}

/// The content of an INTEGER in the shortest form (X.690 section 8.3.2), sign bit and all.
pub(in crate::lint) fn strict_integer<'a>(element: &Element<'a>) -> Result<&'a [u8], Asn1Error> {
    match element.content {
        _ if element.tag != tag::INTEGER => {
            Err(Asn1Error::Unexpected { expected: tag::INTEGER, found: element.tag })
        }
        [] => Err(Asn1Error::Value),
        [0x00, next, ..] if next & 0x80 == 0 => Err(Asn1Error::Length),
        [0xff, next, ..] if next & 0x80 != 0 => Err(Asn1Error::Length),
        content => Ok(content),
    }
}

/// Up to 16 named bits, bit 0 being the highest of the result; trailing zeros are cut (X.690 section 11.2.2).
pub(in crate::lint) fn strict_named_bits(element: &Element<'_>) -> Result<u16, Asn1Error> {
    if element.tag != tag::BIT_STRING {
        return Err(Asn1Error::Unexpected { expected: tag::BIT_STRING, found: element.tag });
    }
    let (unused, high, low) = match element.content {
        [0] => return Ok(0),
        [unused, high] => (*unused, *high, 0),
        [unused, high, low] => (*unused, *high, *low),
        _ => return Err(Asn1Error::Value),
    };
    let last = if element.content.len() == 3 { low } else { high };
    if last == 0 || last.trailing_zeros() != u32::from(unused) {
        return Err(Asn1Error::Value);
    }
    Ok(u16::from_be_bytes([high, low]))
}

/// An OBJECT IDENTIFIER's content: every number in the fewest bytes (X.690 section 8.19.2).
pub(super) fn strict_oid<'a>(element: &Element<'a>) -> Result<&'a [u8], Asn1Error> {
    if element.tag != tag::OID {
        return Err(Asn1Error::Unexpected { expected: tag::OID, found: element.tag });
    }
    let mut begins = true;
    for byte in element.content {
        if begins && *byte == 0x80 {
            return Err(Asn1Error::Value);
        }
        begins = byte & 0x80 == 0;
    }
    // The last byte ends a number, and there is one at all.
    if begins && !element.content.is_empty() { Ok(element.content) } else { Err(Asn1Error::Value) }
}
