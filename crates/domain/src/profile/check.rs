//! What must hold in a profiles file; every failure names the profile and the key.

use super::{AcmeRules, CHALLENGE_NAMES, Profile, Trust};
use crate::key::KeyFamily;
use crate::policy::{Checker, DataFileError};

/// Seconds in ten years: a bound for sanity; what is right lies in the files.
const TEN_YEARS: i64 = 3_653 * 86_400;
/// Seconds in a year, likewise.
const YEAR: i64 = 366 * 86_400;

pub(super) fn check(profiles: &[Profile], file: &str) -> Result<(), DataFileError> {
    let check = Checker::new(file);
    check.ensure(!profiles.is_empty(), "profile", "there must be at least one")?;
    for (index, profile) in profiles.iter().enumerate() {
        let key = |member: &str| format!("profile[{}].{member}", profile.name);
        check.ensure(
            is_word(&profile.name),
            &key("name"),
            "must be lower-case letters, digits and hyphens",
        )?;
        let unique = !profiles.iter().take(index).any(|other| other.name == profile.name);
        check.ensure(unique, &key("name"), "is there twice")?;
        check.ensure(
            is_word(&profile.brand),
            &key("brand"),
            "must be lower-case letters, digits and hyphens",
        )?;
        check.within(&key("validity_seconds"), profile.validity_seconds, 60..=TEN_YEARS)?;
        let rule = "must be dotted numbers such as 2.23.140.1.2.1";
        check.ensure(profile.policy_oids.iter().all(|oid| is_oid(oid)), &key("policy_oids"), rule)?;
        check.ensure(!profile.keys.is_empty(), &key("keys"), "needs at least one kind of key")?;
        // Trust rule on keys: SM2 only in the SM2 hierarchy, which is no public trust.
        let sm2 = profile.keys.iter().filter(|algorithm| algorithm.family() == KeyFamily::Sm2).count();
        let alone = sm2 == 0 || sm2 == profile.keys.len();
        check.ensure(alone, &key("keys"), "a profile with SM2 takes no other keys")?;
        let rule = "SM2 needs trust = \"private\"";
        check.ensure(sm2 == 0 || profile.trust == Trust::Private, &key("trust"), rule)?;
        let rule = "only SM2 certificates come in pairs";
        check.ensure(sm2 > 0 || !profile.encryption, &key("encryption"), rule)?;
        check.ensure(sm2 == 0 || profile.acme.is_none(), &key("acme"), "SM2 is not asked for over ACME")?;
        if let Some(scts) = profile.scts {
            check.within(&key("scts.logs_min"), i64::try_from(scts.logs_min).unwrap_or(i64::MAX), 1..=10)?;
            let rule = "cannot be more than scts.logs_min";
            check.ensure(scts.operators_min <= scts.logs_min, &key("scts.operators_min"), rule)?;
        }
        if let Some(rules) = &profile.acme {
            let rule = "needs ip_addresses = true";
            check.ensure(profile.ip_addresses || !rules.ip, &key("acme.ip"), rule)?;
            check_acme(rules, &check, &|member| key(&format!("acme.{member}")))?;
        }
    }
    Ok(())
}

fn check_acme(
    rules: &AcmeRules,
    check: &Checker<'_>,
    key: &dyn Fn(&str) -> String,
) -> Result<(), DataFileError> {
    check.ensure(!rules.challenges.is_empty(), &key("challenges"), "needs at least one")?;
    for challenge in &rules.challenges {
        let known = CHALLENGE_NAMES.contains(&challenge.as_str());
        let rule = format!("{challenge:?} is none of {}", CHALLENGE_NAMES.join(", "));
        check.ensure(known, &key("challenges"), &rule)?;
    }
    check.ensure(rules.dns || rules.ip, &key("dns"), "neither DNS names nor addresses are allowed")?;
    check.ensure(rules.dns || !rules.wildcard, &key("wildcard"), "needs dns = true")?;
    // Must-never: a wildcard is proved in the DNS alone (BR 3.2.2.4.18 to 20).
    let by_dns = rules.challenges.iter().any(|challenge| challenge.starts_with("dns-"));
    check.ensure(by_dns || !rules.wildcard, &key("wildcard"), "needs a challenge in the DNS")?;
    check.within(&key("names_max"), i64::try_from(rules.names_max).unwrap_or(i64::MAX), 1..=1_000)?;
    check.within(&key("order_lifetime_seconds"), rules.order_lifetime_seconds, 60..=YEAR)?;
    check.within(&key("authorization_lifetime_seconds"), rules.authorization_lifetime_seconds, 60..=YEAR)?;
    check.within(&key("authorization_reuse_seconds"), rules.authorization_reuse_seconds, 0..=YEAR)?;
    check.within(&key("renewal_from_percent"), rules.renewal_from_percent, 1..=99)?;
    check.within(&key("renewal_to_percent"), rules.renewal_to_percent, rules.renewal_from_percent + 1..=100)
}

pub(crate) fn is_word(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// Two numbers or more between dots, without leading zeros.
pub(crate) fn is_oid(text: &str) -> bool {
    let number = |part: &str| {
        !part.is_empty()
            && part.bytes().all(|b| b.is_ascii_digit())
            && (part == "0" || !part.starts_with('0'))
            && part.len() <= 9
    };
    text.split('.').count() >= 2 && text.split('.').all(number)
}
