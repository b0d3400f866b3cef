//! One look at one challenge: the proof and the CAA records at the same time.

use super::caller::account_url;
use super::identifiers::chosen_profile;
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::service::App;
use crate::validation::acme_proof::acme_proof;
use crate::validation::{CaaOutcome, CaaQuestion, check_caa, look_everywhere};
use chancery_domain::acme::{AcmeAccountId, Authorization, ChallengeType, Identifier, Problem, ProblemType};
use chancery_domain::name::Name;
use chancery_domain::time::Timestamp;
use chancery_domain::validation::{Challenge, Finding, Observation, Proof, Purpose, Verdict, persist};

/// A look that passed.
pub(super) struct Seen {
    /// Until when the proof may be used.
    pub(super) proof_good_until: Timestamp,
    /// Until when the CAA look-up may be used; nothing for addresses, which have no CAA.
    pub(super) caa_good_until: Option<Timestamp>,
    /// How the remote perspectives voted, for the record.
    pub(super) corroboration: String,
}

/// Looks for the response to a challenge.
///
/// # Errors
/// What the client is told when it is not there.
pub(super) async fn look(
    app: &App,
    ctx: &Ctx,
    account: &AcmeAccountId,
    thumbprint: &str,
    authorization: &Authorization,
    kind: ChallengeType,
) -> Result<Seen, Problem> {
    let internal = || Problem::new(ProblemType::ServerInternal, "the challenge cannot be looked at");
    let token = authorization.challenge(kind).map(|c| c.token.as_str()).ok_or_else(internal)?;
    let url = account_url(app, account);
    let challenge =
        challenge(app, ctx, kind, &authorization.identifier, token, thumbprint, &url).ok_or_else(internal)?;
    let asked = question(&authorization.identifier, kind, url);
    let (looked, caa) = futures_util::join!(look_everywhere(app, ctx, &challenge), caa(app, ctx, asked));
    if let Verdict::NotYet { cause } = &looked.verdict {
        return Err(Problem::of_challenge(cause, &challenge.proof));
    }
    let caa = caa.map_err(|failure| Problem::new(ProblemType::Caa, failure.public))?;
    let until = proof_good_until(app, ctx, kind);
    Ok(Seen {
        proof_good_until: record_ends(&challenge, &looked.observations).map_or(until, |ends| until.min(ends)),
        caa_good_until: caa.map(|outcome| outcome.good_until),
        corroboration: looked.corroboration.explain(),
    })
}

async fn caa(app: &App, ctx: &Ctx, asked: Option<CaaQuestion>) -> Result<Option<CaaOutcome>, Failure> {
    match asked {
        Some(question) => check_caa(app, ctx, &[question]).await.map(Some),
        None => Ok(None),
    }
}

/// What is asked of CAA for an identifier; addresses have none (RFC 8738 section 9 leaves them out).
pub(super) fn question(identifier: &Identifier, kind: ChallengeType, url: String) -> Option<CaaQuestion> {
    match identifier {
        Identifier::Dns(name) => {
            Some(CaaQuestion { name: name.clone(), method: kind.code(), account_uri: Some(url) })
        }
        Identifier::Ip(_) => None,
    }
}

/// How long a proof may be used: the dated policy and the kind of challenge say the most; profiles may allow less.
fn proof_good_until(app: &App, ctx: &Ctx, kind: ChallengeType) -> Timestamp {
    let days = match kind {
        ChallengeType::DnsPersist01 => {
            app.policy.challenge.persistent_record_reuse_days.min(app.policy.domain_reuse_days(ctx.now))
        }
        ChallengeType::Http01
        | ChallengeType::Dns01
        | ChallengeType::TlsAlpn01
        | ChallengeType::DnsAccount01 => app.policy.domain_reuse_days(ctx.now),
    };
    // The most that any profile allows; each order asks its own profile again.
    let profiles = app.profiles.acme().map(|(_, rules)| rules.authorization_reuse_seconds).max().unwrap_or(0);
    let least = chosen_profile(app, None).map_or(0, |(_, rules)| rules.order_lifetime_seconds);
    ctx.now.plus_days(days).min(ctx.now.plus_seconds(profiles.max(least)))
}

/// What is looked for; nothing for a challenge that cannot prove the identifier.
fn challenge(
    app: &App,
    ctx: &Ctx,
    kind: ChallengeType,
    identifier: &Identifier,
    token: &str,
    thumbprint: &str,
    url: &str,
) -> Option<Challenge> {
    let name = match identifier {
        Identifier::Dns(name) => name.clone(),
        Identifier::Ip(address) => Name::Address(*address),
    };
    let issuers = &app.settings.caa_identities;
    let proof = acme_proof(kind, identifier, token, thumbprint, url, issuers, ctx.now)?;
    Some(Challenge { base: name.base(), covers: vec![name], proof })
}

/// Until when a lasting record gives leave (`persistUntil` of draft-ietf-acme-dns-persist); nothing without an end.
fn record_ends(challenge: &Challenge, observations: &[Observation]) -> Option<Timestamp> {
    let Proof::PersistTxt { .. } = &challenge.proof else { return None };
    observations
        .iter()
        .filter(|seen| seen.purpose == Purpose::Proof)
        .filter_map(|seen| match &seen.finding {
            Finding::Values { values, .. } => {
                persist::permitted_until(&challenge.proof, values).ok().flatten()
            }
            _ => None,
        })
        .min()
}
