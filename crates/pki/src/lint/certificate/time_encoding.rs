//! Times are UTCTime through 2049 and GeneralizedTime from 2050 on, to the second, in Greenwich time.

use crate::asn1::tag;
use crate::lint::CertificateCheck;
use crate::lint::names::shown;
use crate::lint::read::Time;
use crate::lint::rule::{Report, Rule};

pub(super) const RULE: Rule<CertificateCheck> =
    Rule::error("RFC 5280 section 4.1.2.5", |certificate, _, report| {
        check(&certificate.not_before, "notBefore", report);
        check(&certificate.not_after, "notAfter", report);
    });

/// The rule for one time, which lists and OCSP answers share.
pub(in crate::lint) fn check(time: &Time<'_>, which: &str, report: &mut Report) {
    let Some(moment) = time.moment else {
        report.found(format!("{which} is {:?}, which is not a time in RFC 5280's form", shown(time.text)));
        return;
    };
    let year = moment.civil_utc().year;
    let wanted = if year < 2050 { tag::UTC_TIME } else { tag::GENERALIZED_TIME };
    if time.tag != wanted {
        let form = if wanted == tag::UTC_TIME { "UTCTime" } else { "GeneralizedTime" };
        report.found(format!("{which} lies in {year} and has to be written as {form}"));
    }
}
