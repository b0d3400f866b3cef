//! The compiled-in file is sound, and every fault names its key.
#![allow(clippy::unwrap_used)]

use super::*;

#[test]
fn the_compiled_in_file_has_the_profiles_that_the_program_names() {
    let profiles = Profiles::compiled_in().unwrap();
    for name in ["catalogue-dv", "service", "default", "shortlived", "extended", "private"] {
        assert!(profiles.get(name).is_some(), "{name}");
    }
    let acme: Vec<&str> = profiles.acme().map(|(profile, _)| profile.name.as_str()).collect();
    assert_eq!(acme, ["default", "shortlived", "extended", "private"]);
    assert!(profiles.get("catalogue-dv").unwrap().acme.is_none());
}

#[test]
fn public_profiles_without_pointers_are_short_lived() {
    let policy = Policy::compiled_in().unwrap();
    for profile in Profiles::compiled_in().unwrap().iter() {
        let short = profile.validity_seconds <= policy.issuance.short_lived_days_max * 86_400;
        assert!(short || profile.crl_pointer || profile.ocsp_pointer, "{}", profile.name);
    }
}

#[test]
fn must_never_06_a_public_profile_is_capped_by_the_day_and_a_private_one_is_not() {
    let policy = Policy::compiled_in().unwrap();
    let profiles = Profiles::compiled_in().unwrap();
    let (public, private) = (profiles.get("catalogue-dv").unwrap(), profiles.get("private").unwrap());
    for (day, days) in [("2026-03-14", 397), ("2026-03-15", 199), ("2027-03-15", 99), ("2029-03-15", 46)] {
        let at = Timestamp::from_utc_date(day).unwrap();
        assert_eq!(public.validity_seconds_max(&policy, at), days * 86_400, "{day}");
        assert_eq!(private.validity_seconds_max(&policy, at), 365 * 86_400, "{day}");
    }
}

#[test]
fn client_authentication_ends_for_public_profiles_on_its_day() {
    let policy = Policy::compiled_in().unwrap();
    let mut profile = Profiles::compiled_in().unwrap().get("private").unwrap().clone();
    let day = policy.issuance.client_auth_leaves_from.0;
    assert!(profile.client_auth_at(&policy, day));
    profile.trust = Trust::Public;
    assert!(profile.client_auth_at(&policy, day.plus_seconds(-1)));
    assert!(!profile.client_auth_at(&policy, day));
    profile.client_auth = false;
    assert!(!profile.client_auth_at(&policy, day.plus_seconds(-1)));
}

#[test]
fn faults_name_profile_and_key() {
    for (from, to, named) in [
        ("name = \"shortlived\"", "name = \"default\"", "profile[default].name"),
        ("name = \"shortlived\"", "name = \"Short\"", "profile[Short].name"),
        ("validity_seconds = 518_400 ", "validity_seconds = 0 ", "profile[shortlived].validity_seconds"),
        ("\"http-01\", \"dns-01\", \"tls-alpn-01\"]", "\"tls-sni-01\"]", "profile[default].acme.challenges"),
        ("\"http-01\", \"dns-01\", \"tls-alpn-01\"]", "\"http-01\"]", "profile[default].acme.wildcard"),
        ("names_max = 25", "names_max = 0", "profile[shortlived].acme.names_max"),
        ("\"2.23.140.1.2.1\"", "\"dv\"", "profile[catalogue-dv].policy_oids"),
        ("renewal_to_percent = 60", "renewal_to_percent = 40", "profile[shortlived].acme.renewal_to_percent"),
        ("star = false", "stars = false", "star"),
    ] {
        let text = COMPILED_IN.replacen(from, to, 1);
        assert_ne!(text, COMPILED_IN, "{from}");
        let message = Profiles::parse("profiles.toml", &text).unwrap_err().to_string();
        assert!(message.starts_with("profiles.toml") && message.contains(named), "{message}");
    }
}
