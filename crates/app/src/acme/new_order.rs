//! Opens an order (RFC 8555 section 7.4).

use super::auto_renewal::checked_auto_renewal;
use super::caller::{Caller, acting};
use super::identifiers::{checked_identifiers, chosen_profile};
use super::rates;
use super::replaces::mark_replaced;
use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::ports::{Register, Scope};
use crate::service::App;
use chancery_domain::acme::{
    AcmeAccountId, AcmeChallenge, AcmeOrder, AcmeOrderId, AcmeOrderStage, Authorization, AuthorizationId,
    AuthorizationStage, AutoRenewal, ChallengeStage, ChallengeType, Identifier,
};
use chancery_domain::profile::{AcmeRules, Profile};
use chancery_domain::time::Timestamp;

/// An identifier object as it was sent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct IdentifierText {
    /// `type`.
    pub kind: String,
    /// `value`.
    pub value: String,
}

/// What a client asks for.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct NewOrder {
    /// What is to be certified.
    pub identifiers: Vec<IdentifierText>,
    /// The profile asked for, or else that of the directory; nothing for the first one of the profiles file.
    pub profile: Option<String>,
    /// `notBefore`.
    pub not_before: Option<Timestamp>,
    /// `notAfter`.
    pub not_after: Option<Timestamp>,
    /// The certificate that this one replaces (RFC 9773 section 5).
    pub replaces: Option<String>,
    /// The order renews itself (RFC 8739).
    pub auto_renewal: Option<AutoRenewalRequest>,
}

/// The `auto-renewal` object as it was sent (RFC 8739 section 3.1.1).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AutoRenewalRequest {
    /// `start-date`.
    pub start_date: Option<Timestamp>,
    /// `end-date`.
    pub end_date: Timestamp,
    /// `lifetime` in seconds.
    pub lifetime: i64,
    /// `lifetime-adjust` in seconds; 0 when absent.
    pub lifetime_adjust: i64,
    /// `allow-certificate-get`.
    pub allow_certificate_get: bool,
}

/// Opens an order and its authorizations; valid ones of the same account and identifier are used again.
///
/// # Errors
/// [`Code::AcmeAccountInactive`], `AcmeProfileInvalid`, `AcmeIdentifierUnsupported`, `AcmeIdentifierRejected` (with
/// parts), `AcmeMalformed`, `AcmeAlreadyReplaced`, `RateLimited`.
pub async fn new_order(app: &App, ctx: &Ctx, caller: &Caller, input: NewOrder) -> Result<AcmeOrder, Failure> {
    let (profile, rules) = chosen_profile(app, input.profile.as_deref())?;
    let draft = Draft {
        identifiers: checked_identifiers(profile, rules, &input.identifiers)?,
        auto_renewal: checked_auto_renewal(app, ctx, profile, rules, &input)?,
        profile: profile.name.clone(),
        not_before: input.not_before,
        not_after: input.not_after,
        replaces: input.replaces,
    };
    check_validity(app, ctx, profile, &draft)?;
    // New rows guard themselves, so that the orders of a tenant do not wait for each other; only the mark of what is
    // replaced is looked at and then set.
    let scope = if draft.replaces.is_some() { Scope::Account(caller.tenant) } else { Scope::Unguarded };
    let (service, inner, caller) = (app.clone(), ctx.clone(), caller.clone());
    app.store.write(scope, move |register| store(&service, register, &inner, &caller, &draft)).await
}

/// The order after every check that needs no register.
struct Draft {
    identifiers: Vec<Identifier>,
    profile: String,
    not_before: Option<Timestamp>,
    not_after: Option<Timestamp>,
    replaces: Option<String>,
    auto_renewal: Option<AutoRenewal>,
}

/// Whether the validity asked for can be given: it begins about now, ends after that, and is not too long.
fn check_validity(app: &App, ctx: &Ctx, profile: &Profile, draft: &Draft) -> Result<(), Failure> {
    let refuse = |text: String| Err(Failure::new(Code::AcmeMalformed, text));
    let play = app.policy.issuance.backdate_seconds;
    if let Some(not_before) = draft.not_before
        && not_before.seconds_since(ctx.now).abs() > play
    {
        return refuse(format!("notBefore: must lie within {play} seconds of now; leave it out"));
    }
    if let Some(not_after) = draft.not_after {
        let from = draft.not_before.unwrap_or(ctx.now);
        let most = profile.validity_seconds.min(profile.validity_seconds_max(&app.policy, ctx.now));
        let seconds = not_after.seconds_since(from);
        if seconds <= 0 || not_after <= ctx.now || seconds >= most {
            return refuse(format!(
                "notAfter: must lie less than {most} seconds after notBefore and in the future; leave it out"
            ));
        }
    }
    Ok(())
}

