//! A certificate revocation list or its to-be-signed part, read once; its entries are walked when asked for.

use super::elements::{Elements, sequence_of, strict_boolean, strict_integer};
use super::extensions::{Extension, read_one};
use super::name::Name;
use super::time::Time;
use super::{Unreadable, part};
use crate::asn1::{Asn1Error, Element, Reader, tag};

/// What a list says, pointing into its bytes.
#[derive(Clone, Debug)]
pub(in crate::lint) struct RevocationList<'a> {
    /// Content of the version number; `None` when absent, which means version 1.
    pub version: Option<&'a [u8]>,
    /// The signature algorithm inside the signed part.
    pub algorithm: &'a [u8],
    /// The signature algorithm beside the signature; `None` for a to-be-signed part alone.
    pub outer_algorithm: Option<&'a [u8]>,
    /// The issuer's name.
    pub issuer: Name<'a>,
    /// When it was made.
    pub this_update: Time<'a>,
    /// When the next one is there at the latest.
    pub next_update: Option<Time<'a>>,
    /// Content of the list of entries; `None` when absent.
    pub entries: Option<&'a [u8]>,
    extensions: &'a [u8],
}

/// One revoked certificate.
#[derive(Clone, Copy, Debug)]
pub(in crate::lint) struct Entry<'a> {
    /// Content of the serial number.
    pub serial: &'a [u8],
    /// When it was revoked.
    pub revoked_at: Time<'a>,
    extensions: &'a [u8],
}

/// What the issuing distribution point says.
#[derive(Clone, Copy, Debug)]
pub(in crate::lint) struct IssuingPoint<'a> {
    /// Content of the fullName.
    pub full_name: Option<&'a [u8]>,
    /// onlyContainsUserCerts.
    pub only_subscribers: bool,
    /// onlyContainsCACerts.
    pub only_authorities: bool,
    /// Another part: some reasons, indirect, attribute certificates or a relative name.
    pub has_other_fields: bool,
}

impl<'a> RevocationList<'a> {
    /// Reads a whole list or a to-be-signed part: the former begins with a sequence inside a sequence that itself
    /// begins with no identifier.
    pub fn read(der: &'a [u8]) -> Result<Self, Unreadable> {
        let whole = Reader::only(der, tag::SEQUENCE).map_err(part("the whole"))?;
        let first = whole.reader().next_element().map_err(part("the whole"))?;
        // A version 1 list begins with the algorithm, a sequence that begins with an identifier.
        if first.tag != tag::SEQUENCE || first.reader().peek() == Some(tag::OID) {
            return Self::read_fields(whole.reader());
        }
        let mut outer = whole.reader();
        let signed = outer.expect(tag::SEQUENCE).map_err(part("the signed part"))?;
        let algorithm = outer.expect(tag::SEQUENCE).map_err(part("the signature algorithm"))?;
        let signature = outer.expect(tag::BIT_STRING).and_then(|bits| bits.bit_string_bytes().map(drop));
        signature.map_err(part("the signature"))?;
        outer.finish().map_err(part("the end"))?;
        let mut list = Self::read_fields(signed.reader())?;
        list.outer_algorithm = Some(algorithm.whole);
        Ok(list)
    }

    fn read_fields(mut fields: Reader<'a>) -> Result<Self, Unreadable> {
        let version = fields.optional(tag::INTEGER).map_err(part("the version"))?;
        let version =
            version.map(|number| strict_integer(&number)).transpose().map_err(part("the version"))?;
        let algorithm = fields.expect(tag::SEQUENCE).map_err(part("the signature algorithm"))?;
        let issuer = fields.expect(tag::SEQUENCE).and_then(|name| Name::read(&name));
        let issuer = issuer.map_err(part("the issuer"))?;
        let this_update = fields.next_element().map(|time| Time::read(&time)).map_err(part("thisUpdate"))?;
        let mut next_update = None;
        for kind in [tag::UTC_TIME, tag::GENERALIZED_TIME] {
            if let Some(time) = fields.optional(kind).map_err(part("nextUpdate"))? {
                next_update = Some(Time::read(&time));
            }
        }
        let entries = fields.optional(tag::SEQUENCE).map_err(part("the entries"))?.map(|list| list.content);
        Elements::check(entries.unwrap_or_default(), |entry| Entry::read(entry).map(drop))
            .map_err(part("an entry"))?;
        let extensions = match fields.optional(tag::context(0)).map_err(part("the extensions"))? {
            Some(wrapped) => read_list(&wrapped).map_err(part("the extensions"))?,
            None => &[],
        };
        fields.finish().map_err(part("the end of the signed part"))?;
        let algorithm = algorithm.whole;
        Ok(Self {
            version,
            algorithm,
            outer_algorithm: None,
            issuer,
            this_update,
            next_update,
            entries,
            extensions,
        })
    }

