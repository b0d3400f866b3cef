//! `CreateManager`, an action of ours: adds an administrator to an organisation (F1).

use crate::tencent::view::company::{self as view, PersonFields};
use crate::{answer, parameters};
use chancery_app::failure::Failure;
use chancery_app::organization::{self, AdministratorDraft};
use chancery_app::{App, Ctx};
use chancery_domain::ids::OrganizationId;

parameters! {
    /// Input of `CreateManager`. Without any `Contact` field the administrator is the contact.
    pub struct Input {
        company_id: i64 = "CompanyId",
        contact_first_name: Option<String> = "ContactFirstName",
        contact_id_number: Option<String> = "ContactIdNumber",
        contact_id_type: Option<String> = "ContactIdType",
        contact_last_name: Option<String> = "ContactLastName",
        contact_mail: Option<String> = "ContactMail",
        contact_phone: Option<String> = "ContactPhone",
        contact_position: Option<String> = "ContactPosition",
        manager_department: Option<String> = "ManagerDepartment",
        manager_first_name: String = "ManagerFirstName",
        manager_id_number: Option<String> = "ManagerIdNumber",
        manager_id_type: Option<String> = "ManagerIdType",
        manager_last_name: String = "ManagerLastName",
        manager_mail: String = "ManagerMail",
        manager_phone: String = "ManagerPhone",
        manager_position: String = "ManagerPosition",
    }
}

answer! {
    /// Answer of `CreateManager`.
    pub struct Output {
        manager_id: i64 = "ManagerId",
    }
}

/// Makes the administrator; `SubmitAuditManager` has it examined.
///
/// # Errors
/// See [`organization::add_administrator`].
pub async fn run(app: &App, ctx: &Ctx, input: Input) -> Result<Output, Failure> {
    let person = view::person(PersonFields {
        owner: "Manager",
        first_name: Some(input.manager_first_name),
        last_name: Some(input.manager_last_name),
        position: Some(input.manager_position),
        department: input.manager_department,
        phone: Some(input.manager_phone),
        mail: Some(input.manager_mail),
        id_type: input.manager_id_type,
        id_number: input.manager_id_number,
    })?;
    let contact = view::person(PersonFields {
        owner: "Contact",
        first_name: input.contact_first_name,
        last_name: input.contact_last_name,
        position: input.contact_position,
        department: None,
        phone: input.contact_phone,
        mail: input.contact_mail,
        id_type: input.contact_id_type,
        id_number: input.contact_id_number,
    })?;
    let draft = AdministratorDraft {
        organization: OrganizationId(input.company_id),
        person: person.unwrap_or_default(),
        contact,
    };
    let id = organization::add_administrator(app, ctx, draft).await?;
    Ok(Output { manager_id: id.0 })
}
