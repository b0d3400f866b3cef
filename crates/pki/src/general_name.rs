//! Subject alternative names: every kind read into text, so that one rule can look at every position (must-never 14).

use crate::asn1::{Asn1Error, Element, Reader, tag};
use crate::distinguished_name::DistinguishedName;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// One `GeneralName` (RFC 5280 section 4.2.1.6).
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum GeneralName {
    /// dNSName, as written.
    Dns(String),
    /// iPAddress.
    Ip(IpAddr),
    /// rfc822Name.
    Email(String),
    /// uniformResourceIdentifier.
    Uri(String),
    /// directoryName, on one line.
    Directory(String),
    /// Any other kind, by its name.
    Other(&'static str),
}

/// Reads a DER `GeneralNames`, the value of a subjectAltName extension.
///
/// # Errors
/// [`Asn1Error`] when it is not one; a name that is not ASCII or an address of a wrong length is malformed.
pub fn read_general_names(der: &[u8]) -> Result<Vec<GeneralName>, Asn1Error> {
    let mut elements = Reader::only(der, tag::SEQUENCE)?.reader();
    let mut names = Vec::new();
    while !elements.is_empty() {
        names.push(read_one(&elements.next_element()?)?);
    }
    Ok(names)
}

fn read_one(element: &Element<'_>) -> Result<GeneralName, Asn1Error> {
    let ascii = || match std::str::from_utf8(element.content) {
        Ok(text) if text.is_ascii() => Ok(text.to_owned()),
        _ => Err(Asn1Error::Value),
    };
    Ok(match element.tag {
        0x81 => GeneralName::Email(ascii()?),
        0x82 => GeneralName::Dns(ascii()?),
        0x86 => GeneralName::Uri(ascii()?),
        0x87 => GeneralName::Ip(read_ip(element.content)?),
        0xa4 => {
            let mut inner = element.reader();
            let name = inner.expect(tag::SEQUENCE)?;
            inner.finish()?;
            GeneralName::Directory(DistinguishedName::read(&name)?.one_line())
        }
        0xa0 => GeneralName::Other("otherName"),
        0xa3 => GeneralName::Other("x400Address"),
        0xa5 => GeneralName::Other("ediPartyName"),
        0x88 => GeneralName::Other("registeredID"),
        _ => return Err(Asn1Error::Value),
    })
}

fn read_ip(bytes: &[u8]) -> Result<IpAddr, Asn1Error> {
    if let Ok(four) = <[u8; 4]>::try_from(bytes) {
        Ok(IpAddr::V4(Ipv4Addr::from(four)))
    } else if let Ok(sixteen) = <[u8; 16]>::try_from(bytes) {
        Ok(IpAddr::V6(Ipv6Addr::from(sixteen)))
    } else {
        Err(Asn1Error::Value)
    }
}
