//! `CertificateInfoSubmit`: fills in what a bought certificate is to say; the newer form, with profiles.

use crate::secret::SecretText;
use crate::tencent::view::{application, csr, ids};
use crate::{answer, parameters};
use chancery_app::failure::{Code, Failure};
use chancery_app::order::{ApplicantDraft, FillIn, OrganizationDraft};
use chancery_app::{App, Ctx, order};
use chancery_domain::organization::{OrganizationDetails, Person};

parameters! {
    /// Input of `CertificateInfoSubmit`.
    pub struct Input {
        admin_email: Option<String> = "AdminEmail",
        admin_first_name: Option<String> = "AdminFirstName",
        admin_id_number: Option<String> = "AdminIdNumber",
        admin_id_type: Option<String> = "AdminIdType",
        admin_last_name: Option<String> = "AdminLastName",
        admin_phone: Option<String> = "AdminPhone",
        admin_title: Option<String> = "AdminTitle",
        auto_renew_flag: Option<u64> = "AutoRenewFlag",
        ca_type: Option<String> = "CaType",
        cert_common_name: String = "CertCommonName",
        cert_id: String = "CertId",
        company_id: String = "CompanyId",
        company_type: u64 = "CompanyType",
        contact_email: Option<String> = "ContactEmail",
        csr: Option<String> = "Csr",
        csr_encrypt_algo: Option<String> = "CsrEncryptAlgo",
        csr_key_parameter: Option<String> = "CsrKeyParameter",
        dns_names: Option<Vec<String>> = "DnsNames",
        gen_csr_type: String = "GenCsrType",
        key_pass: Option<SecretText> = "KeyPass",
        manager_id: Option<String> = "ManagerId",
        org_address: Option<String> = "OrgAddress",
        org_city: Option<String> = "OrgCity",
        org_country: Option<String> = "OrgCountry",
        org_division: Option<String> = "OrgDivision",
        org_id_number: Option<String> = "OrgIdNumber",
        org_id_type: Option<String> = "OrgIdType",
        org_organization: Option<String> = "OrgOrganization",
        org_phone_area: Option<String> = "OrgPhoneArea",
        org_phone_number: Option<String> = "OrgPhoneNumber",
        org_region: Option<String> = "OrgRegion",
        sign_algo: Option<String> = "SignAlgo",
        tech_email: Option<String> = "TechEmail",
        tech_first_name: Option<String> = "TechFirstName",
        tech_id_number: Option<String> = "TechIdNumber",
        tech_id_type: Option<String> = "TechIdType",
        tech_last_name: Option<String> = "TechLastName",
        tech_phone: Option<String> = "TechPhone",
        tech_title: Option<String> = "TechTitle",
        kind: Option<i64> = "Type",
        use_cross_sign_root: Option<bool> = "UseCrossSignRoot",
        verify_type: Option<String> = "VerifyType",
    }
}

answer! {
    /// Answer of `CertificateInfoSubmit`.
    pub struct Output {}
}

/// Fills in. The issuer chooses hash, chain and parent authority: `SignAlgo`, `UseCrossSignRoot`, `CaType` and `Type` are
/// read and not used.
///
/// # Errors
/// See [`order::fill_in`].
pub async fn run(app: &App, ctx: &Ctx, input: Input) -> Result<Output, Failure> {
    let applicant = applicant(app, &input)?;
    let algorithm = csr::algorithm(input.csr_encrypt_algo.as_deref(), input.csr_key_parameter.as_deref())?;
    let fill_in = FillIn {
        id: ids::certificate(&input.cert_id)?,
        common_name: input.cert_common_name,
        further_names: input.dns_names.unwrap_or_default(),
        by_file: application::by_file(input.verify_type.as_deref())?.unwrap_or(false),
        csr: application::key_source(Some(&input.gen_csr_type), input.csr, algorithm, input.key_pass)?,
        applicant,
        contact_mail: ids::filled(input.contact_email),
        renews_itself: flag(input.auto_renew_flag)?,
    };
    order::fill_in(app, ctx, fill_in).await?;
    Ok(Output {})
}

fn flag(number: Option<u64>) -> Result<Option<bool>, Failure> {
    match number {
        None => Ok(None),
        Some(0) => Ok(Some(false)),
        Some(1) => Ok(Some(true)),
        Some(_) => Err(Failure::new(Code::InvalidParameter, "AutoRenewFlag: must be 0 or 1.")),
    }
}

fn applicant(app: &App, input: &Input) -> Result<ApplicantDraft, Failure> {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    match input.company_type {
        1 => Ok(ApplicantDraft::Person { mail: text(&input.contact_email) }),
        2 => Ok(ApplicantDraft::Organization(Box::new(OrganizationDraft {
            organization_id: application::organization_id(Some(&input.company_id))?,
            administrator_id: application::administrator_id(input.manager_id.as_deref())?,
            organization: OrganizationDetails {
                name: text(&input.org_organization),
                department: text(&input.org_division),
                country: text(&input.org_country),
                province: text(&input.org_region),
                city: text(&input.org_city),
                address: text(&input.org_address),
                postcode: String::new(),
                phone: application::phone(input.org_phone_area.as_deref(), input.org_phone_number.as_deref()),
                identity: application::organization_identity(
                    input.org_id_type.as_deref(),
                    input.org_id_number.as_deref(),
                    app.policy.organization.id_number_length_max,
                )?,
            },
            administrator: Person {
                first_name: text(&input.admin_first_name),
                last_name: text(&input.admin_last_name),
                position: text(&input.admin_title),
                department: String::new(),
                phone: text(&input.admin_phone),
                mail: text(&input.admin_email),
                identity: application::person_identity(
                    "Admin",
                    input.admin_id_type.as_deref(),
                    input.admin_id_number.as_deref(),
                )?,
            },
            contact: application::said(Person {
                first_name: text(&input.tech_first_name),
                last_name: text(&input.tech_last_name),
                position: text(&input.tech_title),
                department: String::new(),
                phone: text(&input.tech_phone),
                mail: text(&input.tech_email),
                identity: application::person_identity(
                    "Tech",
                    input.tech_id_type.as_deref(),
                    input.tech_id_number.as_deref(),
                )?,
            }),
        }))),
        _ => Err(Failure::new(
            Code::InvalidParameter,
            "CompanyType: must be 1 for a person or 2 for an organisation.",
        )),
    }
}
