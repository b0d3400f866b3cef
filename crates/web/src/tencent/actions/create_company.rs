//! `CreateCompany`, an action of ours: makes an organisation profile (F1).

use crate::tencent::types::tags::TagInput;
use crate::tencent::view::company as view;
use crate::{answer, parameters};
use chancery_app::failure::Failure;
use chancery_app::{App, Ctx, organization};
use chancery_domain::organization::OrganizationDetails;

parameters! {
    /// Input of `CreateCompany`.
    pub struct Input {
        company_address: String = "CompanyAddress",
        company_city: String = "CompanyCity",
        company_country: String = "CompanyCountry",
        company_department: Option<String> = "CompanyDepartment",
        company_name: String = "CompanyName",
        company_phone: String = "CompanyPhone",
        company_postal_code: Option<String> = "CompanyPostalCode",
        company_province: String = "CompanyProvince",
        id_number: Option<String> = "IdNumber",
        id_type: Option<String> = "IdType",
        tags: Option<Vec<TagInput>> = "Tags",
    }
}

answer! {
    /// Answer of `CreateCompany`.
    pub struct Output {
        company_id: i64 = "CompanyId",
    }
}

/// Makes the profile, which is examined and can never be changed. Tags are accepted for the sake of clients; profiles
/// have none.
///
/// # Errors
/// See [`organization::create`].
pub async fn run(app: &App, ctx: &Ctx, input: Input) -> Result<Output, Failure> {
    let longest = app.policy.organization.id_number_length_max;
    let details = OrganizationDetails {
        name: input.company_name,
        department: input.company_department.unwrap_or_default(),
        country: input.company_country,
        province: input.company_province,
        city: input.company_city,
        address: input.company_address,
        postcode: input.company_postal_code.unwrap_or_default(),
        phone: input.company_phone,
        identity: view::organization_identity(input.id_type, input.id_number, longest)?,
    };
    let id = organization::create(app, ctx, details).await?;
    Ok(Output { company_id: id.0 })
}
