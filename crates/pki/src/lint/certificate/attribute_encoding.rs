//! Attributes of names are written in the string type of their kind, with characters of that type, not too long.

use crate::asn1::tag;
use crate::lint::CertificateCheck;
use crate::lint::attribute::form;
use crate::lint::names::shown;
use crate::lint::read::{Attribute, Name};
use crate::lint::rule::{Report, Rule};

pub(super) const RULE: Rule<CertificateCheck> =
    Rule::error("BR 7.1.4.2; RFC 5280 appendix A.1", |certificate, _, report| {
        check(&certificate.issuer, report);
        check(&certificate.subject, report);
    });

/// The rule for one name, which lists share.
pub(in crate::lint) fn check(name: &Name<'_>, report: &mut Report) {
    for attribute in name.attributes() {
        let Some((_, form)) = form(attribute.oid) else { continue };
        if !form.text.allows(attribute.tag) {
            report.found(format!("{} is written with the tag {:#04x}", form.name, attribute.tag));
        } else if !characters(&attribute).is_some_and(|count| (1..=form.length_max).contains(&count)) {
            let (value, most) = (shown(attribute.value), form.length_max);
            report.found(format!("{} {value:?} has wrong characters or not 1 to {most} of them", form.name));
        }
    }
}

/// Number of characters, if all of them belong to the string type.
fn characters(attribute: &Attribute<'_>) -> Option<usize> {
    let length = attribute.value.len();
    match attribute.tag {
        tag::UTF8_STRING => std::str::from_utf8(attribute.value).ok().map(|text| text.chars().count()),
        tag::IA5_STRING => attribute.value.is_ascii().then_some(length),
        _ => attribute.value.iter().all(|byte| is_printable(*byte)).then_some(length),
    }
}

/// The characters of PrintableString (X.680 section 41.4).
fn is_printable(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b" '()+,-./:=?".contains(&byte)
}
