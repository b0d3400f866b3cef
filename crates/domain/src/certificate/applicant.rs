//! Who applies: a person, or an organisation with those who speak for it. A copy of the facts as they were submitted,
//! so that a profile that changes later changes no application (F1, F2).

use crate::catalogue::{Brand, Product};
use crate::ids::{AdministratorId, OrganizationId};
use crate::organization::{FieldError, OrganizationDetails, Person, check_mail};
use crate::policy::Policy;
use serde::{Deserialize, Serialize};

/// Who applies for a certificate (`CompanyType`).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub enum Applicant {
    /// 1: a person; for DV only.
    Person {
        /// The contact address, which is mandatory then.
        mail: String,
    },
    /// 2: an organisation.
    Organization(Box<Represented>),
}

/// An organisation with those who speak for it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub struct Represented {
    /// The profile that the organisation's facts were taken from.
    pub organization_id: Option<OrganizationId>,
    /// The profile that the administrator's facts were taken from.
    pub administrator_id: Option<AdministratorId>,
    /// The organisation.
    pub organization: OrganizationDetails,
    /// Its administrator, whom the examiner asks for.
    pub administrator: Person,
    /// The contact; nothing where it is the administrator.
    pub contact: Option<Person>,
}

/// What an application says about the applicant breaks a rule.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ApplicantError {
    /// A person asks for more than DV.
    #[error("CompanyType: {product} is issued to organisations only; give 2 with the organisation's data")]
    OrganizationNeeded {
        /// The product's name.
        product: String,
    },
    /// A person without contact address.
    #[error("ContactEmail: is mandatory for an application without organisation; fill it in")]
    ContactMailMissing,
    /// A contact address that is none.
    #[error("ContactEmail: must be a mail address such as admin@example.org")]
    ContactMailInvalid,
    /// A field breaks its rule.
    #[error(transparent)]
    Field(#[from] FieldError),
    /// An identity document is missing.
    #[error("{field}: {why}")]
    IdentityMissing {
        /// The field.
        field: &'static str,
        /// Why it is needed and what to give.
        why: &'static str,
    },
}

/// Why EV needs a registration number.
const EV_NUMBER: &str = "an EV certificate names the registration number of the organisation (EV Guidelines 7.1.4.2.5); give it with its kind";
/// Why some brands need identity documents (product rules, section 1.4).
const BRAND_DOCUMENT: &str =
    "this brand examines identity documents of the organisation and of its persons; give kind and number";

impl Applicant {
    /// Brings the facts into one spelling and checks them against what the product and its brand want: the organisation
    /// for OV and EV with a well-formed telephone number (F2), the registration number for EV, identity documents
    /// where the brand asks for them.
    ///
    /// # Errors
    /// The first rule that is broken.
    pub fn checked(self, product: &Product, brand: &Brand, policy: &Policy) -> Result<Self, ApplicantError> {
        match self {
            Applicant::Person { .. } if !product.level.is_dv() => {
                Err(ApplicantError::OrganizationNeeded { product: product.name.clone() })
            }
            Applicant::Person { mail } if mail.trim().is_empty() => Err(ApplicantError::ContactMailMissing),
            Applicant::Person { mail } => Ok(Applicant::Person {
                mail: check_mail(&mail, policy.organization.mail_length_max)
                    .map_err(|_| ApplicantError::ContactMailInvalid)?,
            }),
            Applicant::Organization(represented) => {
                let checked = Represented {
                    organization: represented.organization.checked("Org", &policy.organization)?,
                    administrator: represented.administrator.checked("Admin", &policy.organization)?,
                    contact: represented
                        .contact
                        .map(|contact| contact.checked("Contact", &policy.organization))
                        .transpose()?,
                    ..*represented
                };
                checked.has_identities(product, brand)?;
                Ok(Applicant::Organization(Box::new(checked)))
            }
        }
    }

    /// The organisation; nothing for a person.
    pub fn represented(&self) -> Option<&Represented> {
        match self {
            Applicant::Person { .. } => None,
            Applicant::Organization(represented) => Some(represented),
        }
    }

    /// The organisation's facts; nothing for a person.
    pub fn organization(&self) -> Option<&OrganizationDetails> {
        self.represented().map(|represented| &represented.organization)
    }

    /// Where mail about the application goes.
    pub fn contact_mail(&self) -> &str {
        match self {
            Applicant::Person { mail } => mail,
            Applicant::Organization(represented) => {
                &represented.contact.as_ref().unwrap_or(&represented.administrator).mail
            }
        }
    }

    /// The telephone number of the contact; empty for a person.
    pub fn contact_phone(&self) -> &str {
        match self {
            Applicant::Person { .. } => "",
            Applicant::Organization(represented) => {
                &represented.contact.as_ref().unwrap_or(&represented.administrator).phone
            }
        }
    }

    /// What proofs of names are kept under for this applicant within its account: the same organisation, however it is
    /// spelled, has the same text (E5). A person has the account's own.
    pub fn organization_key(&self) -> String {
        let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        self.organization().map_or_else(String::new, |details| {
            [&details.name, &details.country, &details.province, &details.city]
                .map(|text| plain(text))
                .join("\n")
        })
    }
}

impl Represented {
    fn has_identities(&self, product: &Product, brand: &Brand) -> Result<(), ApplicantError> {
        let missing = |field, why| Err(ApplicantError::IdentityMissing { field, why });
        if self.organization.identity.is_none() {
            if product.level.is_ev() {
                return missing("OrgIdNumber", EV_NUMBER);
            }
            if brand.identity_documents {
                return missing("OrgIdNumber", BRAND_DOCUMENT);
            }
        }
        if brand.identity_documents && self.administrator.identity.is_none() {
            return missing("AdminIdNumber", BRAND_DOCUMENT);
        }
        let contact = self.contact.as_ref().filter(|contact| contact.identity.is_none());
        if brand.identity_documents && contact.is_some() {
            return missing("TechIdNumber", BRAND_DOCUMENT);
        }
        Ok(())
    }
}
