//! Organisation profiles, administrators and their domains as the cloud API shows them (F1).

use crate::tencent::types::company::{CompanyInfo, ManagerInfo, ManagerPreAuditDomain, ManagerStatusInfo};
use crate::tencent::types::company_audit::CompanyAudit;
use crate::tencent::types::manager_domain::ManagerDomain;
use crate::tencent::view::validation;
use chancery_app::failure::{Code, Failure};
use chancery_app::organization::AdministratorRow;
use chancery_domain::organization::{
    AdministratorDomain, DomainStage, DomainStanding, FieldError, FieldRule, Organization,
    OrganizationIdentity, Person, PersonIdentity, Stage, Standing,
};
use chancery_domain::policy::Policy;
use chancery_domain::time::Timestamp;
use chancery_domain::validation::Method;

/// An organisation's row.
pub fn company(organization: &Organization) -> CompanyInfo {
    let details = &organization.details;
    let (kind, number) = details.identity.as_ref().map_or(("", ""), OrganizationIdentity::cloud);
    CompanyInfo {
        company_address: details.address.clone(),
        company_city: details.city.clone(),
        company_country: details.country.clone(),
        company_id: organization.id.0,
        company_name: details.name.clone(),
        company_phone: details.phone.clone(),
        company_province: details.province.clone(),
        id_number: number.to_owned(),
        id_type: kind.to_owned(),
        tags: Vec::new(),
    }
}

/// An administrator's row.
pub fn manager(row: &AdministratorRow, policy: &Policy, now: Timestamp) -> ManagerInfo {
    let administrator = &row.administrator;
    let person = &administrator.person;
    let count = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    ManagerInfo {
        cert_count: count(row.certificates),
        create_time: Some(administrator.created_at.cloud_text()),
        domain_count: i64::try_from(row.domains.len()).unwrap_or(i64::MAX),
        expire_time: administrator.approval_ends(policy).map(Timestamp::cloud_text),
        manager_department: person.department.clone(),
        manager_first_name: person.first_name.clone(),
        manager_id: administrator.id.0,
        manager_last_name: person.last_name.clone(),
        manager_mail: person.mail.clone(),
        manager_phone: person.phone.clone(),
        manager_position: person.position.clone(),
        status: administrator.standing(policy, now).cloud_name().to_owned(),
        status_info: Some(status_info(row, policy, now)),
        submit_audit_time: administrator.submitted_at.map(Timestamp::cloud_text),
        tags: Vec::new(),
        verify_time: administrator.verified_at.map(Timestamp::cloud_text),
    }
}

/// The two kinds, each with the domains proved under the administrator; they serve both.
pub fn status_info(row: &AdministratorRow, policy: &Policy, now: Timestamp) -> Vec<ManagerStatusInfo> {
    let administrator = &row.administrator;
    [("ov", &administrator.ov), ("ev", &administrator.ev)]
        .into_iter()
        .map(|(kind, stage)| ManagerStatusInfo {
            create_time: begun(stage).unwrap_or(administrator.created_at).cloud_text(),
            expire_time: stage.approval_ends(policy).map(Timestamp::cloud_text).unwrap_or_default(),
            manager_pre_audit_domains: row
                .domains
                .iter()
                .filter(|domain| domain.stage.in_force(policy, now))
                .map(|domain| pre_audit(domain, policy))
                .collect(),
            status: stage.standing(policy, now).cloud_kind_name().to_owned(),
            kind: kind.to_owned(),
        })
        .collect()
}

