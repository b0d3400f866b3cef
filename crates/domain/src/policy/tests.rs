//! The compiled-in policy at each boundary date, one second before and after; and what a bad file is answered.

#![allow(clippy::unwrap_used, clippy::panic)]

use super::*;
use crate::name::Name;
use crate::time::{SECONDS_PER_DAY, Timestamp};

fn policy() -> Policy {
    Policy::compiled_in().unwrap()
}

fn day(text: &str) -> Timestamp {
    Timestamp::from_utc_date(text).unwrap()
}

/// A day's first second, the second before, and what holds at each.
const VALIDITY_BOUNDARIES: [(&str, i64, i64); 3] =
    [("2026-03-15", 398, 200), ("2027-03-15", 200, 100), ("2029-03-15", 100, 47)];

#[test]
fn the_schedules_change_at_the_first_second_of_their_day() {
    let policy = policy();
    for (date, before, after) in VALIDITY_BOUNDARIES {
        let (last_second, first_second) = (day(date).plus_seconds(-1), day(date));
        assert_eq!(policy.validity_days_max(last_second), before, "before {date}");
        assert_eq!(policy.validity_days_max(first_second), after, "from {date}");
        assert_eq!(policy.validity_days_max(first_second.plus_seconds(1)), after, "from {date}");
    }
    for (date, before, after) in [("2026-03-15", 398, 200), ("2027-03-15", 200, 100), ("2029-03-15", 100, 10)]
    {
        assert_eq!(policy.domain_reuse_days(day(date).plus_seconds(-1)), before, "before {date}");
        assert_eq!(policy.domain_reuse_days(day(date)), after, "from {date}");
    }
    assert_eq!(policy.organisation_reuse_days(day("2026-03-15").plus_seconds(-1)), 825);
    assert_eq!(policy.organisation_reuse_days(day("2026-03-15")), 398);
    assert_eq!(policy.validity_days_max(Timestamp(0)), 398, "a clock in the past takes the first entry");
    assert_eq!(policy.validity_days_max(Timestamp::FOREVER), 47);
}

#[test]
fn must_never_06_validity_one_second_too_long() {
    let policy = policy();
    for (date, before, after) in VALIDITY_BOUNDARIES {
        for (at, days) in [(day(date).plus_seconds(-1), before), (day(date), after)] {
            let not_before = at.plus_seconds(-3_600);
            // notAfter is inclusive: the last second of the last day allowed.
            let longest =
                ValidityPeriod { not_before, not_after: not_before.plus_seconds(days * SECONDS_PER_DAY - 1) };
            assert_eq!((longest.days(), policy.check_validity(longest, at)), (days, Ok(())), "{at}");
            let one_more = ValidityPeriod { not_after: longest.not_after.plus_seconds(1), ..longest };
            assert_eq!(
                policy.check_validity(one_more, at),
                Err(ValidityTooLong::OverMaximum {
                    seconds: days * SECONDS_PER_DAY + 1,
                    days: days + 1,
                    days_max: days,
                    at
                })
            );
        }
    }
}

#[test]
fn must_never_06_what_is_issued_stays_a_day_below_the_maximum() {
    let policy = policy();
    for (date, before, after) in VALIDITY_BOUNDARIES {
        for (at, days) in [(day(date).plus_seconds(-1), before), (day(date), after)] {
            assert_eq!(policy.validity_seconds_max(at), (days - 1) * SECONDS_PER_DAY);
            let period = policy.validity_period(at, 3_650);
            assert_eq!(period.days(), days - 1, "{at}");
            assert_eq!(period.not_before, at.plus_seconds(-policy.issuance.backdate_seconds));
            assert_eq!(policy.check_validity(period, at), Ok(()));
        }
    }
    let free = policy.validity_period(day("2026-11-20"), 90);
    assert_eq!((free.days(), free.seconds()), (90, 90 * SECONDS_PER_DAY));
    assert_eq!(policy.validity_period(day("2029-03-15"), 90).days(), 46, "90 days are cut to the maximum");
    let reversed = ValidityPeriod { not_before: Timestamp(10), not_after: Timestamp(9) };
    assert!(matches!(policy.check_validity(reversed, Timestamp(9)), Err(ValidityTooLong::Reversed { .. })));
}

#[test]
fn viewpoints_follow_their_schedule() {
    let policy = policy();
    assert_eq!(policy.perspectives(day("2025-09-15").plus_seconds(-1)), None);
    for (date, remotes, regions) in
        [("2025-09-15", 2, 1), ("2026-03-15", 3, 2), ("2026-06-15", 4, 2), ("2026-12-15", 5, 2)]
    {
        let row = policy.perspectives(day(date)).unwrap();
        assert_eq!((row.remotes_min, row.regions_min), (remotes, regions), "{date}");
    }
    for (remotes, dissent) in [(0, 0), (1, 0), (2, 1), (5, 1), (6, 2), (9, 2)] {
        assert_eq!(policy.dissent_max(remotes), dissent, "{remotes}");
    }
}

