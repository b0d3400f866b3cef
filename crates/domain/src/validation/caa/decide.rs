//! Whether what was seen lets us issue (RFC 8659 sections 3 and 4, RFC 8657; must never happen, numbers 1 to 3).

use super::issue_value::IssueValue;
use super::look::{CaaAnswer, CaaLook, ZoneState, climb};
use super::record::{CaaRecord, MalformedRecord};
use crate::name::{DnsName, Name};
use crate::validation::Cause;

/// Tags that a certificate for servers has nothing to ask of: reporting (RFC 8659 section 4.4), mail certificates
/// (RFC 9495) and contacts (BR appendix A).
const OF_NO_CONCERN: [&str; 4] = ["iodef", "issuemail", "contactemail", "contactphone"];

/// Characters of foreign text that are told again.
const TOLD_MAX: usize = 64;
/// Issuers that are told again.
const ISSUERS_TOLD_MAX: usize = 4;

/// What is asked of CAA for one name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CaaQuestion {
    /// The name as it will stand in the certificate.
    pub name: Name,
    /// How it was validated, as a label of RFC 8657 section 4: an ACME method, or `ca-...` for one of our own.
    pub method: &'static str,
    /// The account's URI for `accounturi` (RFC 8657 section 3); nothing outside of ACME.
    pub account_uri: Option<String>,
}

/// The rules under which CAA is read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CaaRules<'a> {
    /// The issuer domains that are ours, in lower case.
    pub identities: &'a [String],
    /// Whether a look-up that failed twice lets us issue when the zone is proven unsigned (BR 3.2.2.8 permits it).
    pub unsigned_failure_permits: bool,
}

/// CAA lets us issue.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CaaPermit {
    /// Where the records that count stand; nothing when there are none up to the top-level domain.
    pub found_at: Option<String>,
    /// The smallest TTL of the answers used, in seconds.
    pub ttl_seconds: u32,
}

/// CAA does not let us issue. Texts from the DNS are shortened and quoted.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum CaaRefusal {
    /// No property names us.
    #[error(
        "the CAA records at {at} allow {tag} only to {allowed}; add a record `0 {tag} \"{ours}\"` or remove them"
    )]
    NotListed {
        /// Where the records stand.
        at: String,
        /// `issue` or `issuewild`.
        tag: &'static str,
        /// The issuers named.
        allowed: String,
        /// What would name us.
        ours: String,
    },
    /// A property names us under a condition that is not met (RFC 8657).
    #[error("the CAA records at {at} name us, but not for this {parameter}; this request has {offered}")]
    Condition {
        /// Where the records stand.
        at: String,
        /// `accounturi`, `validationmethods`, or an unknown one.
        parameter: String,
        /// What the request has to offer.
        offered: String,
    },
    /// A critical property is unknown (RFC 8659 section 4.1).
    #[error(
        "a CAA record at {at} has the critical tag \"{tag}\", which is not known here; remove it or its flag"
    )]
    Critical {
        /// Where the records stand.
        at: String,
        /// The tag.
        tag: String,
    },
    /// A record is malformed.
    #[error("a CAA record at {at} is malformed ({fault}); correct it")]
    Malformed {
        /// Where the records stand.
        at: String,
        /// What is wrong.
        fault: MalformedRecord,
    },
    /// There was no usable answer.
    #[error("the CAA records of {at} could not be looked up: {}", plain(cause))]
    LookUp {
        /// The name asked for.
        at: String,
        /// Why.
        cause: Cause,
    },
}

