//! `chancery benefit`: benefit points and extra places for free certificates, for staff (B3, C3, C4).

use super::noted::noted;
use super::{Place, output};
use crate::wiring::open;
use anyhow::Result;
use chancery_app::benefit::{GrantPlaces, GrantPoints, grant, grant_places};
use chancery_domain::actor::Actor;
use chancery_domain::ids::AccountId;
use clap::Subcommand;
use serde_json::{Value, json};

/// What to do with benefits.
#[derive(Subcommand)]
pub enum Command {
    /// Give points to an account, as a package of their own.
    Grant {
        /// The account.
        #[arg(long)]
        account: i64,
        /// How many.
        #[arg(long)]
        points: i64,
        /// For how many days; by default the policy's.
        #[arg(long)]
        days: Option<i64>,
        #[command(flatten)]
        place: Place,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Give an account places for free certificates beyond its quota.
    GrantPlaces {
        /// The account.
        #[arg(long)]
        account: i64,
        /// How many.
        #[arg(long)]
        places: i64,
        /// For how many days; by default the policy's.
        #[arg(long)]
        days: Option<i64>,
        #[command(flatten)]
        place: Place,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// List an account's packages and extra places.
    List {
        /// The account.
        #[arg(long)]
        account: i64,
        #[command(flatten)]
        place: Place,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
}

/// Runs the command.
pub async fn run(command: Command) -> Result<()> {
    match command {
        Command::Grant { account, points, days, place, json } => {
            let opened = open(&place.read()?).await?;
            let wanted = GrantPoints { account: AccountId(account), points, days };
            let ctx = opened.ctx(Actor::operator());
            let outcome = grant(&opened.app, &ctx, wanted).await;
            let what = format!("benefit grant to account {account}");
            let id = noted(&opened, &ctx, Some(AccountId(account)), &what, outcome).await?;
            if json {
                return output::json(&json!({"package_id": id.0, "points": points}));
            }
            println!("{id}: {points} points");
            Ok(())
        }
        Command::GrantPlaces { account, places, days, place, json } => {
            let opened = open(&place.read()?).await?;
            let wanted = GrantPlaces { account: AccountId(account), places, days };
            let ctx = opened.ctx(Actor::operator());
            let outcome = grant_places(&opened.app, &ctx, wanted).await;
            let what = format!("benefit grant-places to account {account}");
            let given = noted(&opened, &ctx, Some(AccountId(account)), &what, outcome).await?;
            let ends_at = given.expires_at.rfc3339();
            if json {
                return output::json(
                    &json!({"package_id": given.id.0, "places": places, "expires_at": ends_at}),
                );
            }
            println!("{}: {places} places until {ends_at}", given.id);
            Ok(())
        }
        Command::List { account, place, json } => list(AccountId(account), &place, json).await,
    }
}

async fn list(account: AccountId, place: &Place, json_wanted: bool) -> Result<()> {
    let opened = open(&place.read()?).await?;
    let now = opened.ctx(Actor::operator()).now;
    let (packages, places) = opened
        .app
        .store
        .read(move |register| Ok((register.packages(account)?, register.extra_places(account)?)))
        .await
        .map_err(super::key::plain)?;
    if json_wanted {
        let packages: Vec<Value> = packages
            .iter()
            .map(|package| {
                json!({
                    "package_id": package.id.0, "kind": package.kind, "status": package.stage_at(now).code(),
                    "points": package.available(now), "total": package.total,
                    "expires_at": package.expires_at.rfc3339(),
                })
            })
            .collect();
        let places: Vec<Value> = places
            .iter()
            .map(|gift| {
                json!({
                    "package_id": gift.id.0, "places": gift.places, "in_force": gift.in_force(now),
                    "expires_at": gift.expires_at.rfc3339(),
                })
            })
            .collect();
        return output::json(&json!({"packages": packages, "places": places}));
    }
    let rows = packages.iter().map(|package| {
        vec![
            package.id.0.clone(),
            package.kind.clone(),
            package.stage_at(now).code().to_owned(),
            package.available(now).to_string(),
            package.total.to_string(),
            package.expires_at.rfc3339(),
        ]
    });
    output::table(&["package", "kind", "stage", "points", "of", "ends"], rows);
    let rows = places.iter().map(|gift| {
        vec![
            gift.id.0.clone(),
            gift.in_force(now).to_string(),
            gift.places.to_string(),
            gift.expires_at.rfc3339(),
        ]
    });
    output::table(&["extra places", "in force", "of", "ends"], rows);
    Ok(())
}
