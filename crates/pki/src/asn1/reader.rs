//! A DER reader over a slice: definite, minimal lengths and one-byte tags only; it never panics.

use super::tag;
use der::oid::ObjectIdentifier;

/// Bytes that are not the DER structure expected at some place.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Asn1Error {
    /// The data ends inside an element.
    #[error("the data ends too early")]
    Truncated,
    /// A length in a form that DER does not allow, or one above 4 GiB.
    #[error("a length is not in the shortest form")]
    Length,
    /// A tag of more than one byte, which X.509 does not use.
    #[error("a tag has an unknown form")]
    TagForm,
    /// Another element than the one expected.
    #[error("expected an element with tag {expected:#04x} but found {found:#04x}")]
    Unexpected {
        /// Tag that the structure calls for.
        expected: u8,
        /// Tag that stands there.
        found: u8,
    },
    /// Bytes are left over after the last element.
    #[error("unexpected bytes after the end")]
    Trailing,
    /// A value that its type does not allow.
    #[error("a value is malformed")]
    Value,
}

/// One element: its tag, its content, and the whole of it as it stands in the document.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Element<'a> {
    /// The identifier byte.
    pub tag: u8,
    /// The content bytes.
    pub content: &'a [u8],
    /// Identifier, length and content bytes.
    pub whole: &'a [u8],
}

impl<'a> Element<'a> {
    /// A reader over the content, for constructed elements.
    pub fn reader(&self) -> Reader<'a> {
        Reader::new(self.content)
    }

    /// The content as an object identifier.
    ///
    /// # Errors
    /// [`Asn1Error`] when this is no well-formed OBJECT IDENTIFIER.
    pub fn oid(&self) -> Result<ObjectIdentifier, Asn1Error> {
        self.expect(tag::OID)?;
        ObjectIdentifier::from_bytes(self.content).map_err(|_| Asn1Error::Value)
    }

    /// The bytes of a BIT STRING with no unused bits, as keys and signatures are.
    ///
    /// # Errors
    /// [`Asn1Error`] for another type, or when bits are unused.
    pub fn bit_string_bytes(&self) -> Result<&'a [u8], Asn1Error> {
        self.expect(tag::BIT_STRING)?;
        match self.content.split_first() {
            Some((0, bytes)) => Ok(bytes),
            _ => Err(Asn1Error::Value),
        }
    }

    /// The magnitude of a non-negative INTEGER without leading zeros (empty for zero).
    ///
    /// # Errors
    /// [`Asn1Error`] for another type, an empty or a negative value.
    pub fn unsigned_integer(&self) -> Result<&'a [u8], Asn1Error> {
        self.expect(tag::INTEGER)?;
        match self.content {
            [] => Err(Asn1Error::Value),
            [first, ..] if *first & 0x80 != 0 => Err(Asn1Error::Value),
            [0, rest @ ..] => Ok(rest),
            all => Ok(all),
        }
    }

    /// A small non-negative INTEGER.
    ///
    /// # Errors
    /// [`Asn1Error`] for another type or a value of more than 32 bits.
    pub fn small_integer(&self) -> Result<u32, Asn1Error> {
        let bytes = self.unsigned_integer()?;
        if bytes.len() > 4 {
            return Err(Asn1Error::Value);
        }
        Ok(bytes.iter().fold(0, |sum, byte| (sum << 8) | u32::from(*byte)))
    }

    /// A BOOLEAN; any byte but zero is true, since some old certificates write 0x01.
    ///
    /// # Errors
    /// [`Asn1Error`] for another type or length.
    pub fn boolean(&self) -> Result<bool, Asn1Error> {
        self.expect(tag::BOOLEAN)?;
        match self.content {
            [byte] => Ok(*byte != 0),
            _ => Err(Asn1Error::Value),
        }
    }

    fn expect(&self, expected: u8) -> Result<(), Asn1Error> {
        if self.tag == expected { Ok(()) } else { Err(Asn1Error::Unexpected { expected, found: self.tag }) }
    }
}