/// Decides for one name by the looks of one perspective.
///
/// Each server that was asked is heard for itself and every one that answered must permit. One that was silent
/// throughout is passed over when another one answered.
///
/// # Errors
/// Why nothing may be issued.
pub fn decide(
    question: &CaaQuestion,
    looks: &[CaaLook],
    rules: &CaaRules<'_>,
) -> Result<CaaPermit, CaaRefusal> {
    // CAA is about domain names alone (RFC 8659 section 1; BR 3.2.2.8): nothing is asked for an address.
    let Some(domain) = question.name.dns() else {
        return Ok(CaaPermit { found_at: None, ttl_seconds: u32::MAX });
    };
    let mut viewpoints: Vec<&str> = looks.iter().map(|look| look.viewpoint.as_str()).collect();
    viewpoints.sort_unstable();
    viewpoints.dedup();
    let mut permit: Option<CaaPermit> = None;
    let mut silence: Option<CaaRefusal> = None;
    for viewpoint in viewpoints {
        let of_server: Vec<&CaaLook> = looks.iter().filter(|look| look.viewpoint == viewpoint).collect();
        match decide_one(question, domain, &of_server, rules) {
            Ok(next) => {
                let shorter = permit.as_ref().is_none_or(|present| next.ttl_seconds < present.ttl_seconds);
                if shorter {
                    permit = Some(next);
                }
            }
            Err(refusal) if of_server.iter().all(|look| is_silent(&look.answer)) => {
                silence.get_or_insert(refusal);
            }
            Err(refusal) => return Err(refusal),
        }
    }
    let nobody = || CaaRefusal::LookUp {
        at: domain.to_string(),
        cause: Cause::ServerError { code: "nothing".to_owned() },
    };
    permit.ok_or_else(|| silence.unwrap_or_else(nobody))
}

fn is_silent(answer: &CaaAnswer) -> bool {
    matches!(answer, CaaAnswer::Failed { cause: Cause::TimedOut { .. } | Cause::NotListening, .. })
}

/// Climbs from the name to the first ancestor with records.
fn decide_one(
    question: &CaaQuestion,
    domain: &DnsName,
    looks: &[&CaaLook],
    rules: &CaaRules<'_>,
) -> Result<CaaPermit, CaaRefusal> {
    let mut ttl_seconds = u32::MAX;
    let mut answered_below = false;
    for step in climb(domain) {
        let at = step.to_string();
        let answer = looks.iter().find(|look| look.name == at).map(|look| &look.answer);
        match answer {
            Some(CaaAnswer::NoRecords { ttl_seconds: ttl }) => {
                ttl_seconds = ttl_seconds.min(*ttl);
                answered_below = true;
            }
            Some(CaaAnswer::Records { rdata, ttl_seconds: ttl }) => {
                weigh(question, &at, rdata, rules)?;
                return Ok(CaaPermit { found_at: Some(at), ttl_seconds: ttl_seconds.min(*ttl) });
            }
            Some(CaaAnswer::Failed { tries, zone: ZoneState::ProvenUnsigned, .. })
                if rules.unsigned_failure_permits && *tries > 1 =>
            {
                ttl_seconds = 0;
            }
            // Servers of private zones know nothing of the registry's names above them.
            Some(CaaAnswer::NotServed) if answered_below && step.is_registry_controlled() => {}
            Some(CaaAnswer::NotServed) => {
                let cause = Cause::ServerError { code: "REFUSED".to_owned() };
                return Err(CaaRefusal::LookUp { at, cause });
            }
            Some(CaaAnswer::Failed { cause, .. }) => {
                return Err(CaaRefusal::LookUp { at, cause: cause.clone() });
            }
            None => {
                let cause = Cause::ServerError { code: "nothing".to_owned() };
                return Err(CaaRefusal::LookUp { at, cause });
            }
        }
    }
    Ok(CaaPermit { found_at: None, ttl_seconds })
}

