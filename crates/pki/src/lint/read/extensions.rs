//! The extensions of a certificate, each in its place of a table, with the values that rules look at.

use super::access::{Access, DistributionPoint, Policy};
use super::elements::{Elements, sequence_of, strict_boolean, strict_integer, strict_named_bits, strict_oid};
use super::known::Known;
use super::{Unreadable, part};
use crate::asn1::{Asn1Error, Element, Reader, tag};

/// One extension.
#[derive(Clone, Copy, Debug)]
pub(in crate::lint) struct Extension<'a> {
    /// Content of the identifier.
    pub oid: &'a [u8],
    /// Whoever does not know it must refuse the certificate.
    pub critical: bool,
    /// The DER inside the OCTET STRING.
    pub value: &'a [u8],
}

/// basicConstraints.
#[derive(Clone, Copy, Debug)]
pub(in crate::lint) struct BasicConstraints {
    /// cA.
    pub is_ca: bool,
    /// pathLenConstraint.
    pub path_length: Option<u32>,
}

/// All extensions of a certificate.
#[derive(Clone, Debug, Default)]
pub(in crate::lint) struct Extensions<'a> {
    table: [Option<Extension<'a>>; Known::COUNT],
    all: &'a [u8],
    /// A known extension occurs twice.
    pub repeated: Option<Known>,
    /// There are extensions that are not in the table.
    pub has_unknown: bool,
    /// keyUsage: bit 0 (digitalSignature) is the highest.
    pub key_usage: Option<u16>,
    /// basicConstraints.
    pub basic_constraints: Option<BasicConstraints>,
    alternative_names: &'a [u8],
    usages: &'a [u8],
    policies: &'a [u8],
    access: &'a [u8],
    points: &'a [u8],
    /// keyIdentifier of authorityKeyIdentifier.
    pub authority_key_identifier: Option<&'a [u8]>,
    /// authorityKeyIdentifier names issuer and serial number too.
    pub authority_has_certificate: bool,
    /// subjectKeyIdentifier.
    pub subject_key_identifier: Option<&'a [u8]>,
}

impl<'a> Extensions<'a> {
    /// Reads the content of `[3]`.
    pub fn read(wrapped: &Element<'a>) -> Result<Self, Unreadable> {
        let malformed = part("the list of extensions");
        let mut inner = wrapped.reader();
        let list = inner.expect(tag::SEQUENCE).map_err(&malformed)?;
        inner.finish().map_err(&malformed)?;
        let mut found = Self { all: list.content, ..Self::default() };
        let mut reader = list.reader();
        while !reader.is_empty() {
            let element = reader.expect(tag::SEQUENCE).map_err(&malformed)?;
            let extension = read_one(&element).map_err(&malformed)?;
            let Some(known) = Known::of(extension.oid) else {
                found.has_unknown = true;
                continue;
            };
            let Some(place) = found.table.get_mut(known as usize) else { continue };
            if place.is_some() {
                found.repeated = Some(known);
                continue;
            }
            *place = Some(extension);
            found.read_value(known, extension.value).map_err(part(known.name()))?;
        }
        Ok(found)
    }

    fn read_value(&mut self, known: Known, value: &'a [u8]) -> Result<(), Asn1Error> {
        let list = || Reader::only(value, tag::SEQUENCE);
        match known {
            Known::KeyUsage => {
                self.key_usage = Some(strict_named_bits(&Reader::only(value, tag::BIT_STRING)?)?);
            }
            Known::BasicConstraints => self.basic_constraints = Some(read_basic_constraints(&list()?)?),
            Known::SubjectKeyIdentifier => {
                self.subject_key_identifier = Some(Reader::only(value, tag::OCTET_STRING)?.content);
            }
            Known::AuthorityKeyIdentifier => {
                let mut fields = list()?.reader();
                self.authority_key_identifier =
                    fields.optional(tag::context_primitive(0))?.map(|identifier| identifier.content);
                let issuer = fields.optional(tag::context(1))?.is_some();
                let serial = fields.optional(tag::context_primitive(2))?.is_some();
                self.authority_has_certificate = issuer || serial;
                fields.finish()?;
            }
            Known::SubjectAltName => {
                self.alternative_names = list()?.content;
                Elements::check(self.alternative_names, |_| Ok(()))?;
            }
            Known::ExtendedKeyUsage => {
                self.usages = list()?.content;
                Elements::check(self.usages, |usage| strict_oid(usage).map(drop))?;
            }
            Known::CertificatePolicies => {
                self.policies = list()?.content;
                Elements::check(self.policies, |policy| Policy::read(policy).map(drop))?;
            }
            Known::AuthorityInfoAccess => {
                self.access = list()?.content;
                Elements::check(self.access, |access| Access::read(access).map(drop))?;
            }
            Known::CrlDistributionPoints => {
                self.points = list()?.content;
                Elements::check(self.points, |point| DistributionPoint::read(point).map(drop))?;
            }
            Known::PrecertificatePoison if value != [tag::NULL, 0] => return Err(Asn1Error::Value),
            _ => {}
        }
        Ok(())
    }

