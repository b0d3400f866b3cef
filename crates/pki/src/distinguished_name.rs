//! X.501 names: read into attributes for people and rules, and written for our own CSRs and certificates.

use crate::asn1::{Asn1Error, Element, Reader, oid, tag, writer};
use der::oid::ObjectIdentifier;

/// One attribute of a name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Attribute {
    /// The attribute's type.
    pub identifier: ObjectIdentifier,
    /// Its short name (`CN`, `O`), or the number when there is none.
    pub short_name: String,
    /// Its text. Lossy when `is_unicode` is false.
    pub value: String,
    /// False when the string type or its bytes are not plain ASCII or UTF-8 (D2 wants subjects in UTF-8).
    pub is_unicode: bool,
}

/// A name as its attributes in the order of the document.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct DistinguishedName {
    /// The attributes.
    pub attributes: Vec<Attribute>,
}

impl DistinguishedName {
    /// Reads a `Name` (RFC 5280 section 4.1.2.4).
    ///
    /// # Errors
    /// [`Asn1Error`] when it is not one.
    pub fn read(name: &Element<'_>) -> Result<Self, Asn1Error> {
        let mut attributes = Vec::new();
        let mut sets = name.reader();
        while !sets.is_empty() {
            let mut set = sets.expect(tag::SET)?.reader();
            while !set.is_empty() {
                let mut pair = set.expect(tag::SEQUENCE)?.reader();
                let identifier = pair.expect(tag::OID)?.oid()?;
                let (value, is_unicode) = text(&pair.next_element()?);
                pair.finish()?;
                attributes.push(Attribute {
                    identifier,
                    short_name: short_name(identifier),
                    value,
                    is_unicode,
                });
            }
        }
        Ok(Self { attributes })
    }

    /// Reads a DER `Name`.
    ///
    /// # Errors
    /// [`Asn1Error`] when it is not one.
    pub fn from_der(der: &[u8]) -> Result<Self, Asn1Error> {
        Self::read(&Reader::only(der, tag::SEQUENCE)?)
    }

    /// Every value of one attribute type, in order.
    pub fn values(&self, identifier: ObjectIdentifier) -> impl Iterator<Item = &str> {
        self.attributes.iter().filter(move |a| a.identifier == identifier).map(|a| a.value.as_str())
    }

    /// The first value of one attribute type.
    pub fn first(&self, identifier: ObjectIdentifier) -> Option<&str> {
        self.values(identifier).next()
    }

    /// The first common name.
    pub fn common_name(&self) -> Option<&str> {
        self.first(oid::COMMON_NAME)
    }

    /// One line for people: `C=US, O=Example, CN=example.com`, in the order of the document. Control characters
    /// and separators inside values are escaped so that one value cannot look like several.
    pub fn one_line(&self) -> String {
        let mut line = String::new();
        for attribute in &self.attributes {
            if !line.is_empty() {
                line.push_str(", ");
            }
            line.push_str(&attribute.short_name);
            line.push('=');
            for character in attribute.value.chars() {
                match character {
                    ',' | '+' | '"' | '\\' | '<' | '>' | ';' => {
                        line.push('\\');
                        line.push(character);
                    }
                    c if c.is_control() => line.extend(c.escape_default()),
                    c => line.push(c),
                }
            }
        }
        line
    }
}

/// Appends one attribute to a list of relative names: `C` as PrintableString, email and domainComponent as
/// IA5String, all others as UTF8String.
pub fn push_attribute(out: &mut Vec<u8>, identifier: ObjectIdentifier, value: &str) {
    let string_tag = match identifier {
        i if i == oid::COUNTRY || i == oid::SUBJECT_SERIAL || i == oid::JURISDICTION_COUNTRY => {
            tag::PRINTABLE_STRING
        }
        i if i == oid::EMAIL || i == oid::DOMAIN_COMPONENT => tag::IA5_STRING,
        _ => tag::UTF8_STRING,
    };
    let text = writer::element(string_tag, value.as_bytes());
    let pair = writer::sequence(&[&writer::oid(identifier), &text]);
    writer::push(out, tag::SET, &pair);
}

/// The text of a string element, and whether it is ASCII or UTF-8 as its type promises.
fn text(element: &Element<'_>) -> (String, bool) {
    match element.tag {
        tag::UTF8_STRING => match std::str::from_utf8(element.content) {
            Ok(text) => (text.to_owned(), true),
            Err(_) => (String::from_utf8_lossy(element.content).into_owned(), false),
        },
        tag::BMP_STRING => {
            let (pairs, rest) = element.content.as_chunks::<2>();
            let units: Vec<u16> = pairs.iter().map(|pair| u16::from_be_bytes(*pair)).collect();
            // Readable, but not UTF-8: the caller decides whether that matters.
            let mut text = String::from_utf16_lossy(&units);
            if !rest.is_empty() {
                text.push('\u{fffd}');
            }
            (text, false)
        }
        tag::TELETEX_STRING => {
            (String::from_utf8_lossy(element.content).into_owned(), element.content.is_ascii())
        }
        // PrintableString, IA5String, NumericString and VisibleString are subsets of ASCII.
        0x12 | tag::PRINTABLE_STRING | tag::IA5_STRING | 0x1a => {
            (String::from_utf8_lossy(element.content).into_owned(), element.content.is_ascii())
        }
        _ => (String::from_utf8_lossy(element.content).into_owned(), false),
    }
}

fn short_name(identifier: ObjectIdentifier) -> String {
    let known = match identifier {
        i if i == oid::COMMON_NAME => "CN",
        i if i == oid::SUBJECT_SERIAL => "serialNumber",
        i if i == oid::COUNTRY => "C",
        i if i == oid::LOCALITY => "L",
        i if i == oid::PROVINCE => "ST",
        i if i == oid::STREET => "street",
        i if i == oid::ORGANIZATION => "O",
        i if i == oid::DEPARTMENT => "OU",
        i if i == oid::BUSINESS_CATEGORY => "businessCategory",
        i if i == oid::POSTAL_CODE => "postalCode",
        i if i == oid::EMAIL => "emailAddress",
        i if i == oid::DOMAIN_COMPONENT => "DC",
        i if i == oid::USER_ID => "UID",
        other => return other.to_string(),
    };
    known.to_owned()
}
