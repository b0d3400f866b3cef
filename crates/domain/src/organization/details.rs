//! What an applicant says about an organisation, checked and brought into one spelling.

use super::country::is_country_code;
use super::field::{self, FieldError, FieldRule};
use super::identity::OrganizationIdentity;
use crate::policy::OrganizationPolicy;
use serde::{Deserialize, Serialize};

/// An organisation as it is examined and as it stands in certificates (F1, F2).
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize, Debug)]
pub struct OrganizationDetails {
    /// Full registered name.
    pub name: String,
    /// Department; may be empty. Not written into certificates (BR 7.1.2.7.2: organizationalUnitName is gone).
    pub department: String,
    /// Two capital letters of ISO 3166-1.
    pub country: String,
    /// Province or state.
    pub province: String,
    /// City.
    pub city: String,
    /// Street and number.
    pub address: String,
    /// Postcode; may be empty.
    pub postcode: String,
    /// Landline at which the examiner calls.
    pub phone: String,
    /// Registration number, if it was given.
    pub identity: Option<OrganizationIdentity>,
}

impl OrganizationDetails {
    /// Trims and checks every field; `owner` begins the names of fields in errors (`Company`, `Organization`).
    ///
    /// # Errors
    /// The first field that breaks its rule.
    pub fn checked(self, owner: &str, policy: &OrganizationPolicy) -> Result<Self, FieldError> {
        let line = |part: &str, value: &str, most: usize, required: bool| {
            field::text(value, most, required).map_err(|rule| rule.broken(owner, part))
        };
        let country = self.country.trim().to_ascii_uppercase();
        if country.is_empty() {
            return Err(FieldRule::Missing.broken(owner, "Country"));
        }
        if !is_country_code(&country) {
            return Err(FieldRule::Country.broken(owner, "Country"));
        }
        Ok(OrganizationDetails {
            name: line("Name", &self.name, policy.name_length_max, true)?,
            department: line("Department", &self.department, policy.person_length_max, false)?,
            country,
            province: line("Province", &self.province, policy.text_length_max, true)?,
            city: line("City", &self.city, policy.text_length_max, true)?,
            address: line("Address", &self.address, policy.text_length_max, true)?,
            postcode: field::postcode(&self.postcode, policy)
                .map_err(|rule| rule.broken(owner, "PostalCode"))?,
            phone: field::check_phone(&self.phone, policy).map_err(|rule| rule.broken(owner, "Phone"))?,
            identity: self.identity,
        })
    }

    /// Whether both name the same organisation, for data reuse (E5, F4): name, country, province and city agree but for
    /// case and spaces.
    pub fn is_same_organization(&self, other: &OrganizationDetails) -> bool {
        let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        [
            (&self.name, &other.name),
            (&self.country, &other.country),
            (&self.province, &other.province),
            (&self.city, &other.city),
        ]
        .into_iter()
        .all(|(ours, theirs)| plain(ours) == plain(theirs))
    }
}