/// The unit of work.
fn store(
    app: &App,
    register: &mut dyn Register,
    ctx: &Ctx,
    caller: &Caller,
    draft: &Draft,
) -> Result<AcmeOrder, Failure> {
    let account = acting(register, caller)?;
    let (_, rules) = chosen_profile(app, Some(&draft.profile))?;
    let rate = app.policy.acme.rates.new_orders_per_account;
    rates::take(register, ctx, &format!("orders/{}", account.id), rate, "new orders of this account")?;
    let id = AcmeOrderId::from_chance(ctx.now, &ctx.entropy.bytes());
    let mut authorizations = Vec::with_capacity(draft.identifiers.len());
    let mut expires_at = ctx.now.plus_seconds(rules.order_lifetime_seconds);
    let mut ready = true;
    for identifier in &draft.identifiers {
        let authorization = match reusable(register, ctx, rules, &account.id, identifier)? {
            Some(valid) => valid,
            None => {
                ready = false;
                let fresh =
                    draw_authorization(app, register, ctx, rules, &account.id, identifier, Some(&id))?;
                register.insert_authorization(&fresh)?;
                fresh
            }
        };
        expires_at = expires_at.min(authorization.expires_at);
        authorizations.push(authorization.id);
    }
    let order = AcmeOrder {
        id,
        account: account.id,
        tenant: account.tenant,
        profile: draft.profile.clone(),
        identifiers: draft.identifiers.clone(),
        stage: if ready { AcmeOrderStage::Ready } else { AcmeOrderStage::Pending },
        expires_at,
        not_before: draft.not_before,
        not_after: draft.not_after,
        authorizations,
        proved: Vec::new(),
        replaces: draft.replaces.clone(),
        auto_renewal: draft.auto_renewal,
        next_certificate: None,
        created_at: ctx.now,
    };
    if let Some(replaced) = &order.replaces {
        mark_replaced(app, register, ctx, &order, replaced)?;
    }
    register.insert_acme_order(&order)?;
    Ok(order)
}

/// A valid authorization of the account for this very identifier that the profile accepts: proved by a challenge
/// that it offers, and not longer ago than it allows.
pub(super) fn reusable(
    register: &mut dyn Register,
    ctx: &Ctx,
    rules: &AcmeRules,
    account: &AcmeAccountId,
    identifier: &Identifier,
) -> Result<Option<Authorization>, Failure> {
    if rules.authorization_reuse_seconds == 0 {
        return Ok(None);
    }
    let found = register.valid_authorization(account, identifier, ctx.now)?;
    Ok(found.filter(|authorization| match authorization.stage {
        AuthorizationStage::Valid { at, by } => {
            ctx.now.seconds_since(at) <= rules.authorization_reuse_seconds
                && rules.challenges.iter().any(|name| name == by.code())
        }
        _ => false,
    }))
}

/// A pending authorization with the challenges that the profile offers for this identifier.
pub(super) fn draw_authorization(
    app: &App,
    register: &mut dyn Register,
    ctx: &Ctx,
    rules: &AcmeRules,
    account: &AcmeAccountId,
    identifier: &Identifier,
    order: Option<&AcmeOrderId>,
) -> Result<Authorization, Failure> {
    let rate = app.policy.acme.rates.failed_validations_per_name;
    let key = failures_key(account, identifier);
    rates::ask(register, ctx, &key, rate, "failed validations of this account for this name")?;
    let challenges = offered(rules, identifier)
        .map(|kind| AcmeChallenge { kind, token: ctx.entropy.token(), stage: ChallengeStage::Pending })
        .collect();
    Ok(Authorization {
        id: AuthorizationId::from_chance(ctx.now, &ctx.entropy.bytes()),
        account: account.clone(),
        identifier: identifier.clone(),
        stage: AuthorizationStage::Pending,
        expires_at: ctx.now.plus_seconds(rules.authorization_lifetime_seconds),
        challenges,
        order: order.cloned(),
        caa_good_until: None,
        created_at: ctx.now,
    })
}

/// Under which failed validations are counted.
pub(super) fn failures_key(account: &AcmeAccountId, identifier: &Identifier) -> String {
    format!("failures/{account}/{}", identifier.base_value())
}

/// A wildcard is proved in the DNS alone, an address never there (BR 3.2.2.4, 3.2.2.5; RFC 8738 section 7).
fn offered<'a>(rules: &'a AcmeRules, identifier: &'a Identifier) -> impl Iterator<Item = ChallengeType> + 'a {
    rules.challenges.iter().filter_map(|name| ChallengeType::from_code(name)).filter(
        |kind| match identifier {
            Identifier::Dns(name) => !name.is_wildcard() || kind.proves_wildcards(),
            Identifier::Ip(_) => kind.proves_addresses(),
        },
    )
}