/// The one record set that counts.
fn weigh(
    question: &CaaQuestion,
    at: &str,
    rdata: &[Vec<u8>],
    rules: &CaaRules<'_>,
) -> Result<(), CaaRefusal> {
    let records = rdata
        .iter()
        .map(|bytes| CaaRecord::parse(bytes))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|fault| CaaRefusal::Malformed { at: at.to_owned(), fault })?;
    let known = |tag: &str| tag == "issue" || tag == "issuewild" || OF_NO_CONCERN.contains(&tag);
    if let Some(unknown) = records.iter().find(|record| record.critical && !known(&record.tag)) {
        return Err(CaaRefusal::Critical { at: at.to_owned(), tag: told(&unknown.tag) });
    }
    let wild = question.name.is_wildcard() && records.iter().any(|record| record.tag == "issuewild");
    let tag = if wild { "issuewild" } else { "issue" };
    let relevant: Vec<&CaaRecord> = records.iter().filter(|record| record.tag == tag).collect();
    if relevant.is_empty() {
        return Ok(());
    }
    let read: Vec<Option<IssueValue>> =
        relevant.iter().map(|record| IssueValue::parse(&record.value)).collect();
    let mut unmet: Option<CaaRefusal> = None;
    for value in read.iter().flatten() {
        let ours = value.issuer.as_ref().is_some_and(|issuer| rules.identities.contains(issuer));
        if !ours {
            continue;
        }
        match condition(question, at, value) {
            None => return Ok(()),
            Some(refusal) => unmet = unmet.or(Some(refusal)),
        }
    }
    Err(unmet.unwrap_or_else(|| CaaRefusal::NotListed {
        at: at.to_owned(),
        tag,
        allowed: issuers(&read),
        ours: rules.identities.first().cloned().unwrap_or_default(),
    }))
}

/// The first condition of RFC 8657 that is not met. Parameters of other kinds are the issuer's own matter
/// (RFC 8659 section 4.2); we define none, so they ask nothing.
fn condition(question: &CaaQuestion, at: &str, value: &IssueValue) -> Option<CaaRefusal> {
    let refusal = |parameter: &str, offered: String| CaaRefusal::Condition {
        at: at.to_owned(),
        parameter: parameter.to_owned(),
        offered,
    };
    let accounts: Vec<&str> = value.values("accounturi").collect();
    let account = question.account_uri.as_deref();
    // More than one is unsatisfiable (RFC 8657 section 3).
    let right = match accounts.as_slice() {
        [] => true,
        [only] => account == Some(*only),
        _ => false,
    };
    if !right {
        let offered = account.map_or_else(|| "no account URI".to_owned(), |uri| format!("the account {uri}"));
        return Some(refusal("accounturi", offered));
    }
    let lists: Vec<&str> = value.values("validationmethods").collect();
    let right = match lists.as_slice() {
        [] => true,
        [only] => {
            only.split(',').all(is_method_label) && only.split(',').any(|label| label == question.method)
        }
        _ => false,
    };
    (!right).then(|| refusal("validationmethods", format!("the method {}", question.method)))
}

/// Letters, digits and hyphens (RFC 8657 section 4).
fn is_method_label(label: &str) -> bool {
    !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

fn issuers(read: &[Option<IssueValue>]) -> String {
    let mut named: Vec<String> = read
        .iter()
        .flatten()
        .filter_map(|value| value.issuer.as_deref())
        .map(|i| format!("{:?}", told(i)))
        .collect();
    named.sort();
    named.dedup();
    let more = named.len().saturating_sub(ISSUERS_TOLD_MAX);
    named.truncate(ISSUERS_TOLD_MAX);
    match (named.is_empty(), more) {
        (true, _) => "nobody".to_owned(),
        (false, 0) => named.join(", "),
        (false, more) => format!("{} and {more} more", named.join(", ")),
    }
}

/// What went wrong with a question to a name server.
fn plain(cause: &Cause) -> String {
    match cause {
        Cause::ServerError { code } => {
            format!("a name server answered {code}; check the zone at your DNS provider")
        }
        Cause::Dnssec { detail } => format!(
            "DNSSEC validation failed ({detail}); renew the zone's signatures or correct the DS record at the registrar"
        ),
        Cause::TimedOut { after_seconds } => format!(
            "no name server answered within {after_seconds} seconds; check the name servers of the zone"
        ),
        Cause::ConnectionFailed { detail } => format!("{detail}; check the name servers of the zone"),
        other => format!("{}; check the name servers of the zone", other.code()),
    }
}

/// Foreign text, shortened and harmless.
fn told(text: &str) -> String {
    text.chars().filter(char::is_ascii_graphic).take(TOLD_MAX).collect()
}
