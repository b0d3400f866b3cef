//! What a review is about, as lines and as JSON: names, product, organisation and whom to call (F3).

use crate::cli::applicant;
use chancery_app::examination::Matter;
use chancery_domain::certificate::{Certificate, Represented};
use serde_json::{Map, Value, json};

/// The members that the JSON of a review gets.
pub fn members(matter: &Matter) -> Map<String, Value> {
    let mut members = Map::new();
    if let Some(certificate) = &matter.certificate {
        let product = certificate.application().map(|application| application.product.0);
        members.insert("names".into(), json!(certificate.names));
        members.insert("product".into(), json!(product));
        members.insert("certificate_stage".into(), json!(certificate.stage.name()));
    }
    if let Some(applicant) = matter.certificate.as_deref().and_then(represented) {
        members.insert("organization".into(), applicant::organization(&applicant.organization));
        members.insert("administrator".into(), applicant::person(&applicant.administrator));
        members.insert("contact".into(), json!(applicant.contact.as_ref().map(applicant::person)));
    }
    if let Some(organization) = &matter.organization {
        members.insert("organization".into(), applicant::organization(&organization.details));
    }
    if let Some(administrator) = &matter.administrator {
        members.insert("administrator".into(), applicant::person(&administrator.person));
        members.insert("contact".into(), json!(administrator.contact.as_ref().map(applicant::person)));
    }
    members
}

/// The same for people.
pub fn facts(matter: &Matter) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    if let Some(certificate) = &matter.certificate {
        facts.push(("names", certificate.names.join(", ")));
        facts.push(("certificate", certificate.stage.name().to_owned()));
    }
    if let Some(applicant) = matter.certificate.as_deref().and_then(represented) {
        facts.extend(applicant::organization_facts(&applicant.organization));
        facts.push(("administrator", applicant::person_line(&applicant.administrator)));
        facts.extend(applicant.contact.iter().map(|contact| ("contact", applicant::person_line(contact))));
    }
    if let Some(organization) = &matter.organization {
        facts.extend(applicant::organization_facts(&organization.details));
    }
    if let Some(administrator) = &matter.administrator {
        facts.push(("administrator", applicant::person_line(&administrator.person)));
        facts
            .extend(administrator.contact.iter().map(|contact| ("contact", applicant::person_line(contact))));
    }
    facts
}

/// Who applies, where that is an organisation.
fn represented(certificate: &Certificate) -> Option<&Represented> {
    certificate.application()?.applicant.as_ref()?.represented()
}
