//! Organisations and persons as staff read them, in applications and in profiles (F1, F3).

use chancery_domain::organization::{OrganizationDetails, OrganizationIdentity, Person, PersonIdentity};
use serde_json::{Value, json};

/// An organisation as JSON.
pub fn organization(details: &OrganizationDetails) -> Value {
    let (kind, number) = details.identity.as_ref().map_or(("", ""), OrganizationIdentity::cloud);
    json!({
        "name": details.name,
        "department": details.department,
        "country": details.country,
        "province": details.province,
        "city": details.city,
        "address": details.address,
        "postcode": details.postcode,
        "phone": details.phone,
        "id_type": kind,
        "id_number": number,
    })
}

/// An organisation as lines.
pub fn organization_facts(details: &OrganizationDetails) -> Vec<(&'static str, String)> {
    let identity = details.identity.as_ref().map(OrganizationIdentity::cloud);
    vec![
        ("name", details.name.clone()),
        ("department", details.department.clone()),
        ("country", details.country.clone()),
        ("province", details.province.clone()),
        ("city", details.city.clone()),
        ("address", format!("{} {}", details.postcode, details.address).trim().to_owned()),
        ("telephone", details.phone.clone()),
        ("registration", identity.map(|(kind, number)| format!("{kind} {number}")).unwrap_or_default()),
    ]
}

/// A person as JSON.
pub fn person(person: &Person) -> Value {
    let (kind, number) = person.identity.as_ref().map_or(("", ""), PersonIdentity::cloud);
    json!({
        "first_name": person.first_name,
        "last_name": person.last_name,
        "position": person.position,
        "department": person.department,
        "phone": person.phone,
        "mail": person.mail,
        "id_type": kind,
        "id_number": number,
    })
}

/// A person in one line.
pub fn person_line(person: &Person) -> String {
    let (kind, number) = person.identity.as_ref().map_or(("", ""), PersonIdentity::cloud);
    let name = format!("{} {}", person.first_name, person.last_name);
    let parts =
        [name.as_str(), &person.position, &person.department, &person.phone, &person.mail, kind, number];
    let said: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    said.join(", ")
}
