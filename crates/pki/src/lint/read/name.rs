//! A distinguished name: its bytes, and its attributes in order.

use super::elements::{Elements, strict_oid};
use crate::asn1::{Asn1Error, Element, tag};

/// A `Name` (RFC 5280 section 4.1.2.4).
#[derive(Clone, Copy, Debug)]
pub(in crate::lint) struct Name<'a> {
    /// The whole, byte for byte.
    pub whole: &'a [u8],
    content: &'a [u8],
    /// A relative name holds more than one attribute.
    pub has_multiple_valued: bool,
}

/// One attribute of a name.
#[derive(Clone, Copy, Debug)]
pub(in crate::lint) struct Attribute<'a> {
    /// Content of the object identifier.
    pub oid: &'a [u8],
    /// String type.
    pub tag: u8,
    /// The characters.
    pub value: &'a [u8],
}

impl<'a> Name<'a> {
    pub fn read(element: &Element<'a>) -> Result<Self, Asn1Error> {
        if element.tag != tag::SEQUENCE {
            return Err(Asn1Error::Unexpected { expected: tag::SEQUENCE, found: element.tag });
        }
        let mut has_multiple_valued = false;
        Elements::check(element.content, |set| {
            if set.tag != tag::SET {
                return Err(Asn1Error::Unexpected { expected: tag::SET, found: set.tag });
            }
            let mut before: Option<&[u8]> = None;
            Elements::check(set.content, |pair| {
                let mut fields = pair.reader();
                strict_oid(&fields.expect(tag::OID)?)?;
                fields.next_element()?;
                fields.finish()?;
                has_multiple_valued |= before.is_some();
                // X.690 section 11.6: the parts of a SET OF ascend.
                if pair.tag != tag::SEQUENCE || before.is_some_and(|before| before >= pair.whole) {
                    return Err(Asn1Error::Value);
                }
                before = Some(pair.whole);
                Ok(())
            })?;
            // RFC 5280 section 4.1.2.4: SIZE (1..MAX).
            if before.is_none() { Err(Asn1Error::Value) } else { Ok(()) }
        })?;
        Ok(Self { whole: element.whole, content: element.content, has_multiple_valued })
    }

    pub fn is_empty(&self) -> bool {
        self.content.is_empty()
    }

    /// The attributes from first to last.
    pub fn attributes(&self) -> impl Iterator<Item = Attribute<'a>> + use<'a> {
        Elements::new(self.content).flat_map(|set| Elements::new(set.content)).filter_map(|pair| {
            let mut fields = Elements::new(pair.content);
            let (oid, value) = (fields.next()?, fields.next()?);
            Some(Attribute { oid: oid.content, tag: value.tag, value: value.content })
        })
    }
}
