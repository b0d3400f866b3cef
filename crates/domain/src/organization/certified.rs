//! What a certificate says about an organisation (BR 7.1.2.7.4 for OV, EV Guidelines 7.1.4.2 for EV). The department
//! never: organizationalUnitName is prohibited since 2022 (BR 7.1.4.2.2).

use super::details::OrganizationDetails;
use super::identity::OrganizationIdentity;
use crate::catalogue::Level;
use serde::{Deserialize, Serialize};

/// The organisation as it stands in the subject of a certificate.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct CertifiedOrganization {
    /// organizationName.
    pub name: String,
    /// countryName: two capital letters.
    pub country: String,
    /// stateOrProvinceName.
    pub province: String,
    /// localityName.
    pub city: String,
    /// What EV adds.
    pub extended: Option<ExtendedIdentity>,
}

/// What the EV Guidelines want beside the name and place.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct ExtendedIdentity {
    /// businessCategory (EVG 7.1.4.2.3).
    pub business_category: String,
    /// jurisdictionCountryName (EVG 7.1.4.2.4).
    pub jurisdiction_country: String,
    /// serialNumber: the registration number (EVG 7.1.4.2.5).
    pub registration_number: String,
}

impl OrganizationDetails {
    /// What a certificate of this level says; nothing for DV, and nothing for EV without a registration number.
    pub fn certified(&self, level: Level) -> Option<CertifiedOrganization> {
        let extended = match (level.is_dv(), level.is_ev(), &self.identity) {
            (true, ..) | (_, true, None) => return None,
            (_, true, Some(identity)) => Some(ExtendedIdentity {
                business_category: identity.business_category().to_owned(),
                jurisdiction_country: self.country.clone(),
                registration_number: identity.cloud().1.to_owned(),
            }),
            (_, false, _) => None,
        };
        Some(CertifiedOrganization {
            name: self.name.clone(),
            country: self.country.clone(),
            province: self.province.clone(),
            city: self.city.clone(),
            extended,
        })
    }
}

impl OrganizationIdentity {
    /// The category of EVG 7.1.4.2.3. A credit code begins with who registered it and as what (GB 32100-2015 table 2): 11
    /// an organ of government, 91 an enterprise; all others, such as institutions and partnerships of one person, are
    /// business entities. Other registers hold private organisations.
    pub fn business_category(&self) -> &'static str {
        match self {
            OrganizationIdentity::UnifiedCreditCode(code) if code.starts_with("11") => "Government Entity",
            OrganizationIdentity::UnifiedCreditCode(code) if code.starts_with("91") => "Private Organization",
            OrganizationIdentity::UnifiedCreditCode(_) => "Business Entity",
            OrganizationIdentity::Other(_) => "Private Organization",
        }
    }
}
