//! Name constraints have at least one subtree, no minimum or maximum, and addresses with a mask.

use crate::asn1::{Asn1Error, Element, Reader, tag};
use crate::lint::CertificateCheck;
use crate::lint::read::{Elements, Known};
use crate::lint::rule::Rule;

pub(super) const RULE: Rule<CertificateCheck> =
    Rule::error("BR 7.1.2.10.8; RFC 5280 section 4.2.1.10", |certificate, _, report| {
        let Some(extension) = certificate.extensions.get(Known::NameConstraints) else { return };
        match check(extension.value) {
            Ok(0) => report.found("nameConstraints has no subtree"),
            Ok(_) => {}
            Err(_) => {
                report.found("nameConstraints is malformed: an unmasked address, a minimum or a maximum")
            }
        }
    });

/// Number of subtrees.
fn check(value: &[u8]) -> Result<usize, Asn1Error> {
    let mut lists = Reader::only(value, tag::SEQUENCE)?.reader();
    let mut count = 0;
    for list in [tag::context(0), tag::context(1)] {
        let Some(subtrees) = lists.optional(list)? else { continue };
        if subtrees.content.is_empty() {
            return Err(Asn1Error::Value);
        }
        Elements::check(subtrees.content, |subtree| {
            let mut fields = Reader::only(subtree.whole, tag::SEQUENCE)?.reader();
            check_base(&fields.next_element()?)?;
            count += 1;
            fields.finish()
        })?;
    }
    lists.finish()?;
    Ok(count)
}

fn check_base(base: &Element<'_>) -> Result<(), Asn1Error> {
    if base.tag != tag::context_primitive(7) {
        return Ok(());
    }
    let length = base.content.len();
    let mask =
        base.content.get(length / 2..).filter(|_| length == 8 || length == 32).ok_or(Asn1Error::Value)?;
    // RFC 4632: ones, then zeros.
    let ones: u32 = mask.iter().map(|byte| byte.leading_ones()).sum();
    let set: u32 = mask.iter().map(|byte| byte.count_ones()).sum();
    let first_gap = mask.iter().position(|byte| *byte != 0xff).unwrap_or(mask.len());
    let tail_is_zero = mask.iter().skip(first_gap + 1).all(|byte| *byte == 0);
    if ones == set && tail_is_zero { Ok(()) } else { Err(Asn1Error::Value) }
}
