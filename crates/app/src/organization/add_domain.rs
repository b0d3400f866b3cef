//! Adds a domain under an approved administrator, or has one proved again (F1).

use super::fetch::own_administrator;
use crate::ctx::Ctx;
use crate::failure::{Code, Failure};
use crate::operation_log::record;
use crate::ports::{NewTask, Register, Scope, TaskKind};
use crate::service::App;
use chancery_domain::ids::{AccountId, AdministratorDomainId, AdministratorId};
use chancery_domain::name::{DnsName, Name};
use chancery_domain::operation_log::Operation;
use chancery_domain::organization::{AdministratorDomain, DomainStage};
use chancery_domain::validation::{Challenge, Method, challenges};

/// A domain to prove.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DomainDraft {
    /// The administrator.
    pub administrator: AdministratorId,
    /// The name as entered.
    pub domain: String,
    /// How it is proved.
    pub method: Method,
}

/// Adds the domain and returns it with its challenge. A name that is there already is proved again when its last proof
/// failed or is about to end.
///
/// # Errors
/// [`Code::DomainInvalid`]; [`Code::AdministratorNotFound`]; [`Code::AdministratorState`] when no approval of the
/// administrator is in force; [`Code::OrganizationLimit`]; [`Code::AdministratorDomainState`].
pub async fn add_domain(app: &App, ctx: &Ctx, draft: DomainDraft) -> Result<AdministratorDomain, Failure> {
    let account = ctx.tenant()?;
    let name = checked_name(app, &draft)?;
    let challenge = challenge(app, ctx, &name, draft.method)?;
    let (service, inner, draft) = (app.clone(), ctx.clone(), draft.clone());
    let added = app
        .store
        .write(Scope::Account(account), move |register| {
            add(&service, register, &inner, account, &draft, &name, &challenge)
        })
        .await?;
    app.tasks_due.notify_one();
    Ok(added)
}

fn checked_name(app: &App, draft: &DomainDraft) -> Result<Name, Failure> {
    let refused = |text: String| Failure::new(Code::DomainInvalid, format!("Domain: {text}"));
    let name = Name::parse_dns(&draft.domain).map_err(|error| refused(error.to_string()))?;
    if name.dns().is_some_and(DnsName::is_registry_controlled) {
        return Err(refused(format!("{name} is a registry's own suffix; name a domain that was registered")));
    }
    if let Some(suffix) = app.policy.names.blocked_suffix(&name) {
        return Err(refused(format!("no certificates are issued under .{suffix}; choose another name")));
    }
    let longest = app.policy.names.length_max;
    if name.length() > longest {
        let text = format!("Domain: a name has at most {longest} characters; shorten it");
        return Err(Failure::new(Code::DomainTooLong, text));
    }
    if name.is_wildcard() && !draft.method.proves_wildcards() {
        let text = format!("DvAuthMethod: {name} cannot be proved by a file; choose DNS");
        return Err(Failure::new(Code::InvalidParameter, text));
    }
    Ok(name)
}

fn challenge(app: &App, ctx: &Ctx, name: &Name, method: Method) -> Result<Challenge, Failure> {
    let names = std::slice::from_ref(name);
    let drawn = challenges(names, method, &app.settings.cname_zone, || ctx.entropy.token());
    drawn.into_iter().next().ok_or_else(|| Failure::internal("a name without a challenge"))
}

fn add(
    app: &App,
    register: &mut dyn Register,
    ctx: &Ctx,
    account: AccountId,
    draft: &DomainDraft,
    name: &Name,
    challenge: &Challenge,
) -> Result<AdministratorDomain, Failure> {
    let administrator = own_administrator(register, account, draft.administrator)?;
    if !administrator.in_force(&app.policy, ctx.now) {
        let text = "ManagerId: domains are added under an administrator whose approval is in force; submit it for review";
        return Err(Failure::new(Code::AdministratorState, text));
    }
    let present = register.administrator_domains(administrator.id)?;
    let domain = match present.iter().find(|domain| domain.name == *name) {
        Some(known) => {
            let stage = known.stage.clone().begin_again(challenge.clone(), &app.policy, ctx.now)?;
            let domain = AdministratorDomain { stage, method: draft.method, ..known.clone() };
            register.update_administrator_domain(&domain)?;
            domain
        }
        None => {
            let most = app.policy.organization.domains_max;
            if i64::try_from(present.len()).unwrap_or(i64::MAX) >= most {
                let text = format!("Domain: an administrator has at most {most} domains");
                return Err(Failure::new(Code::OrganizationLimit, text));
            }
            let mut domain = AdministratorDomain {
                id: AdministratorDomainId(0),
                account,
                organization: administrator.organization,
                administrator: administrator.id,
                name: name.clone(),
                method: draft.method,
                stage: DomainStage::begin(challenge.clone(), &app.policy, ctx.now, None),
                created_at: ctx.now,
            };
            domain.id = register.insert_administrator_domain(&domain)?;
            domain
        }
    };
    let due_at = ctx.now.plus_seconds(app.policy.validation.backoff_first_seconds);
    let subject = domain.id.to_string();
    register.add_task(&NewTask { kind: TaskKind::CheckAdministratorDomain, subject, due_at })?;
    let detail =
        format!("administrator: {}; name: {name}; method: {}", administrator.id, draft.method.record_type());
    record(register, ctx, account, Operation::AdministratorDomainAdded, None, detail)?;
    Ok(domain)
}
