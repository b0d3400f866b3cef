//! `SubmittedData`: what the applicant entered.

use crate::tencent::types::submitted_data::SubmittedData;
use chancery_domain::certificate::{Applicant, Certificate, CsrOrigin};
use chancery_domain::organization::{OrganizationDetails, Person};
use chancery_pki::pem_text;

/// The data of an application; nothing for uploads. A key password is never known here (D3).
pub fn data(certificate: &Certificate, csr_der: Option<&[u8]>) -> Option<SubmittedData> {
    let application = certificate.application()?;
    let represented = application.applicant.as_ref().and_then(Applicant::represented);
    let organization = |field: fn(&OrganizationDetails) -> &String| {
        Some(represented.map(|r| field(&r.organization).clone()).unwrap_or_default())
    };
    let administrator = |field: fn(&Person) -> &String| {
        Some(represented.map(|r| field(&r.administrator).clone()).unwrap_or_default())
    };
    // Whoever is no other person than the administrator is shown as that.
    let contact = |field: fn(&Person) -> &String| {
        let person = represented.map(|r| r.contact.as_ref().unwrap_or(&r.administrator));
        Some(person.map(|person| field(person).clone()).unwrap_or_default())
    };
    Some(SubmittedData {
        admin_email: administrator(|p| &p.mail),
        admin_first_name: administrator(|p| &p.first_name),
        admin_last_name: administrator(|p| &p.last_name),
        admin_phone_num: administrator(|p| &p.phone),
        admin_position: administrator(|p| &p.position),
        certificate_domain: Some(certificate.domain.clone()),
        contact_email: Some(application.contact_email.clone()),
        contact_first_name: contact(|p| &p.first_name),
        contact_last_name: contact(|p| &p.last_name),
        contact_number: Some(application.contact_phone.clone()),
        contact_position: contact(|p| &p.position),
        csr_content: Some(
            csr_der.map(|der| pem_text::write(pem_text::CERTIFICATE_REQUEST, der)).unwrap_or_default(),
        ),
        csr_type: Some(
            match application.csr {
                CsrOrigin::Online => "online",
                CsrOrigin::Pasted | CsrOrigin::Kept(_) => "parse",
            }
            .to_owned(),
        ),
        domain_list: Some(application.requested.iter().map(ToString::to_string).collect()),
        key_password: None,
        organization_address: organization(|o| &o.address),
        organization_city: organization(|o| &o.city),
        organization_country: organization(|o| &o.country),
        organization_division: organization(|o| &o.department),
        organization_name: organization(|o| &o.name),
        organization_region: organization(|o| &o.province),
        phone_area_code: Some(String::new()),
        phone_number: organization(|o| &o.phone),
        postal_code: organization(|o| &o.postcode),
        verify_type: Some(application.method.cloud_name().to_owned()),
    })
}
