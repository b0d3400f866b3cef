//! Whether an order may renew itself as asked for (RFC 8739 section 3.1.1).

use super::new_order::NewOrder;
use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::service::App;
use chancery_domain::acme::AutoRenewal;
use chancery_domain::profile::{AcmeRules, Profile};

/// The auto-renewal of an order, if one is asked for and may be given.
///
/// # Errors
/// [`Code::AcmeMalformed`] names member and rule.
pub(super) fn checked_auto_renewal(
    app: &App,
    ctx: &Ctx,
    profile: &Profile,
    rules: &AcmeRules,
    input: &NewOrder,
) -> Result<Option<AutoRenewal>, Failure> {
    let Some(asked) = input.auto_renewal else { return Ok(None) };
    let refuse = |text: String| Err(Failure::new(Code::AcmeMalformed, format!("auto-renewal: {text}")));
    let policy = &app.policy.acme;
    if !rules.star {
        return refuse(format!("orders of the profile {} do not renew themselves", profile.name));
    }
    if input.not_before.is_some() || input.not_after.is_some() {
        return refuse("cannot stand beside notBefore or notAfter".to_owned());
    }
    let start = asked.start_date.unwrap_or(ctx.now).max(ctx.now);
    if start.seconds_since(ctx.now) > policy.star_start_seconds_max {
        return refuse(format!("start-date must lie within {} seconds", policy.star_start_seconds_max));
    }
    let most = profile.validity_seconds.min(profile.validity_seconds_max(&app.policy, ctx.now));
    let lifetime_max = most.saturating_sub(asked.lifetime_adjust.max(0));
    if asked.lifetime < policy.star_lifetime_seconds_min || asked.lifetime > lifetime_max {
        return refuse(format!(
            "lifetime must be {} to {lifetime_max} seconds",
            policy.star_lifetime_seconds_min
        ));
    }
    if asked.lifetime_adjust < 0 || asked.lifetime_adjust >= asked.lifetime {
        return refuse("lifetime-adjust must be less than lifetime".to_owned());
    }
    let duration = asked.end_date.seconds_since(start);
    if duration < asked.lifetime || duration > policy.star_duration_seconds_max {
        return refuse(format!(
            "end-date must lie between one lifetime and {} seconds after the start",
            policy.star_duration_seconds_max
        ));
    }
    Ok(Some(AutoRenewal {
        start_date: asked.start_date,
        end_date: asked.end_date,
        lifetime: asked.lifetime,
        lifetime_adjust: asked.lifetime_adjust,
        allow_certificate_get: asked.allow_certificate_get,
    }))
}
