//! Identity documents of organisations and persons, and the check digits that their numbers carry.

use super::field::FieldRule;
use serde::{Deserialize, Serialize};

/// What identifies an organisation (`OrgIdType` of the cloud API).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub enum OrganizationIdentity {
    /// `TYDMZ`: the unified social credit code of China (GB 32100-2015).
    UnifiedCreditCode(String),
    /// `OTHERS`: a registration number of another kind.
    Other(String),
}

/// What identifies a person (`ManagerIdType` and its like).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub enum PersonIdentity {
    /// `SFZ`: the resident identity card of China (GB 11643-1999).
    IdentityCard(String),
    /// `HZ`: a passport.
    Passport(String),
}

impl OrganizationIdentity {
    /// Reads the cloud API's two fields; nothing when both are empty.
    ///
    /// # Errors
    /// The rule that is broken, for the field of the kind (`true`) or of the number (`false`).
    pub fn from_cloud(kind: &str, number: &str, most: usize) -> Result<Option<Self>, (bool, FieldRule)> {
        let number = number.trim();
        match (kind.trim(), number) {
            ("", "") => Ok(None),
            ("", _) => Err((true, FieldRule::IdentityHalf)),
            (_, "") => Err((false, FieldRule::IdentityHalf)),
            ("TYDMZ", number) => {
                let rule = "must be a unified social credit code: 18 digits and capital letters whose last one is right";
                let number = number.to_ascii_uppercase();
                let good = credit_code_holds(&number);
                if good {
                    Ok(Some(Self::UnifiedCreditCode(number)))
                } else {
                    Err((false, FieldRule::Identity(rule)))
                }
            }
            ("OTHERS", number) => {
                let number = super::field::text(number, most, true).map_err(|rule| (false, rule))?;
                Ok(Some(Self::Other(number)))
            }
            _ => Err((true, FieldRule::IdentityKind("TYDMZ and OTHERS"))),
        }
    }

    /// The two fields of the cloud API: kind and number.
    pub fn cloud(&self) -> (&'static str, &str) {
        match self {
            Self::UnifiedCreditCode(number) => ("TYDMZ", number),
            Self::Other(number) => ("OTHERS", number),
        }
    }
}

impl PersonIdentity {
    /// Reads the cloud API's two fields; nothing when both are empty.
    ///
    /// # Errors
    /// The rule that is broken, for the field of the kind (`true`) or of the number (`false`).
    pub fn from_cloud(kind: &str, number: &str) -> Result<Option<Self>, (bool, FieldRule)> {
        let number = number.trim().to_ascii_uppercase();
        match (kind.trim(), number.as_str()) {
            ("", "") => Ok(None),
            ("", _) => Err((true, FieldRule::IdentityHalf)),
            (_, "") => Err((false, FieldRule::IdentityHalf)),
            ("SFZ", _) => {
                let rule = "must be the number of a resident identity card: 17 digits and a check digit that is right";
                if identity_card_holds(&number) {
                    Ok(Some(Self::IdentityCard(number)))
                } else {
                    Err((false, FieldRule::Identity(rule)))
                }
            }
            ("HZ", _) => {
                let rule = "must be a passport number: 5 to 20 letters and digits (ICAO 9303)";
                let good =
                    (5..=20).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_alphanumeric());
                if good { Ok(Some(Self::Passport(number))) } else { Err((false, FieldRule::Identity(rule))) }
            }
            _ => Err((true, FieldRule::IdentityKind("SFZ and HZ"))),
        }
    }

    /// The two fields of the cloud API: kind and number.
    pub fn cloud(&self) -> (&'static str, &str) {
        match self {
            Self::IdentityCard(number) => ("SFZ", number),
            Self::Passport(number) => ("HZ", number),
        }
    }
}

/// The 31 signs of a credit code, in the order of their values (GB 32100-2015, table 1).
const CREDIT_SIGNS: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/// GB 32100-2015 annex A: the weights are powers of 3 modulo 31, the last sign completes the sum to a multiple of 31.
fn credit_code_holds(number: &str) -> bool {
    let values: Option<Vec<usize>> = number.chars().map(|sign| CREDIT_SIGNS.find(sign)).collect();
    let Some(values) = values.filter(|values| values.len() == 18) else { return false };
    let mut weight = 1_usize;
    let mut sum = 0_usize;
    for value in values.iter().take(17) {
        sum += value * weight;
        weight = weight * 3 % 31;
    }
    values.last().copied() == Some((31 - sum % 31) % 31)
}

/// GB 11643-1999 section 6 (ISO 7064 MOD 11-2): weights are powers of 2 modulo 11 from the right; `X` stands for 10.
fn identity_card_holds(number: &str) -> bool {
    if number.len() != 18 {
        return false;
    }
    let mut sum = 0_u32;
    for (position, sign) in number.chars().enumerate() {
        let value = match (sign.to_digit(10), sign, position) {
            (Some(digit), ..) => digit,
            (None, 'X', 17) => 10,
            _ => return false,
        };
        sum = (sum * 2 + value) % 11;
    }
    sum == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f1_identity_numbers_are_held_against_their_check_digits() {
        // Examples of the two standards.
        assert!(credit_code_holds("91350100M000100Y43"));
        assert!(!credit_code_holds("91350100M000100Y44"));
        assert!(!credit_code_holds("91350100M000100I43"), "I, O, S, V and Z are no signs of a credit code");
        assert!(!credit_code_holds("91350100M000100Y4"));
        assert!(identity_card_holds("11010519491231002X"));
        assert!(!identity_card_holds("110105194912310021"));
        assert!(!identity_card_holds("1101051949123100X2"));
        assert!(!identity_card_holds("11010519491231002"));
        assert_eq!(
            PersonIdentity::from_cloud("HZ", "e12345678"),
            Ok(Some(PersonIdentity::Passport("E12345678".into())))
        );
        assert!(PersonIdentity::from_cloud("HZ", "E-1").is_err());
        assert!(PersonIdentity::from_cloud("TYDMZ", "1").is_err(), "a person has no credit code");
        assert_eq!(PersonIdentity::from_cloud("SFZ", ""), Err((false, FieldRule::IdentityHalf)));
        assert_eq!(
            OrganizationIdentity::from_cloud("", "7", 40),
            Err::<Option<_>, _>((true, FieldRule::IdentityHalf))
        );
        assert_eq!(OrganizationIdentity::from_cloud("", " ", 40), Ok(None));
    }
}