#[test]
fn retired_methods_end_on_their_day() {
    let policy = policy();
    for (method, date) in [
        (RetiredMethod::WhoisMail, "2025-07-15"),
        (RetiredMethod::WhoisPhone, "2025-07-15"),
        (RetiredMethod::IpAddressLookUp, "2026-03-15"),
        (RetiredMethod::Phone, "2027-03-15"),
        (RetiredMethod::ReverseLookUp, "2027-03-15"),
        (RetiredMethod::Mail, "2028-03-15"),
    ] {
        assert!(!policy.is_method_gone(method, day(date).plus_seconds(-1)), "{method:?}");
        assert!(policy.is_method_gone(method, day(date)), "{method:?}");
    }
    assert!(!policy.dnssec.required_from.has_come(day("2026-03-15").plus_seconds(-1)));
    assert!(policy.dnssec.required_from.has_come(day("2026-03-15")));
}

#[test]
fn pauses_grow_up_to_the_longest() {
    let validation = policy().validation;
    let pauses: Vec<i64> = (0..=9).map(|looks| validation.backoff_seconds(looks)).collect();
    assert_eq!(pauses, [10, 10, 20, 40, 80, 160, 320, 600, 600, 600]);
    assert_eq!(validation.backoff_seconds(u32::MAX), 600);
}

#[test]
fn the_word_review_refuses_the_seeds_words_and_suffix() {
    let policy = policy();
    for (name, found) in [
        ("mybank.com", Some("bank")),
        ("bank.shop.com", Some("bank")),
        ("*.bank.com", Some("bank")),
        ("MyTrustCo.com", Some("trust")),
        ("freebies.com", Some("free")),
        ("test.com", Some("test")),
        ("example.com", Some("example")),
        ("me.wordpress.com", Some("wordpress")), // a private suffix is no registry's
        ("hp.com", Some("hp")),
        ("my-hp-shop.com", Some("hp")),
        ("php.net", None),
        ("palace.com", None),
        ("pal-shop.com", Some("pal")),
        ("pay.com", Some("pay")),
        ("payment.com", None),
        ("chancery.test", None), // the suffix itself never matches
        ("a.live", None),
        ("live.a.live", Some("live")),
        ("shop.bank", None),
        ("qcloud.pw", Some("pw")),
        ("www.qq.pw", Some("pw")),
        ("a.pw.com", Some("pw")),
        ("spw.com", None),
        ("köbank.de", Some("bank")),
        ("münchen.de", None),
    ] {
        let outcome = word_review(&policy, &Name::parse(name).unwrap());
        let word = match &outcome {
            Ok(()) => None,
            Err(Refusal::Word { word, .. }) => Some(word.as_str()),
            Err(Refusal::Suffix { suffix, .. }) => Some(suffix.as_str()),
        };
        assert_eq!(word, found, "{name}");
        if let Err(refusal) = outcome {
            assert!(refusal.to_string().contains("choose an OV or EV certificate, or another name"));
        }
    }
}

#[test]
fn blocked_suffixes_are_whole_labels() {
    let names = policy().names;
    for (name, blocked) in
        [("a.ru", true), ("*.b.a.ru", true), ("guru", false), ("a.com.ru", true), ("ru.com", false)]
    {
        let found = names.blocked_suffix(&Name::parse(name).unwrap());
        assert_eq!(found.is_some(), blocked, "{name}");
    }
}

/// The compiled-in file with one text replaced.
fn changed(from: &str, to: &str) -> PolicyError {
    assert!(COMPILED_IN.contains(from), "{from} is not in the file");
    match Policy::parse("site.toml", &COMPILED_IN.replacen(from, to, 1)) {
        Ok(_) => panic!("{to:?} was accepted"),
        Err(error) => error,
    }
}

#[test]
fn a_bad_file_is_answered_with_file_key_and_rule() {
    for (from, to, key, rule) in [
        ("days = 398", "days = 0", "validity.days", "0 is not between"),
        ("days = 398", "days = \"long\"", "days", "invalid type"),
        ("days = 398", "dayz = 398", "dayz", "unknown field"),
        ("from = \"2026-03-15\"", "from = \"2026-02-30\"", "from", "is not a date"),
        ("from = \"2026-03-15\"", "from = \"2019-03-15\"", "validity", "later than the one before"),
        ("backdate_seconds = 3_600", "backdate_seconds = 172_801", "issuance.backdate_seconds", "172801"),
        ("free_per_account = 20", "", "quota", "missing field `free_per_account`"),
        ("[quota]", "[kwota]", "kwota", "unknown field"),
        ("redirects_max = 0", "redirects_max = 11", "file_proof.redirects_max", "between 0 and 10"),
        ("redirects_max = 10", "redirects_max = 11", "http_01.redirects_max", "between 0 and 10"),
        ("[301, 302,", "[303, 302,", "file_proof.redirect_statuses", "only 301"),
        ("\"hp\", match = \"part\"", "\"hp\", match = \"substring\"", "review.words.match", "too short"),
        (
            "certificates_page_default = 10",
            "certificates_page_default = 2000",
            "limits.certificates_page_default",
            "between",
        ),
        ("[\"ru\"]", "[\".ru\"]", "names.blocked_suffixes", "A-labels"),
        ("[quota]", "[quota", "quota", ""),
    ] {
        let text = changed(from, to).to_string();
        assert!(text.contains("site.toml"), "{text}");
        assert!(text.contains(key), "{key} not in: {text}");
        assert!(text.contains(rule), "{rule} not in: {text}");
    }
}