    /// The entries in order.
    pub fn entries(&self) -> impl Iterator<Item = Entry<'a>> + use<'a> {
        Elements::new(self.entries.unwrap_or_default()).filter_map(|entry| Entry::read(&entry).ok())
    }

    /// The extensions in order.
    pub fn extensions(&self) -> impl Iterator<Item = Extension<'a>> + use<'a> {
        Elements::new(self.extensions).filter_map(|element| read_one(&element).ok())
    }

    /// The extension with this identifier's content.
    pub fn extension(&self, oid: &[u8]) -> Option<Extension<'a>> {
        self.extensions().find(|extension| extension.oid == oid)
    }
}

impl<'a> Entry<'a> {
    fn read(element: &Element<'a>) -> Result<Self, Asn1Error> {
        let mut fields = sequence_of(element)?;
        let serial = strict_integer(&fields.expect(tag::INTEGER)?)?;
        let revoked_at = Time::read(&fields.next_element()?);
        let extensions = fields.optional(tag::SEQUENCE)?.map_or(&[][..], |list| list.content);
        fields.finish()?;
        Elements::check(extensions, |extension| read_one(extension).map(drop))?;
        Ok(Self { serial, revoked_at, extensions })
    }

    /// The extensions in order.
    pub fn extensions(&self) -> impl Iterator<Item = Extension<'a>> + use<'a> {
        Elements::new(self.extensions).filter_map(|element| read_one(&element).ok())
    }
}

impl<'a> IssuingPoint<'a> {
    /// Reads the value of an issuingDistributionPoint (RFC 5280 section 5.2.5).
    pub fn read(value: &'a [u8]) -> Result<Self, Asn1Error> {
        let mut fields = Reader::only(value, tag::SEQUENCE)?.reader();
        let mut point = Self {
            full_name: None,
            only_subscribers: false,
            only_authorities: false,
            has_other_fields: false,
        };
        if let Some(name) = fields.optional(tag::context(0))? {
            let mut choice = name.reader();
            let form = choice.next_element()?;
            choice.finish()?;
            if form.tag == tag::context(0) {
                Elements::check(form.content, |_| Ok(()))?;
                point.full_name = Some(form.content);
            } else {
                point.has_other_fields = true;
            }
        }
        let mut flag = |number| -> Result<bool, Asn1Error> {
            let Some(element) = fields.optional(tag::context_primitive(number))? else { return Ok(false) };
            // An implicit tag stands for BOOLEAN's own.
            let set = strict_boolean(&Element { tag: tag::BOOLEAN, ..element })?;
            if set { Ok(true) } else { Err(Asn1Error::Value) }
        };
        point.only_subscribers = flag(1)?;
        point.only_authorities = flag(2)?;
        let some_reasons = fields.optional(tag::context_primitive(3))?.is_some();
        let indirect = fields.optional(tag::context_primitive(4))?.is_some();
        let attributes = fields.optional(tag::context_primitive(5))?.is_some();
        point.has_other_fields |= some_reasons || indirect || attributes;
        fields.finish()?;
        Ok(point)
    }
}

/// The content of a list of extensions inside an explicit tag, every member well formed.
pub(super) fn read_list<'a>(wrapped: &Element<'a>) -> Result<&'a [u8], Asn1Error> {
    let mut inner = wrapped.reader();
    let list = inner.expect(tag::SEQUENCE)?;
    inner.finish()?;
    Elements::check(list.content, |extension| read_one(extension).map(drop))?;
    Ok(list.content)
}
