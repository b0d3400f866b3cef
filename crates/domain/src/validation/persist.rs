//! The lasting TXT record of dns-persist-01 (draft-ietf-acme-dns-persist-02): what it says and whom it lets in.
//!
//! The value has the syntax of a CAA issue property (RFC 8659 section 4.2). Each record stands for itself; those of
//! other authorities are passed over (section 4.3.2 of the draft).

use super::challenge::Proof;
use crate::time::Timestamp;

/// Label under which the record stands (section 4 of the draft).
pub const LABEL: &str = "_validation-persist";

/// One record, read.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Record {
    account: Option<String>,
    wildcard: bool,
    until: Option<Timestamp>,
}

/// Why a value is not a record of this kind.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
enum RecordError {
    #[error("it has no issuer domain name")]
    NoIssuer,
    #[error("`{0}` is not of the form tag=value (RFC 8659 section 4.2)")]
    Parameter(String),
    #[error("the parameter {0} stands there twice")]
    Twice(String),
    #[error("persistUntil `{0}` is not a whole number of seconds since 1970")]
    Until(String),
}

/// Until when the proof's account may rely on these TXT values: the inner option is empty when the record sets no
/// end. The authorization must not outlive that moment (section 4.1, item 5).
///
/// # Errors
/// Why each record of ours was refused, in words; one entry says that there is none.
pub fn permitted_until(proof: &Proof, values: &[String]) -> Result<Option<Timestamp>, Vec<String>> {
    let Proof::PersistTxt { issuers, accounts, wildcard, at, .. } = proof else {
        return Err(vec!["this is no proof by a lasting record".to_owned()]);
    };
    let mut best: Option<Option<Timestamp>> = None;
    let mut reasons = Vec::new();
    for value in values {
        // The issuer comes first: a record of another authority may be as odd as it likes.
        if !issuer_of(value)
            .is_some_and(|issuer| issuers.iter().any(|ours| issuer.eq_ignore_ascii_case(ours)))
        {
            continue;
        }
        match refusal(value, accounts, *wildcard, *at) {
            Ok(until) => best = Some(best.map_or(until, |seen| later(seen, until))),
            Err(reason) => reasons.push(reason),
        }
    }
    match best {
        Some(until) => Ok(until),
        None if reasons.is_empty() => Err(vec![format!("no record names {}", issuers.join(" or "))]),
        None => Err(reasons),
    }
}

/// When the permission that was seen ends, over all values of one look; the earliest of all servers counts.
pub fn earliest_end<'a>(proof: &Proof, seen: impl Iterator<Item = &'a [String]>) -> Option<Timestamp> {
    seen.filter_map(|values| permitted_until(proof, values).ok().flatten()).min()
}

/// No end is later than any.
fn later(one: Option<Timestamp>, other: Option<Timestamp>) -> Option<Timestamp> {
    one.zip(other).map(|(one, other)| one.max(other))
}

fn refusal(
    value: &str,
    accounts: &[String],
    wildcard: bool,
    at: Timestamp,
) -> Result<Option<Timestamp>, String> {
    let record = parse(value).map_err(|error| format!("{value:?}: {error}"))?;
    let Some(account) = &record.account else { return Err(format!("{value:?} has no accounturi")) };
    // Simple string comparison, RFC 3986 section 6.2.1 (section 4.1 of the draft).
    if !accounts.contains(account) {
        return Err(format!("accounturi {account} is another account's, or of another name"));
    }
    if let Some(until) = record.until.filter(|until| *until < at) {
        return Err(format!("the record ended at {}", until.rfc3339()));
    }
    if wildcard && !record.wildcard {
        return Err("a wildcard needs policy=wildcard in the record".to_owned());
    }
    Ok(record.until)
}

/// What stands before the first semicolon, without a trailing dot.
fn issuer_of(value: &str) -> Option<&str> {
    let issuer = value.split(';').next()?.trim_matches([' ', '\t']);
    let issuer = issuer.strip_suffix('.').unwrap_or(issuer);
    (!issuer.is_empty()).then_some(issuer)
}

fn parse(value: &str) -> Result<Record, RecordError> {
    issuer_of(value).ok_or(RecordError::NoIssuer)?;
    let mut record = Record { account: None, wildcard: false, until: None };
    let Some((_, parameters)) = value.split_once(';') else { return Ok(record) };
    if parameters.trim_matches([' ', '\t']).is_empty() {
        return Ok(record);
    }
    let mut seen: Vec<String> = Vec::new();
    for parameter in parameters.split(';') {
        let wrong = || RecordError::Parameter(parameter.to_owned());
        let (tag, text) = parameter.split_once('=').ok_or_else(wrong)?;
        let (tag, text) = (tag.trim_matches([' ', '\t']), text.trim_matches([' ', '\t']));
        if !is_tag(tag) || !text.bytes().all(|byte| (0x21..=0x7e).contains(&byte)) {
            return Err(wrong());
        }
        let tag = tag.to_ascii_lowercase();
        if seen.contains(&tag) {
            return Err(RecordError::Twice(tag));
        }
        match tag.as_str() {
            "accounturi" => record.account = Some(text.to_owned()),
            "policy" => record.wildcard = text.eq_ignore_ascii_case("wildcard"),
            "persistuntil" => record.until = Some(whole_seconds(text)?),
            _ => {}
        }
        seen.push(tag);
    }
    Ok(record)
}

