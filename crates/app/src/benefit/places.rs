//! Extra places for free certificates (B3): given by staff; the free quota is used first.

use super::grant::checked;
use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::operation_log::record;
use crate::ports::{Register, Scope, StoreError};
use crate::service::App;
use chancery_domain::benefit::ExtraPlaces;
use chancery_domain::ids::{AccountId, PackageId};
use chancery_domain::operation_log::Operation;
use chancery_domain::time::Timestamp;

/// What is given.
#[derive(Clone, Debug)]
pub struct GrantPlaces {
    /// To whom.
    pub account: AccountId,
    /// How many.
    pub places: i64,
    /// For how many days; the policy has a default.
    pub days: Option<i64>,
}

/// Gives places beyond the account's free quota.
///
/// # Errors
/// [`Code::InvalidParameter`] for an account that there is not, and for numbers beyond the policy's.
pub async fn grant_places(app: &App, ctx: &Ctx, input: GrantPlaces) -> Result<ExtraPlaces, Failure> {
    let days = checked(app, "places", input.places, input.days)?;
    let inner = ctx.clone();
    app.store
        .write(Scope::Account(input.account), move |register| {
            known_account(register, input.account)?;
            let mut places = ExtraPlaces {
                id: PackageId::from_chance(&inner.entropy.bytes::<12>()),
                account: input.account,
                places: input.places,
                created_at: inner.now,
                expires_at: inner.now.plus_days(days),
            };
            while let Err(error) = register.insert_extra_places(&places) {
                if !matches!(error, StoreError::Taken(_)) {
                    return Err(error.into());
                }
                places.id = PackageId::from_chance(&inner.entropy.bytes::<12>());
            }
            let detail =
                format!("{}: {} places until {}", places.id, places.places, places.expires_at.rfc3339());
            record(register, &inner, input.account, Operation::PlacesGranted, None, detail)?;
            Ok(places)
        })
        .await
}

/// The account is one of the register's.
pub(super) fn known_account(register: &mut dyn Register, account: AccountId) -> Result<(), Failure> {
    let known = register.account(account)?.map(drop);
    known.ok_or_else(|| {
        Failure::new(Code::InvalidParameter, format!("account: there is no account {account}"))
    })
}

/// Places of the account that count at `now`, all gifts together.
pub(crate) fn places_in_force(
    register: &mut dyn Register,
    account: AccountId,
    now: Timestamp,
) -> Result<i64, Failure> {
    let gifts = register.extra_places(account)?;
    Ok(gifts.iter().fold(0_i64, |sum, gift| sum.saturating_add(gift.in_force(now))))
}

/// The gift named at an application is the account's and in force.
///
/// # Errors
/// [`Code::PackageNotFound`], [`Code::PackageOver`].
pub(crate) fn known_places(
    register: &mut dyn Register,
    account: AccountId,
    id: &PackageId,
    now: Timestamp,
) -> Result<(), Failure> {
    let gifts = register.extra_places(account)?;
    let Some(gift) = gifts.iter().find(|gift| gift.id == *id) else {
        let text = "PackageId: there is no such package of free certificates in this account";
        return Err(Failure::new(Code::PackageNotFound, text));
    };
    if gift.in_force(now) == 0 {
        return Err(Failure::new(Code::PackageOver, format!("PackageId: the package {id} has expired")));
    }
    Ok(())
}
