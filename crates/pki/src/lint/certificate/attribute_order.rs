//! Each relative name holds one attribute, none occurs twice, and they stand in the prescribed order.

use crate::lint::CertificateCheck;
use crate::lint::attribute::{ORDERED, attribute_name, form};
use crate::lint::rule::Rule;

pub(super) const RULE: Rule<CertificateCheck> =
    Rule::error("BR 7.1.4.1, 7.1.4.2", |certificate, _, report| {
        let subject = &certificate.subject;
        if subject.has_multiple_valued || certificate.issuer.has_multiple_valued {
            report.found("a relative distinguished name holds more than one attribute");
        }
        let mut last = 0;
        for (index, attribute) in subject.attributes().enumerate() {
            let known = form(attribute.oid);
            let repeatable = known.is_some_and(|(_, form)| form.repeatable);
            if !repeatable && subject.attributes().take(index).any(|earlier| earlier.oid == attribute.oid) {
                report.found(format!("{} occurs twice in the subject", attribute_name(attribute.oid)));
            }
            if let Some((place, form)) = known.filter(|(place, _)| *place < ORDERED) {
                if place < last {
                    report.found(format!("{} stands in the subject after what has to follow it", form.name));
                }
                last = last.max(place);
            }
        }
    });
