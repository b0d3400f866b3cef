//! Members of the extensions that are lists of structures: policies, access descriptions, distribution points.

use super::elements::{Elements, sequence_of, strict_oid};
use crate::asn1::{Asn1Error, Element, tag};

/// A `PolicyInformation` (RFC 5280 section 4.2.1.4).
#[derive(Clone, Copy, Debug)]
pub(in crate::lint) struct Policy<'a> {
    /// Content of the policy's identifier.
    pub oid: &'a [u8],
    /// Content of the list of qualifiers, if there is one.
    pub qualifiers: Option<&'a [u8]>,
}

impl<'a> Policy<'a> {
    pub(super) fn read(element: &Element<'a>) -> Result<Self, Asn1Error> {
        let mut fields = sequence_of(element)?;
        let oid = strict_oid(&fields.expect(tag::OID)?)?;
        let qualifiers = fields.optional(tag::SEQUENCE)?.map(|list| list.content);
        fields.finish()?;
        if let Some(list) = qualifiers {
            Elements::check(list, |one| strict_oid(&sequence_of(one)?.expect(tag::OID)?).map(drop))?;
            if list.is_empty() {
                return Err(Asn1Error::Value);
            }
        }
        Ok(Self { oid, qualifiers })
    }
}

/// An `AccessDescription` (RFC 5280 section 4.2.2.1).
#[derive(Clone, Copy, Debug)]
pub(in crate::lint) struct Access<'a> {
    /// Content of the method's identifier.
    pub method: &'a [u8],
    /// Where; a `GeneralName`.
    pub location: Element<'a>,
}

impl<'a> Access<'a> {
    pub(super) fn read(element: &Element<'a>) -> Result<Self, Asn1Error> {
        let mut fields = sequence_of(element)?;
        let method = strict_oid(&fields.expect(tag::OID)?)?;
        let location = fields.next_element()?;
        fields.finish()?;
        Ok(Self { method, location })
    }
}

/// A `DistributionPoint` (RFC 5280 section 4.2.1.13).
#[derive(Clone, Copy, Debug)]
pub(in crate::lint) struct DistributionPoint<'a> {
    /// Content of the fullName, a list of `GeneralName`s.
    pub full_name: Option<&'a [u8]>,
    /// It has a name relative to the issuer, reasons or a CRL issuer.
    pub has_other_fields: bool,
}

impl<'a> DistributionPoint<'a> {
    pub(super) fn read(element: &Element<'a>) -> Result<Self, Asn1Error> {
        let mut fields = sequence_of(element)?;
        let mut full_name = None;
        let mut has_other_fields = false;
        if let Some(point) = fields.optional(tag::context(0))? {
            let mut choice = point.reader();
            let name = choice.next_element()?;
            choice.finish()?;
            if name.tag == tag::context(0) {
                Elements::check(name.content, |_| Ok(()))?;
                full_name = Some(name.content);
            } else {
                has_other_fields = true;
            }
        }
        for other in [tag::context_primitive(1), tag::context(2)] {
            has_other_fields |= fields.optional(other)?.is_some();
        }
        fields.finish()?;
        Ok(Self { full_name, has_other_fields })
    }
}