/// Letters and digits, with hyphens inside (RFC 8659 section 4.2, `tag`).
fn is_tag(tag: &str) -> bool {
    !tag.is_empty()
        && !tag.starts_with('-')
        && !tag.ends_with('-')
        && tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

fn whole_seconds(text: &str) -> Result<Timestamp, RecordError> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let seconds = if digits { text.parse().ok() } else { None };
    seconds.map(Timestamp).ok_or_else(|| RecordError::Until(text.to_owned()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    const ACCOUNT: &str = "https://ca.example/acct/123";

    fn proof(wildcard: bool) -> Proof {
        Proof::PersistTxt {
            host: "_validation-persist.example.com".into(),
            record: format!("authority.example; accounturi={ACCOUNT}"),
            issuers: vec!["authority.example".into(), "ca.example.net".into()],
            accounts: vec![ACCOUNT.into(), "https://ca.example/hash/sha-256/abc".into()],
            wildcard,
            at: Timestamp(1_000),
        }
    }

    #[test]
    fn records_are_judged_by_issuer_account_policy_and_end() {
        let good = format!("authority.example; accounturi={ACCOUNT}");
        for (value, wildcard, expected) in [
            (good.clone(), false, Ok(None)),
            (format!("{good}; policy=wildcard"), true, Ok(None)),
            (format!("{good}; policy=WildCard"), true, Ok(None)),
            (format!("{good};persistUntil=2000"), false, Ok(Some(Timestamp(2000)))),
            (format!("{good}; persistUntil=1000"), false, Ok(Some(Timestamp(1000)))),
            (format!("{good}; later=x; other-2=%"), false, Ok(None)),
            ("ca.example.net.;accounturi=https://ca.example/hash/sha-256/abc".into(), false, Ok(None)),
            (format!("AUTHORITY.example;ACCOUNTURI = {ACCOUNT} "), false, Ok(None)),
            (good.clone(), true, Err("policy=wildcard")),
            (format!("{good}; policy=other"), true, Err("policy=wildcard")),
            (format!("{good}; persistUntil=999"), false, Err("ended at 1970-01-01T00:16:39")),
            (format!("{good}; persistUntil=-5"), false, Err("not a whole number")),
            (format!("{good}; persistUntil=+5000"), false, Err("not a whole number")),
            (format!("{good}; persistUntil="), false, Err("not a whole number")),
            (format!("{good}; persistUntil=99999999999999999999"), false, Err("not a whole number")),
            (format!("{good}; accounturi={ACCOUNT}"), false, Err("twice")),
            (format!("{good};"), false, Err("tag=value")),
            (format!("{good}; stray"), false, Err("tag=value")),
            (format!("{good}; a_b=c"), false, Err("tag=value")),
            (format!("authority.example; accounturi={ACCOUNT}/"), false, Err("another account")),
            (
                "authority.example; accounturi=https://CA.example/acct/123".into(),
                false,
                Err("another account"),
            ),
            ("authority.example".into(), false, Err("no accounturi")),
            ("authority.example;".into(), false, Err("no accounturi")),
            (format!("elsewhere.example; accounturi={ACCOUNT}"), false, Err("no record names")),
            (format!("; accounturi={ACCOUNT}"), false, Err("no record names")),
            (String::new(), false, Err("no record names")),
        ] {
            let outcome = permitted_until(&proof(wildcard), std::slice::from_ref(&value));
            match (outcome, expected) {
                (Ok(until), Ok(wanted)) => assert_eq!(until, wanted, "{value}"),
                (Err(reasons), Err(part)) => assert!(reasons.join("").contains(part), "{value}: {reasons:?}"),
                (outcome, _) => panic!("{value}: {outcome:?}"),
            }
        }
    }

    #[test]
    fn each_record_stands_for_itself_and_the_longest_permission_counts() {
        let values = |list: &[&str]| list.iter().map(|v| (*v).to_owned()).collect::<Vec<_>>();
        let several = values(&[
            "v=spf1 -all",
            "other.example; accounturi=; accounturi=",
            "authority.example; accounturi=https://ca.example/acct/9",
            "authority.example; accounturi=https://ca.example/acct/123; persistUntil=1500",
            "ca.example.net; accounturi=https://ca.example/acct/123; persistUntil=1700",
        ]);
        assert_eq!(permitted_until(&proof(false), &several), Ok(Some(Timestamp(1700))));
        let short = values(&["ca.example.net; accounturi=https://ca.example/acct/123; persistUntil=1200"]);
        let ends = [several.as_slice(), short.as_slice()];
        assert_eq!(earliest_end(&proof(false), ends.into_iter()), Some(Timestamp(1200)));
    }
}