    /// An extension of the table.
    pub fn get(&self, known: Known) -> Option<&Extension<'a>> {
        self.table.get(known as usize).and_then(Option::as_ref)
    }

    /// Whether it is there.
    pub fn has(&self, known: Known) -> bool {
        self.get(known).is_some()
    }

    /// Whether it is there and critical.
    pub fn is_critical(&self, known: Known) -> bool {
        self.get(known).is_some_and(|extension| extension.critical)
    }

    /// Every extension, in order.
    pub fn all(&self) -> impl Iterator<Item = Extension<'a>> + use<'a> {
        Elements::new(self.all).filter_map(|element| read_one(&element).ok())
    }

    /// Members of subjectAltName.
    pub fn alternative_names(&self) -> Elements<'a> {
        Elements::new(self.alternative_names)
    }

    /// dNSNames of subjectAltName; one that is not UTF-8 is left out, being reported by the rule on their form.
    pub fn dns_names(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.alternative_names()
            .filter(|name| name.tag == tag::context_primitive(2))
            .filter_map(|name| std::str::from_utf8(name.content).ok())
    }

    /// Content of the identifiers in extKeyUsage.
    pub fn usages(&self) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        Elements::new(self.usages).map(|usage| usage.content)
    }

    /// Members of certificatePolicies.
    pub fn policies(&self) -> impl Iterator<Item = Policy<'a>> + use<'a> {
        Elements::new(self.policies).filter_map(|element| Policy::read(&element).ok())
    }

    /// Members of authorityInfoAccess.
    pub fn access(&self) -> impl Iterator<Item = Access<'a>> + use<'a> {
        Elements::new(self.access).filter_map(|element| Access::read(&element).ok())
    }

    /// Members of cRLDistributionPoints.
    pub fn points(&self) -> impl Iterator<Item = DistributionPoint<'a>> + use<'a> {
        Elements::new(self.points).filter_map(|element| DistributionPoint::read(&element).ok())
    }
}

pub(super) fn read_one<'a>(element: &Element<'a>) -> Result<Extension<'a>, Asn1Error> {
    let mut fields = sequence_of(element)?;
    let oid = strict_oid(&fields.expect(tag::OID)?)?;
    let critical = match fields.optional(tag::BOOLEAN)? {
        // X.690 section 11.5: the default, FALSE, is not written.
        Some(flag) if !strict_boolean(&flag)? => return Err(Asn1Error::Value),
        flag => flag.is_some(),
    };
    let value = fields.expect(tag::OCTET_STRING)?.content;
    fields.finish()?;
    Ok(Extension { oid, critical, value })
}

fn read_basic_constraints(list: &Element<'_>) -> Result<BasicConstraints, Asn1Error> {
    let mut fields = list.reader();
    let is_ca = match fields.optional(tag::BOOLEAN)? {
        Some(flag) if !strict_boolean(&flag)? => return Err(Asn1Error::Value),
        flag => flag.is_some(),
    };
    let path_length = match fields.optional(tag::INTEGER)? {
        Some(number) => {
            strict_integer(&number)?;
            Some(number.small_integer()?)
        }
        None => None,
    };
    fields.finish()?;
    Ok(BasicConstraints { is_ca, path_length })
}
