//! CAA for every name of a request: looked up afresh, from every perspective, and decided (RFC 8659, BR 3.2.2.8;
//! must never happen, numbers 1 to 3 and 19).

use crate::ctx::Ctx;
use crate::failure::{Code, Failure, Part, Retry};
use crate::ports::CaaCheck;
use crate::service::App;
use chancery_domain::acme::Identifier;
use chancery_domain::name::{DnsName, Name};
use chancery_domain::time::Timestamp;
use chancery_domain::validation::caa::{
    CaaAnswer, CaaLook, CaaPermit, CaaQuestion, CaaRefusal, CaaRules, decide,
};
use chancery_domain::validation::{CaaSighting, Corroboration, Vote, corroborate};
use chancery_pki::digest;
use futures_util::future::join_all;

/// Names looked up at the same time.
const AT_ONCE: usize = 16;

/// CAA lets us issue for all names asked about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CaaOutcome {
    /// When it was looked up.
    pub checked_at: Timestamp,
    /// Until when the look-up may be used: the earliest of all names.
    pub good_until: Timestamp,
    /// What was found for each name, for the record.
    pub checks: Vec<CaaCheck>,
}

/// Looks up every name, each for itself, and decides. Nothing kept from before is used.
///
/// # Errors
/// [`Code::CaaForbids`] names every name that is refused and why; it may be tried again when a look-up failed.
pub async fn check_caa(app: &App, ctx: &Ctx, asked: &[CaaQuestion]) -> Result<CaaOutcome, Failure> {
    // CAA is about domain names alone (RFC 8659 section 1): an address is not asked about (A4).
    let asked = asked.iter().filter_map(|question| Some((question, question.name.dns()?)));
    let asked: Vec<(&CaaQuestion, &DnsName)> = asked.collect();
    let mut bases: Vec<&DnsName> = asked.iter().map(|(_, base)| *base).collect();
    bases.sort_unstable();
    bases.dedup();
    let mut sightings: Vec<CaaSighting> = Vec::new();
    for some in bases.chunks(AT_ONCE) {
        sightings.extend(join_all(some.iter().map(|base| app.prober.caa(base))).await);
    }
    let mut outcome = CaaOutcome { checked_at: ctx.now, good_until: Timestamp(i64::MAX), checks: Vec::new() };
    let mut refused: Vec<(Name, Refused)> = Vec::new();
    for (question, base) in asked {
        let position = bases.binary_search(&base).ok();
        let Some(sighting) = position.and_then(|position| sightings.get(position)) else {
            return Err(Failure::internal(format!("{} was not looked up", question.name)));
        };
        match decide_everywhere(app, ctx, question, sighting) {
            Ok(check) => {
                outcome.good_until = outcome.good_until.min(check.good_until);
                outcome.checks.push(check);
            }
            Err(why) => refused.push((question.name.clone(), why)),
        }
    }
    if refused.is_empty() {
        return Ok(outcome);
    }
    for (name, why) in &refused {
        tracing::info!(request_id = %ctx.request_id, %name, why = why.text, "CAA refuses");
    }
    Err(failure(&refused))
}

/// Why one name is refused.
struct Refused {
    text: String,
    retry: Retry,
}

/// One name: the primary perspective decides, the remote ones confirm.
fn decide_everywhere(
    app: &App,
    ctx: &Ctx,
    question: &CaaQuestion,
    sighting: &CaaSighting,
) -> Result<CaaCheck, Refused> {
    let rules = CaaRules {
        identities: &app.settings.caa_identities,
        unsigned_failure_permits: app.policy.caa.unsigned_failure_permits,
    };
    let permit = decide(question, &sighting.primary, &rules).map_err(|refusal| Refused {
        retry: if matches!(refusal, CaaRefusal::LookUp { .. }) { Retry::Later } else { Retry::No },
        text: refusal.to_string(),
    })?;
    let votes: Vec<Vote<'_>> = sighting
        .remotes
        .iter()
        .map(|remote| Vote {
            perspective: &remote.perspective,
            region: &remote.region,
            agrees: decide(question, &remote.looks, &rules).is_ok(),
        })
        .collect();
    let corroboration = corroborate(&app.policy, ctx.now, app.settings.perspectives, &votes);
    if let Some(why) = &corroboration.refused {
        return Err(Refused { text: format!("CAA is not confirmed: {why}"), retry: Retry::Later });
    }
    Ok(check(app, ctx, question, &permit, &sighting.primary, corroboration))
}

fn check(
    app: &App,
    ctx: &Ctx,
    question: &CaaQuestion,
    permit: &CaaPermit,
    looks: &[CaaLook],
    corroboration: Corroboration,
) -> CaaCheck {
    let seconds = i64::from(permit.ttl_seconds).max(app.policy.caa.reuse_seconds_min);
    let seconds = seconds.min(app.policy.caa.reuse_seconds_max);
    CaaCheck {
        name: question.name.to_string(),
        checked_at: ctx.now,
        good_until: ctx.now.plus_seconds(seconds),
        found_at: permit.found_at.clone(),
        records_sha256: permit.found_at.as_deref().map(|at| records_digest(looks, at)).unwrap_or_default(),
        corroboration,
    }
}

/// SHA-256 over the records that counted, so that a later question can be answered by the records of that day.
fn records_digest(looks: &[CaaLook], at: &str) -> String {
    let mut bytes = Vec::new();
    for look in looks.iter().filter(|look| look.name == at) {
        if let CaaAnswer::Records { rdata, .. } = &look.answer {
            let mut rdata = rdata.clone();
            rdata.sort();
            for record in rdata {
                bytes.extend(u32::try_from(record.len()).unwrap_or(u32::MAX).to_be_bytes());
                bytes.extend(record);
            }
        }
    }
    digest::sha256_hex(&bytes)
}

fn failure(refused: &[(Name, Refused)]) -> Failure {
    let text =
        refused.iter().map(|(name, why)| format!("{name}: {}", why.text)).collect::<Vec<_>>().join("; ");
    let mut failure = Failure::new(Code::CaaForbids, text);
    failure.parts = refused
        .iter()
        .map(|(name, why)| Part {
            identifier: Some(Identifier::Dns(name.clone())),
            code: Code::CaaForbids,
            public: why.text.clone(),
        })
        .collect();
    if refused.iter().all(|(_, why)| why.retry == Retry::Later) {
        failure.retry = Retry::Later;
    }
    failure
}