/// Reads elements one after the other.
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// Begins at the front of `input`.
    pub fn new(input: &'a [u8]) -> Self {
        Self { rest: input }
    }

    /// Reads one element that must be all of `input`.
    ///
    /// # Errors
    /// [`Asn1Error`] when `input` is not exactly one element with this tag.
    pub fn only(input: &'a [u8], expected: u8) -> Result<Element<'a>, Asn1Error> {
        let mut reader = Self::new(input);
        let element = reader.expect(expected)?;
        reader.finish()?;
        Ok(element)
    }

    /// True when nothing is left.
    pub fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// The tag of the next element, if there is one.
    pub fn peek(&self) -> Option<u8> {
        self.rest.first().copied()
    }

    /// Reads the next element, whatever it is.
    ///
    /// # Errors
    /// [`Asn1Error`] when there is none, or it is not DER.
    pub fn next_element(&mut self) -> Result<Element<'a>, Asn1Error> {
        let start = self.rest;
        let (&tag, after_tag) = start.split_first().ok_or(Asn1Error::Truncated)?;
        if tag & 0x1f == 0x1f {
            return Err(Asn1Error::TagForm);
        }
        let (&first, after_first) = after_tag.split_first().ok_or(Asn1Error::Truncated)?;
        let (length, body) = if first < 0x80 {
            (usize::from(first), after_first)
        } else {
            let count = usize::from(first & 0x7f);
            if count == 0 || count > 4 {
                return Err(Asn1Error::Length);
            }
            let (bytes, body) = after_first.split_at_checked(count).ok_or(Asn1Error::Truncated)?;
            let length = bytes.iter().fold(0u64, |sum, byte| (sum << 8) | u64::from(*byte));
            // DER: the shortest form, X.690 section 10.1.
            if length < 0x80 || bytes.first() == Some(&0) {
                return Err(Asn1Error::Length);
            }
            (usize::try_from(length).map_err(|_| Asn1Error::Length)?, body)
        };
        let (content, rest) = body.split_at_checked(length).ok_or(Asn1Error::Truncated)?;
        let whole = start.get(..start.len() - rest.len()).ok_or(Asn1Error::Truncated)?;
        self.rest = rest;
        Ok(Element { tag, content, whole })
    }

    /// Reads the next element, which must have this tag.
    ///
    /// # Errors
    /// [`Asn1Error`] when it has another tag or is not DER.
    pub fn expect(&mut self, expected: u8) -> Result<Element<'a>, Asn1Error> {
        match self.peek() {
            None => Err(Asn1Error::Truncated),
            Some(found) if found != expected => Err(Asn1Error::Unexpected { expected, found }),
            Some(_) => self.next_element(),
        }
    }

    /// Reads the next element if it has this tag.
    ///
    /// # Errors
    /// [`Asn1Error`] when it has this tag but is not DER.
    pub fn optional(&mut self, expected: u8) -> Result<Option<Element<'a>>, Asn1Error> {
        if self.peek() == Some(expected) { self.next_element().map(Some) } else { Ok(None) }
    }

    /// Ends the reading: nothing may be left.
    ///
    /// # Errors
    /// [`Asn1Error::Trailing`].
    pub fn finish(&self) -> Result<(), Asn1Error> {
        if self.rest.is_empty() { Ok(()) } else { Err(Asn1Error::Trailing) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_follow_der() {
        let long = [&[0x04, 0x81, 0x80][..], &[7; 128]].concat();
        assert_eq!(Reader::only(&long, tag::OCTET_STRING).map(|e| e.content.len()), Ok(128));
        for (bytes, error) in [
            (&[0x04, 0x81, 0x01, 0x00][..], Asn1Error::Length),
            (&[0x04, 0x80, 0x00, 0x00], Asn1Error::Length),
            (&[0x04, 0x82, 0x00, 0x80], Asn1Error::Length),
            (&[0x04, 0x85, 1, 1, 1, 1, 1], Asn1Error::Length),
            (&[0x04, 0x02, 0x00], Asn1Error::Truncated),
            (&[0x04, 0x84, 0xff, 0xff, 0xff, 0xff], Asn1Error::Truncated),
            (&[0x04], Asn1Error::Truncated),
            (&[], Asn1Error::Truncated),
            (&[0x04, 0x00, 0x00], Asn1Error::Trailing),
            (&[0x05, 0x00], Asn1Error::Unexpected { expected: 0x04, found: 0x05 }),
        ] {
            assert_eq!(Reader::only(bytes, tag::OCTET_STRING), Err(error), "{bytes:02x?}");
        }
        assert_eq!(Reader::new(&[0x1f, 0x81, 0x01, 0x00]).next_element(), Err(Asn1Error::TagForm));
    }

    #[test]
    fn integers_are_read_as_magnitudes() {
        for (content, expected) in [
            (&[0x00][..], Some(0)),
            (&[0x7f], Some(127)),
            (&[0x00, 0x80], Some(128)),
            (&[0x01, 0x00, 0x01], Some(65_537)),
            (&[0x80], None),
            (&[], None),
            (&[1, 0, 0, 0, 0], None),
        ] {
            let element = Element { tag: tag::INTEGER, content, whole: content };
            assert_eq!(element.small_integer().ok(), expected, "{content:02x?}");
        }
    }
}