/// One examination with the cause of a refusal (F5).
pub fn audit(
    kind: &str,
    manager: Option<i64>,
    stage: &Stage,
    policy: &Policy,
    now: Timestamp,
) -> CompanyAudit {
    let (submitted, reason) = match stage {
        Stage::Submitted { at, .. } | Stage::Examining { at, .. } => (Some(*at), ""),
        Stage::Refused { reason, .. } => (None, reason.as_str()),
        Stage::Unsubmitted | Stage::Approved { .. } => (None, ""),
    };
    CompanyAudit {
        expire_time: stage.approval_ends(policy).map(Timestamp::cloud_text),
        kind: kind.to_owned(),
        manager_id: manager,
        reason: reason.to_owned(),
        status: stage.standing(policy, now).cloud_name().to_owned(),
        submit_time: submitted.map(Timestamp::cloud_text),
        verify_time: stage.approved_at().map(Timestamp::cloud_text),
    }
}

fn begun(stage: &Stage) -> Option<Timestamp> {
    match stage {
        Stage::Unsubmitted => None,
        Stage::Submitted { at, .. }
        | Stage::Examining { at, .. }
        | Stage::Approved { at }
        | Stage::Refused { at, .. } => Some(*at),
    }
}

fn pre_audit(domain: &AdministratorDomain, policy: &Policy) -> ManagerPreAuditDomain {
    let moment = |at: Option<Timestamp>| at.map(Timestamp::cloud_text).unwrap_or_default();
    ManagerPreAuditDomain {
        create_time: moment(domain.stage.proved_at()),
        domain: domain.name.to_string(),
        expire_time: moment(domain.stage.proof_ends(policy)),
    }
}

/// A domain, with what has to be published while it waits.
pub fn domain(domain: &AdministratorDomain, policy: &Policy, now: Timestamp) -> ManagerDomain {
    let (to_publish, deadline, reason) = match &domain.stage {
        DomainStage::Waiting { challenge, deadline, .. } => {
            (Some(validation::proof(challenge)), Some(deadline.cloud_text()), String::new())
        }
        DomainStage::Failed { last_seen, .. } => (None, None, last_seen.clone()),
        DomainStage::Proved { .. } => (None, None, String::new()),
    };
    ManagerDomain {
        create_time: domain.created_at.cloud_text(),
        deadline,
        domain: domain.name.to_string(),
        domain_id: domain.id.0,
        dv_auth: to_publish,
        dv_auth_method: domain.method.cloud_name().to_owned(),
        expire_time: domain.stage.proof_ends(policy).map(Timestamp::cloud_text),
        manager_id: domain.administrator.0,
        reason,
        status: domain_status(domain.stage.standing(policy, now)).to_owned(),
        verify_time: domain.stage.proved_at().map(Timestamp::cloud_text),
    }
}

/// `Status` of a domain.
fn domain_status(standing: DomainStanding) -> &'static str {
    match standing {
        Standing::None | Standing::Audit | Standing::AuthorityAudit => "pending",
        Standing::Ok => "ok",
        Standing::Invalid => "failed",
        Standing::Expiring => "expiring",
        Standing::Expired => "expired",
    }
}

/// The standings named by `Status`: one, or several between commas.
///
/// # Errors
/// [`Code::InvalidParameter`].
pub fn standings(text: Option<&str>) -> Result<Vec<Standing>, Failure> {
    let mut wanted = Vec::new();
    for word in text.unwrap_or_default().split(',').map(str::trim).filter(|word| !word.is_empty()) {
        let found = Standing::ALL.into_iter().find(|standing| standing.cloud_name() == word);
        wanted.push(found.ok_or_else(|| {
            let known = Standing::ALL.map(Standing::cloud_name).join(", ");
            Failure::new(Code::InvalidParameter, format!("Status: must be one or several of {known}"))
        })?);
    }
    Ok(wanted)
}

/// The way of proof named by `DvAuthMethod`.
///
/// # Errors
/// [`Code::InvalidParameter`].
pub fn method(text: &str) -> Result<Method, Failure> {
    match text {
        "DNS" => Ok(Method::DnsTxt),
        "CNAME" => Ok(Method::DnsCname),
        "FILE" => Ok(Method::File),
        _ => {
            let text = "DvAuthMethod: must be DNS (a TXT record), CNAME or FILE";
            Err(Failure::new(Code::InvalidParameter, text))
        }
    }
}

