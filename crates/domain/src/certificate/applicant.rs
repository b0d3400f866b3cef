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
/// How it may look there.
const EV_NUMBER_FORM: &str = "the registration number stands in an EV certificate (EV Guidelines 7.1.4.2.5); write it with letters of the Latin alphabet and digits";
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
        if let Some(identity) = &self.organization.identity
            && product.level.is_ev()
            && !is_printable(identity.cloud().1)
        {
            return missing("OrgIdNumber", EV_NUMBER_FORM);
        }
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

/// The characters of PrintableString (X.680 clause 41.4), at most 64 of them (ub-serial-number).
fn is_printable(text: &str) -> bool {
    text.len() <= 64 && text.chars().all(|c| c.is_ascii_alphanumeric() || " '()+,-./:=?".contains(c))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;
    use crate::catalogue::Catalogue;
    use crate::organization::{OrganizationIdentity, PersonIdentity};

    fn person(identity: Option<PersonIdentity>) -> Person {
        Person {
            first_name: "San".into(),
            last_name: "Zhang".into(),
            position: "Manager".into(),
            department: String::new(),
            phone: "+86 755 8601 3388".into(),
            mail: "zhang@example.com".into(),
            identity,
        }
    }

    fn organization(phone: &str, identity: Option<OrganizationIdentity>) -> Represented {
        Represented {
            organization_id: None,
            administrator_id: None,
            organization: OrganizationDetails {
                name: " Shop  Ltd ".into(),
                department: "IT".into(),
                country: "cn".into(),
                province: "Guangdong".into(),
                city: "Shenzhen".into(),
                address: "1 High Street".into(),
                postcode: "518000".into(),
                phone: phone.into(),
                identity,
            },
            administrator: person(None),
            contact: None,
        }
    }

    /// The outcome for the product of this code: `Ok`, or the first words of the refusal.
    fn outcome(code: u32, applicant: Applicant) -> String {
        let (catalogue, policy) = (Catalogue::compiled_in().unwrap(), Policy::compiled_in().unwrap());
        let product = catalogue.product(code).unwrap();
        let brand = catalogue.brand_of(product).unwrap();
        match applicant.checked(product, brand, &policy) {
            Ok(_) => "ok".into(),
            Err(error) => error.to_string().split(':').next().unwrap().to_owned(),
        }
    }

    // F2, D2: a person applies for DV only and leaves an address; an organisation for everything, with a telephone number;
    // EV names the register.
    #[test]
    fn each_level_asks_for_its_applicant() {
        let (dv, ov, ev) = (12, 14, 16);
        let person = |mail: &str| Applicant::Person { mail: mail.into() };
        let firm = |phone: &str, identity: Option<OrganizationIdentity>| {
            Applicant::Organization(Box::new(organization(phone, identity)))
        };
        let number = |text: &str| Some(OrganizationIdentity::Other(text.into()));
        let phone = "+86 755 8601 3388";
        for (code, applicant, expected) in [
            (dv, person("me@example.org"), "ok"),
            (dv, person(" "), "ContactEmail"),
            (dv, person("me"), "ContactEmail"),
            (ov, person("me@example.org"), "CompanyType"),
            (ev, person("me@example.org"), "CompanyType"),
            (dv, firm(phone, None), "ok"),
            (ov, firm(phone, None), "ok"),
            (ov, firm("", None), "OrgPhone"),
            (ov, firm("abc", None), "OrgPhone"),
            (ov, firm("0000000000", None), "OrgPhone"),
            (ev, firm(phone, None), "OrgIdNumber"),
            (ev, firm(phone, number("HRB 12345")), "ok"),
            (ev, firm(phone, number("注册号 1")), "OrgIdNumber"),
        ] {
            assert_eq!(outcome(code, applicant.clone()), expected, "{code} {applicant:?}");
        }
    }

    // F2 (product rules 1.4): a brand that examines identity documents wants those of everybody named.
    #[test]
    fn a_brand_may_want_identity_documents_of_everybody() {
        let (catalogue, policy) = (Catalogue::compiled_in().unwrap(), Policy::compiled_in().unwrap());
        let (product, brand) = (catalogue.product(14).unwrap(), catalogue.brand("cfca").unwrap());
        let code = OrganizationIdentity::UnifiedCreditCode("91350100M000100Y43".into());
        let card = PersonIdentity::Passport("E12345678".into());
        let mut applicant = organization("+86 755 8601 3388", None);
        let mut field = || {
            let checked =
                Applicant::Organization(Box::new(applicant.clone())).checked(product, brand, &policy);
            let missing = match checked {
                Ok(_) => "none",
                Err(ApplicantError::IdentityMissing { field, .. }) => field,
                Err(other) => panic!("{other}"),
            };
            match missing {
                "OrgIdNumber" => applicant.organization.identity = Some(code.clone()),
                "AdminIdNumber" => {
                    applicant.administrator.identity = Some(card.clone());
                    applicant.contact = Some(person(None));
                }
                _ => applicant.contact = Some(person(Some(card.clone()))),
            }
            missing
        };
        assert_eq!(
            [field(), field(), field(), field()],
            ["OrgIdNumber", "AdminIdNumber", "TechIdNumber", "none"]
        );
    }

    // E5: the same organisation has the same key however it is spelled; a person has the account's.
    #[test]
    fn the_same_organisation_has_the_same_key() {
        let one = Applicant::Organization(Box::new(organization("1", None)));
        let mut other = organization("2", None);
        other.organization.name = "SHOP Ltd".into();
        other.organization.country = "CN".into();
        assert_eq!(
            one.organization_key(),
            Applicant::Organization(Box::new(other.clone())).organization_key()
        );
        other.organization.city = "Beijing".into();
        assert_ne!(one.organization_key(), Applicant::Organization(Box::new(other)).organization_key());
        assert_eq!(Applicant::Person { mail: "me@example.org".into() }.organization_key(), "");
    }
}
