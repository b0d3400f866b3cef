//! `SubmittedData`: what the applicant entered.

use crate::tencent::types::submitted_data::SubmittedData;
use chancery_domain::certificate::{Certificate, CsrOrigin};
use chancery_pki::pem_text;

/// The data of an application; nothing for uploads. A key password is never known here (D3).
pub fn data(certificate: &Certificate, csr_der: Option<&[u8]>) -> Option<SubmittedData> {
    let application = certificate.application()?;
    let empty = || Some(String::new());
    Some(SubmittedData {
        admin_email: empty(),
        admin_first_name: empty(),
        admin_last_name: empty(),
        admin_phone_num: empty(),
        admin_position: empty(),
        certificate_domain: Some(certificate.domain.clone()),
        contact_email: Some(application.contact_email.clone()),
        contact_first_name: empty(),
        contact_last_name: empty(),
        contact_number: Some(application.contact_phone.clone()),
        contact_position: empty(),
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
        organization_address: empty(),
        organization_city: empty(),
        organization_country: empty(),
        organization_division: empty(),
        organization_name: empty(),
        organization_region: empty(),
        phone_area_code: empty(),
        phone_number: empty(),
        postal_code: empty(),
        verify_type: Some(application.method.cloud_name().to_owned()),
    })
}
