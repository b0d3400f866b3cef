//! The attributes of names that the Baseline Requirements know: how each is written and where it stands.

use crate::asn1::tag;

/// How an attribute is written (BR 7.1.4.2; EV Guidelines 9.2).
pub(super) struct AttributeForm {
    /// Content of its identifier.
    pub oid: &'static [u8],
    /// Name for people.
    pub name: &'static str,
    /// Longest value in characters.
    pub length_max: usize,
    /// Its string type.
    pub text: Text,
    /// It may stand in one name more than once.
    pub repeatable: bool,
}

/// String types.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Text {
    /// PrintableString only.
    Printable,
    /// IA5String only.
    Ia5,
    /// UTF8String or PrintableString.
    Directory,
}

impl Text {
    /// Whether the tag is a type of this kind.
    pub fn allows(self, found: u8) -> bool {
        match self {
            Text::Printable => found == tag::PRINTABLE_STRING,
            Text::Ia5 => found == tag::IA5_STRING,
            Text::Directory => found == tag::UTF8_STRING || found == tag::PRINTABLE_STRING,
        }
    }
}

pub(super) const COUNTRY: &[u8] = &[0x55, 4, 6];
pub(super) const PROVINCE: &[u8] = &[0x55, 4, 8];
pub(super) const LOCALITY: &[u8] = &[0x55, 4, 7];
pub(super) const POSTAL_CODE: &[u8] = &[0x55, 4, 17];
pub(super) const STREET: &[u8] = &[0x55, 4, 9];
pub(super) const ORGANIZATION: &[u8] = &[0x55, 4, 10];
pub(super) const SURNAME: &[u8] = &[0x55, 4, 4];
pub(super) const GIVEN_NAME: &[u8] = &[0x55, 4, 42];
pub(super) const DEPARTMENT: &[u8] = &[0x55, 4, 11];
pub(super) const COMMON_NAME: &[u8] = &[0x55, 4, 3];
pub(super) const SUBJECT_SERIAL: &[u8] = &[0x55, 4, 5];
pub(super) const BUSINESS_CATEGORY: &[u8] = &[0x55, 4, 15];
pub(super) const ORGANIZATION_IDENTIFIER: &[u8] = &[0x55, 4, 97];
pub(super) const DOMAIN_COMPONENT: &[u8] = &[9, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 25];
pub(super) const JURISDICTION_COUNTRY: &[u8] = &[0x2b, 6, 1, 4, 1, 0x82, 0x37, 60, 2, 1, 3];
pub(super) const JURISDICTION_PROVINCE: &[u8] = &[0x2b, 6, 1, 4, 1, 0x82, 0x37, 60, 2, 1, 2];
pub(super) const JURISDICTION_LOCALITY: &[u8] = &[0x2b, 6, 1, 4, 1, 0x82, 0x37, 60, 2, 1, 1];

const fn directory(oid: &'static [u8], name: &'static str, length_max: usize) -> AttributeForm {
    AttributeForm { oid, name, length_max, text: Text::Directory, repeatable: false }
}

/// The attributes of BR 7.1.4.2 in the order in which they have to stand, then those of the EV Guidelines.
pub(super) const FORMS: &[AttributeForm] = &[
    AttributeForm {
        oid: DOMAIN_COMPONENT,
        name: "domainComponent",
        length_max: 63,
        text: Text::Ia5,
        repeatable: true,
    },
    AttributeForm {
        oid: COUNTRY,
        name: "countryName",
        length_max: 2,
        text: Text::Printable,
        repeatable: false,
    },
    directory(PROVINCE, "stateOrProvinceName", 128),
    directory(LOCALITY, "localityName", 128),
    directory(POSTAL_CODE, "postalCode", 40),
    AttributeForm {
        oid: STREET,
        name: "streetAddress",
        length_max: 128,
        text: Text::Directory,
        repeatable: true,
    },
    directory(ORGANIZATION, "organizationName", 64),
    directory(SURNAME, "surname", 64),
    directory(GIVEN_NAME, "givenName", 64),
    directory(DEPARTMENT, "organizationalUnitName", 64),
    directory(COMMON_NAME, "commonName", 64),
    AttributeForm {
        oid: SUBJECT_SERIAL,
        name: "serialNumber",
        length_max: 64,
        text: Text::Printable,
        repeatable: false,
    },
    directory(BUSINESS_CATEGORY, "businessCategory", 128),
    AttributeForm {
        oid: JURISDICTION_COUNTRY,
        name: "jurisdictionCountryName",
        length_max: 2,
        text: Text::Printable,
        repeatable: false,
    },
    directory(JURISDICTION_PROVINCE, "jurisdictionStateOrProvinceName", 128),
    directory(JURISDICTION_LOCALITY, "jurisdictionLocalityName", 128),
    directory(ORGANIZATION_IDENTIFIER, "organizationIdentifier", 256),
];

/// How many of [`FORMS`] stand in a prescribed order.
pub(super) const ORDERED: usize = 11;

/// The place of an attribute in [`FORMS`], and its form.
pub(super) fn form(oid: &[u8]) -> Option<(usize, &'static AttributeForm)> {
    FORMS.iter().enumerate().find(|(_, form)| form.oid == oid)
}

/// Name for people; the dotted identifier of an unknown one.
pub(super) fn attribute_name(oid: &[u8]) -> String {
    form(oid).map_or_else(|| super::names::dotted(oid), |(_, form)| form.name.to_owned())
}
