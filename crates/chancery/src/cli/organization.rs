//! `chancery organization`: what staff need of organisation profiles; verdicts are given in `chancery review` (F1).

use super::key::plain;
use super::noted::noted;
use super::{Place, applicant, output};
use crate::wiring::open;
use anyhow::Result;
use chancery_app::organization::{AdministratorRow, Examinable, examine, list_of_account, set_allowance};
use chancery_domain::actor::Actor;
use chancery_domain::ids::{AccountId, OrganizationId};
use chancery_domain::organization::{Organization, Stage};
use chancery_domain::policy::Policy;
use chancery_domain::time::Timestamp;
use clap::Subcommand;
use serde_json::{Value, json};

/// What to do with organisation profiles.
#[derive(Subcommand)]
pub enum Command {
    /// List an account's profiles.
    List {
        /// The account number.
        #[arg(long)]
        account: i64,
        #[command(flatten)]
        place: Place,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Show a profile with its administrators: what an examiner checks and whom to call.
    Show {
        /// The profile's number.
        id: i64,
        #[command(flatten)]
        place: Place,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Allow an account another number of profiles than the policy.
    Allow {
        /// The account number.
        #[arg(long)]
        account: i64,
        /// How many profiles it may have in all.
        profiles: i64,
        #[command(flatten)]
        place: Place,
    },
}

/// Runs the command.
pub async fn run(command: Command) -> Result<()> {
    match command {
        Command::List { account, place, json } => list(AccountId(account), &place, json).await,
        Command::Show { id, place, json } => show(OrganizationId(id), &place, json).await,
        Command::Allow { account, profiles, place } => {
            let opened = open(&place.read()?).await?;
            let ctx = opened.ctx(Actor::operator());
            let outcome = set_allowance(&opened.app, &ctx, AccountId(account), profiles).await;
            let what = format!("organization allow for account {account}");
            noted(&opened, &ctx, Some(AccountId(account)), &what, outcome).await
        }
    }
}

async fn list(account: AccountId, place: &Place, json: bool) -> Result<()> {
    let opened = open(&place.read()?).await?;
    let ctx = opened.ctx(Actor::operator());
    let page = list_of_account(&opened.app, &ctx, account, 0, None).await.map_err(plain)?;
    let policy = &opened.app.policy;
    if json {
        let rows: Vec<Value> = page.items.iter().map(|one| facts_of(one, policy, ctx.now)).collect();
        return output::json(&json!({"organizations": rows, "total": page.total}));
    }
    let rows = page.items.iter().map(|one| {
        let standing = one.stage.standing(policy, ctx.now).cloud_name().to_owned();
        vec![one.id.to_string(), one.details.name.clone(), one.details.country.clone(), standing]
    });
    output::table(&["organisation", "name", "country", "standing"], rows);
    println!("{} in all", page.total);
    Ok(())
}

async fn show(id: OrganizationId, place: &Place, json: bool) -> Result<()> {
    let opened = open(&place.read()?).await?;
    let ctx = opened.ctx(Actor::operator());
    let Examinable { organization, administrators } = examine(&opened.app, &ctx, id).await.map_err(plain)?;
    let policy = &opened.app.policy;
    if json {
        let mut facts = facts_of(&organization, policy, ctx.now);
        let people: Vec<Value> = administrators.iter().map(|row| person_of(row, policy, ctx.now)).collect();
        if let Some(facts) = facts.as_object_mut() {
            facts.insert("administrators".to_owned(), json!(people));
        }
        return output::json(&facts);
    }
    let mut facts =
        vec![("organisation", organization.id.to_string()), ("account", organization.account.to_string())];
    facts.extend(applicant::organization_facts(&organization.details));
    facts.push(("standing", organization.stage.standing(policy, ctx.now).cloud_name().to_owned()));
    facts.push(("reason", reason(&organization.stage).to_owned()));
    output::facts(&facts);
    for row in &administrators {
        let administrator = &row.administrator;
        let standing = administrator.standing(policy, ctx.now).cloud_name();
        let mut facts = vec![
            ("administrator", administrator.id.to_string()),
            ("person", applicant::person_line(&administrator.person)),
        ];
        facts
            .extend(administrator.contact.iter().map(|contact| ("contact", applicant::person_line(contact))));
        facts.push(("standing", standing.to_owned()));
        println!();
        output::facts(&facts);
    }
    Ok(())
}

fn facts_of(organization: &Organization, policy: &Policy, now: Timestamp) -> Value {
    let mut facts = applicant::organization(&organization.details);
    if let Some(facts) = facts.as_object_mut() {
        facts.insert("id".to_owned(), json!(organization.id.0));
        facts.insert("account".to_owned(), json!(organization.account.to_string()));
        facts.insert("standing".to_owned(), json!(organization.stage.standing(policy, now).cloud_name()));
        facts.insert("reason".to_owned(), json!(reason(&organization.stage)));
        let ends = organization.stage.approval_ends(policy).map(Timestamp::rfc3339);
        facts.insert("expires_at".to_owned(), json!(ends));
        facts.insert("created_at".to_owned(), json!(organization.created_at.rfc3339()));
    }
    facts
}

fn person_of(row: &AdministratorRow, policy: &Policy, now: Timestamp) -> Value {
    let administrator = &row.administrator;
    let mut facts = applicant::person(&administrator.person);
    if let Some(facts) = facts.as_object_mut() {
        facts.insert("id".to_owned(), json!(administrator.id.0));
        facts.insert("contact".to_owned(), json!(administrator.contact.as_ref().map(applicant::person)));
        facts.insert("standing".to_owned(), json!(administrator.standing(policy, now).cloud_name()));
        facts.insert("ov".to_owned(), json!(administrator.ov.standing(policy, now).cloud_kind_name()));
        facts.insert("ev".to_owned(), json!(administrator.ev.standing(policy, now).cloud_kind_name()));
        facts.insert("domains".to_owned(), json!(row.domains.len()));
        facts.insert("certificates".to_owned(), json!(row.certificates));
    }
    facts
}

fn reason(stage: &Stage) -> &str {
    match stage {
        Stage::Refused { reason, .. } => reason,
        Stage::Unsubmitted | Stage::Submitted { .. } | Stage::Examining { .. } | Stage::Approved { .. } => "",
    }
}
