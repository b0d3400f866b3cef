//! Staff give points to an account (C4).

use super::hand_over::{NewPackage, put_in};
use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::ports::Scope;
use crate::service::App;
use chancery_domain::benefit::Source;
use chancery_domain::ids::{AccountId, PackageId};

/// What kind granted packages have in the cloud API.
const GRANTED: &str = "ssl_granted";

/// What is given.
#[derive(Clone, Debug)]
pub struct GrantPoints {
    /// To whom.
    pub account: AccountId,
    /// How many.
    pub points: i64,
    /// For how many days; the policy has a default.
    pub days: Option<i64>,
}

/// Gives points as a package of their own.
///
/// # Errors
/// [`Code::InvalidParameter`] for an account that there is not, and for numbers beyond the policy's.
pub async fn grant(app: &App, ctx: &Ctx, input: GrantPoints) -> Result<PackageId, Failure> {
    let days = checked(app, "points", input.points, input.days)?;
    let inner = ctx.clone();
    app.store
        .write(Scope::Account(input.account), move |register| {
            super::places::known_account(register, input.account)?;
            let new = NewPackage {
                account: input.account,
                kind: GRANTED.to_owned(),
                points: input.points,
                source: Source::Granted,
                expires_at: inner.now.plus_days(days),
            };
            put_in(register, &inner, new)
        })
        .await
}

/// The days of a gift within the policy's bounds.
pub(super) fn checked(app: &App, what: &str, count: i64, days: Option<i64>) -> Result<i64, Failure> {
    let policy = &app.policy.benefits;
    if !(1..=policy.granted_max).contains(&count) {
        let text = format!("{what}: give 1 to {}", policy.granted_max);
        return Err(Failure::new(Code::InvalidParameter, text));
    }
    let days = days.unwrap_or(policy.granted_days_default);
    if !(1..=36_500).contains(&days) {
        return Err(Failure::new(Code::InvalidParameter, "days: give 1 to 36500"));
    }
    Ok(days)
}
