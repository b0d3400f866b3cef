//! `DescribeManagerDetail`: one administrator with organisation and contact (F1).

use crate::tencent::types::company::{CompanyInfo, ManagerStatusInfo};
use crate::tencent::view::company as view;
use crate::{answer, parameters};
use chancery_app::failure::Failure;
use chancery_app::{App, Ctx, organization};
use chancery_domain::ids::AdministratorId;
use chancery_domain::organization::{Person, PersonIdentity};
use chancery_domain::time::Timestamp;

parameters! {
    /// Input of `DescribeManagerDetail`. `Limit` and `Offset` do nothing; older clients send them.
    pub struct Input {
        limit: Option<i64> = "Limit",
        manager_id: i64 = "ManagerId",
        offset: Option<i64> = "Offset",
    }
}

answer! {
    /// Answer of `DescribeManagerDetail`.
    pub struct Output {
        company_id: i64 = "CompanyId",
        company_info: CompanyInfo = "CompanyInfo",
        contact_first_name: String = "ContactFirstName",
        contact_id_number: String = "ContactIdNumber",
        contact_id_type: String = "ContactIdType",
        contact_last_name: String = "ContactLastName",
        contact_mail: String = "ContactMail",
        contact_phone: String = "ContactPhone",
        contact_position: String = "ContactPosition",
        create_time: String = "CreateTime",
        expire_time: Option<String> = "ExpireTime",
        manager_department: String = "ManagerDepartment",
        manager_first_name: String = "ManagerFirstName",
        manager_id: i64 = "ManagerId",
        manager_id_number: String = "ManagerIdNumber",
        manager_id_type: String = "ManagerIdType",
        manager_last_name: String = "ManagerLastName",
        manager_mail: String = "ManagerMail",
        manager_phone: String = "ManagerPhone",
        manager_position: String = "ManagerPosition",
        status: String = "Status",
        status_info: Vec<ManagerStatusInfo> = "StatusInfo",
        verify_time: Option<String> = "VerifyTime",
    }
}

/// Shows the administrator. Without a contact of its own the administrator is the contact.
///
/// # Errors
/// See [`organization::describe_administrator`].
pub async fn run(app: &App, ctx: &Ctx, input: Input) -> Result<Output, Failure> {
    let found = organization::describe_administrator(app, ctx, AdministratorId(input.manager_id)).await?;
    let administrator = &found.row.administrator;
    let manager = &administrator.person;
    let contact = administrator.contact.as_ref().unwrap_or(manager);
    let (contact_id_type, contact_id_number) = identity(contact);
    let (manager_id_type, manager_id_number) = identity(manager);
    Ok(Output {
        company_id: found.organization.id.0,
        company_info: view::company(&found.organization),
        contact_first_name: contact.first_name.clone(),
        contact_id_number,
        contact_id_type,
        contact_last_name: contact.last_name.clone(),
        contact_mail: contact.mail.clone(),
        contact_phone: contact.phone.clone(),
        contact_position: contact.position.clone(),
        create_time: administrator.created_at.cloud_text(),
        expire_time: administrator.approval_ends(&app.policy).map(Timestamp::cloud_text),
        manager_department: manager.department.clone(),
        manager_first_name: manager.first_name.clone(),
        manager_id: administrator.id.0,
        manager_id_number,
        manager_id_type,
        manager_last_name: manager.last_name.clone(),
        manager_mail: manager.mail.clone(),
        manager_phone: manager.phone.clone(),
        manager_position: manager.position.clone(),
        status: administrator.standing(&app.policy, ctx.now).cloud_name().to_owned(),
        status_info: view::status_info(&found.row, &app.policy, ctx.now),
        verify_time: administrator.verified_at.map(Timestamp::cloud_text),
    })
}

fn identity(person: &Person) -> (String, String) {
    let (kind, number) = person.identity.as_ref().map_or(("", ""), PersonIdentity::cloud);
    (kind.to_owned(), number.to_owned())
}
