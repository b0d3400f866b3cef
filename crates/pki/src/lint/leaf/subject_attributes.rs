//! The subject has the attributes that its reserved policy calls for, and no others.

use super::Reserved;
use crate::lint::CertificateCheck;
use crate::lint::attribute::{
    BUSINESS_CATEGORY, COMMON_NAME, COUNTRY, DOMAIN_COMPONENT, GIVEN_NAME, JURISDICTION_COUNTRY,
    JURISDICTION_LOCALITY, JURISDICTION_PROVINCE, LOCALITY, ORGANIZATION, ORGANIZATION_IDENTIFIER,
    POSTAL_CODE, PROVINCE, STREET, SUBJECT_SERIAL, SURNAME, attribute_name,
};
use crate::lint::rule::Rule;

/// Required and allowed attributes, and whether a place (province or locality) is required.
struct Table {
    required: &'static [&'static [u8]],
    allowed: &'static [&'static [u8]],
    place: bool,
}

const DOMAIN: Table = Table { required: &[], allowed: &[COUNTRY, COMMON_NAME], place: false };
const ORGANIZATIONAL: Table = Table {
    required: &[COUNTRY, ORGANIZATION],
    allowed: &[DOMAIN_COMPONENT, PROVINCE, LOCALITY, POSTAL_CODE, STREET, COMMON_NAME],
    place: true,
};
const INDIVIDUAL: Table = Table {
    required: &[COUNTRY, SURNAME, GIVEN_NAME],
    allowed: &[PROVINCE, LOCALITY, POSTAL_CODE, STREET, ORGANIZATION, COMMON_NAME],
    place: true,
};
const EXTENDED: Table = Table {
    required: &[COUNTRY, SUBJECT_SERIAL, BUSINESS_CATEGORY, ORGANIZATION, JURISDICTION_COUNTRY],
    allowed: &[
        PROVINCE,
        LOCALITY,
        POSTAL_CODE,
        STREET,
        COMMON_NAME,
        ORGANIZATION_IDENTIFIER,
        JURISDICTION_PROVINCE,
        JURISDICTION_LOCALITY,
    ],
    place: true,
};

pub(super) const RULE: Rule<CertificateCheck> =
    Rule::public("BR 7.1.2.7.2, 7.1.2.7.3, 7.1.2.7.4; EV Guidelines 9.2", |certificate, _, report| {
        let table = match super::reserved_policy(certificate) {
            Some(Reserved::Domain) => DOMAIN,
            Some(Reserved::Organization) => ORGANIZATIONAL,
            Some(Reserved::Individual) => INDIVIDUAL,
            Some(Reserved::Extended) => EXTENDED,
            None => return,
        };
        let has = |wanted: &[u8]| certificate.subject.attributes().any(|attribute| attribute.oid == wanted);
        for wanted in table.required {
            if !has(wanted) {
                report.found(format!("the subject lacks {}", attribute_name(wanted)));
            }
        }
        if table.place && !has(PROVINCE) && !has(LOCALITY) {
            report.found("the subject has neither stateOrProvinceName nor localityName");
        }
        if has(JURISDICTION_LOCALITY) && !has(JURISDICTION_PROVINCE) {
            report.found("the subject has a jurisdiction's locality without its province");
        }
        for attribute in certificate.subject.attributes() {
            if !table.required.contains(&attribute.oid) && !table.allowed.contains(&attribute.oid) {
                report.found(format!(
                    "the subject has {}, which its policy does not allow",
                    attribute_name(attribute.oid)
                ));
            }
        }
    });
