//! What the applicant entered.

use crate::answer;
use crate::secret::SecretText;

answer! {
    /// The data of an application.
    pub struct SubmittedData {
        admin_email: Option<String> = "AdminEmail",
        admin_first_name: Option<String> = "AdminFirstName",
        admin_last_name: Option<String> = "AdminLastName",
        admin_phone_num: Option<String> = "AdminPhoneNum",
        admin_position: Option<String> = "AdminPosition",
        certificate_domain: Option<String> = "CertificateDomain",
        contact_email: Option<String> = "ContactEmail",
        contact_first_name: Option<String> = "ContactFirstName",
        contact_last_name: Option<String> = "ContactLastName",
        contact_number: Option<String> = "ContactNumber",
        contact_position: Option<String> = "ContactPosition",
        csr_content: Option<String> = "CsrContent",
        csr_type: Option<String> = "CsrType",
        domain_list: Option<Vec<String>> = "DomainList",
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
    }
}