/// The identity document of an organisation named by two fields.
///
/// # Errors
/// [`Code::InvalidParameter`] names the field.
pub fn organization_identity(
    kind: Option<String>,
    number: Option<String>,
    length_max: usize,
) -> Result<Option<OrganizationIdentity>, Failure> {
    let (kind, number) = (kind.unwrap_or_default(), number.unwrap_or_default());
    OrganizationIdentity::from_cloud(&kind, &number, length_max).map_err(|broken| identity_fault("", broken))
}

/// The fields of a person, each name beginning with `owner`.
pub struct PersonFields {
    /// `Manager` or `Contact`.
    pub owner: &'static str,
    /// First name.
    pub first_name: Option<String>,
    /// Last name.
    pub last_name: Option<String>,
    /// Position.
    pub position: Option<String>,
    /// Department.
    pub department: Option<String>,
    /// Telephone number.
    pub phone: Option<String>,
    /// Mail address.
    pub mail: Option<String>,
    /// Kind of the identity document.
    pub id_type: Option<String>,
    /// Its number.
    pub id_number: Option<String>,
}

/// The person; nothing when no field says anything. The use-case checks the fields.
///
/// # Errors
/// [`Code::InvalidParameter`] for an identity document.
pub fn person(fields: PersonFields) -> Result<Option<Person>, Failure> {
    let said = [
        &fields.first_name,
        &fields.last_name,
        &fields.position,
        &fields.department,
        &fields.phone,
        &fields.mail,
        &fields.id_type,
        &fields.id_number,
    ];
    if said.into_iter().all(|field| field.as_deref().unwrap_or_default().trim().is_empty()) {
        return Ok(None);
    }
    let (kind, number) = (fields.id_type.unwrap_or_default(), fields.id_number.unwrap_or_default());
    let identity =
        PersonIdentity::from_cloud(&kind, &number).map_err(|broken| identity_fault(fields.owner, broken))?;
    Ok(Some(Person {
        first_name: fields.first_name.unwrap_or_default(),
        last_name: fields.last_name.unwrap_or_default(),
        position: fields.position.unwrap_or_default(),
        department: fields.department.unwrap_or_default(),
        phone: fields.phone.unwrap_or_default(),
        mail: fields.mail.unwrap_or_default(),
        identity,
    }))
}

fn identity_fault(owner: &str, (of_kind, rule): (bool, FieldRule)) -> Failure {
    let part = if of_kind { "IdType" } else { "IdNumber" };
    FieldError { field: format!("{owner}{part}"), rule }.into()
}

/// A page's number as received: what is below 0 is 0, as for offsets and limits of type `int64`.
pub fn unsigned(number: Option<i64>) -> Option<u64> {
    number.map(|number| u64::try_from(number).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn f1_standings_are_named_one_or_several() {
        assert_eq!(standings(None).unwrap(), []);
        assert_eq!(standings(Some("")).unwrap(), []);
        assert_eq!(standings(Some("ok, CAaudit")).unwrap(), [Standing::Ok, Standing::AuthorityAudit]);
        assert!(standings(Some("OK")).unwrap_err().public.contains("none, audit, CAaudit, ok"));
    }

    #[test]
    fn f1_a_person_nobody_says_anything_about_is_nobody() {
        let fields = |mail: &str, kind: &str| PersonFields {
            owner: "Contact",
            first_name: None,
            last_name: Some(" ".into()),
            position: None,
            department: None,
            phone: None,
            mail: Some(mail.into()),
            id_type: Some(kind.into()),
            id_number: None,
        };
        assert_eq!(person(fields("", "")).unwrap(), None);
        assert_eq!(
            person(fields("a@b.org", "")).unwrap().map(|person| person.mail).as_deref(),
            Some("a@b.org")
        );
        let half = person(fields("", "HZ")).unwrap_err();
        assert!(half.public.starts_with("ContactIdNumber: "), "{}", half.public);
    }
}
