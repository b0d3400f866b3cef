//! `SubmitCertificateInformation`: fills in what a bought certificate is to say; the older form.

use crate::secret::SecretText;
use crate::tencent::view::{application, ids};
use crate::{answer, parameters};
use chancery_app::failure::Failure;
use chancery_app::order::{ApplicantDraft, FillIn, OrganizationDraft};
use chancery_app::{App, Ctx, order};
use chancery_domain::organization::{OrganizationDetails, Person};

parameters! {
    /// Input of `SubmitCertificateInformation`; `OrgIdType` and `OrgIdNumber` are additions of ours, since EV certificates
    /// name the register.
    pub struct Input {
        admin_email: Option<String> = "AdminEmail",
        admin_first_name: Option<String> = "AdminFirstName",
        admin_last_name: Option<String> = "AdminLastName",
        admin_phone_num: Option<String> = "AdminPhoneNum",
        admin_position: Option<String> = "AdminPosition",
        certificate_domain: Option<String> = "CertificateDomain",
        certificate_id: String = "CertificateId",
        contact_email: Option<String> = "ContactEmail",
        contact_first_name: Option<String> = "ContactFirstName",
        contact_last_name: Option<String> = "ContactLastName",
        contact_number: Option<String> = "ContactNumber",
        contact_position: Option<String> = "ContactPosition",
        csr_content: Option<String> = "CsrContent",
        csr_type: Option<String> = "CsrType",
        domain_list: Option<Vec<String>> = "DomainList",
        is_dv: Option<bool> = "IsDV",
        key_password: Option<SecretText> = "KeyPassword",
        organization_address: Option<String> = "OrganizationAddress",
        organization_city: Option<String> = "OrganizationCity",
        organization_country: Option<String> = "OrganizationCountry",
        organization_division: Option<String> = "OrganizationDivision",
        organization_name: Option<String> = "OrganizationName",
        organization_region: Option<String> = "OrganizationRegion",
        phone_area_code: Option<String> = "PhoneAreaCode",
        phone_number: Option<String> = "PhoneNumber",
        postal_code: Option<String> = "PostalCode",
        verify_type: Option<String> = "VerifyType",
        org_id_type: Option<String> = "OrgIdType",
        org_id_number: Option<String> = "OrgIdNumber",
    }
}

answer! {
    /// Answer of `SubmitCertificateInformation`.
    pub struct Output {
        certificate_id: String = "CertificateId",
    }
}

/// Fills in. A list of names that begins with the common name is taken without it, as clients send both.
///
/// # Errors
/// See [`order::fill_in`].
pub async fn run(app: &App, ctx: &Ctx, input: Input) -> Result<Output, Failure> {
    let applicant = applicant(app, &input)?;
    let mut names = input.domain_list.unwrap_or_default();
    let common_name = match ids::filled(input.certificate_domain) {
        Some(name) => {
            if names.first().is_some_and(|first| first.eq_ignore_ascii_case(&name)) {
                names.remove(0);
            }
            name
        }
        None if names.is_empty() => String::new(),
        None => names.remove(0),
    };
    let fill_in = FillIn {
        id: ids::certificate(&input.certificate_id)?,
        common_name,
        further_names: names,
        by_file: application::by_file(input.verify_type.as_deref())?.unwrap_or(false),
        csr: application::key_source(input.csr_type.as_deref(), input.csr_content, None, input.key_password)?,
        applicant,
        contact_mail: None,
        renews_itself: None,
    };
    let certificate = order::fill_in(app, ctx, fill_in).await?;
    Ok(Output { certificate_id: certificate.id.to_string() })
}

/// An organisation where one is named; else a person, which only DV takes.
fn applicant(app: &App, input: &Input) -> Result<ApplicantDraft, Failure> {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    if text(&input.organization_name).is_empty() && input.is_dv != Some(false) {
        let mail = ids::filled(input.contact_email.clone()).or_else(|| input.admin_email.clone());
        return Ok(ApplicantDraft::Person { mail: mail.unwrap_or_default() });
    }
    Ok(ApplicantDraft::Organization(Box::new(OrganizationDraft {
        organization_id: None,
        administrator_id: None,
        organization: OrganizationDetails {
            name: text(&input.organization_name),
            department: text(&input.organization_division),
            country: text(&input.organization_country),
            province: text(&input.organization_region),
            city: text(&input.organization_city),
            address: text(&input.organization_address),
            postcode: text(&input.postal_code),
            phone: application::phone(input.phone_area_code.as_deref(), input.phone_number.as_deref()),
            identity: application::organization_identity(
                input.org_id_type.as_deref(),
                input.org_id_number.as_deref(),
                app.policy.organization.id_number_length_max,
            )?,
        },
        administrator: Person {
            first_name: text(&input.admin_first_name),
            last_name: text(&input.admin_last_name),
            position: text(&input.admin_position),
            phone: text(&input.admin_phone_num),
            mail: text(&input.admin_email),
            ..Person::default()
        },
        contact: application::said(Person {
            first_name: text(&input.contact_first_name),
            last_name: text(&input.contact_last_name),
            position: text(&input.contact_position),
            phone: text(&input.contact_number),
            mail: text(&input.contact_email),
            ..Person::default()
        }),
    })))
}
