//! Which identifiers a profile certifies: the name policy of ACME. The word review of catalogue products (E8) has no
//! part in it.

use super::identifier::Identifier;
use crate::name::DnsName;
use crate::profile::{AcmeRules, Profile, Trust};
use crate::special_address::{is_no_hosts, reserved};

/// Why an identifier is not certified.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Inadmissible {
    /// The profile does not certify this type.
    #[error("the profile {profile} does not certify identifiers of type \"{kind}\"")]
    Type {
        /// The profile.
        profile: String,
        /// `dns` or `ip`.
        kind: &'static str,
    },
    /// The profile does not certify wildcards.
    #[error("the profile {0} does not certify wildcards")]
    Wildcard(String),
    /// Not below any suffix of the public suffix list: an internal name (BR 4.2.2; must never happen, number 12).
    #[error(
        "{0} does not end in a public suffix that is in use; internal names are certified by a private profile"
    )]
    Internal(String),
    /// The name itself is a registry's (BR 3.2.2.6).
    #[error("{0} is a public suffix; name a domain below it")]
    PublicSuffix(String),
    /// An address that is set aside (BR 4.2.2; must never happen, number 12).
    #[error("{0} is an address set aside for special purposes; such are certified by a private profile")]
    Reserved(String),
}

impl Inadmissible {
    /// Whether the type is at fault (`unsupportedIdentifier`) rather than the identifier (`rejectedIdentifier`).
    pub fn is_type(&self) -> bool {
        matches!(self, Inadmissible::Type { .. })
    }
}

/// Whether the profile certifies an identifier.
///
/// # Errors
/// [`Inadmissible`] names the rule.
pub fn admissible(profile: &Profile, rules: &AcmeRules, identifier: &Identifier) -> Result<(), Inadmissible> {
    let public = profile.trust == Trust::Public;
    match identifier {
        Identifier::Dns(_) if !rules.dns => {
            Err(Inadmissible::Type { profile: profile.name.clone(), kind: "dns" })
        }
        Identifier::Ip(_) if !rules.ip => {
            Err(Inadmissible::Type { profile: profile.name.clone(), kind: "ip" })
        }
        Identifier::Dns(name) => {
            if name.is_wildcard() && !rules.wildcard {
                return Err(Inadmissible::Wildcard(profile.name.clone()));
            }
            if public && !name.dns().is_some_and(DnsName::has_known_suffix) {
                return Err(Inadmissible::Internal(name.to_string()));
            }
            if public && name.dns().is_some_and(DnsName::is_registry_controlled) {
                return Err(Inadmissible::PublicSuffix(name.to_string()));
            }
            Ok(())
        }
        Identifier::Ip(address) if is_no_hosts(*address) || public && reserved(*address).is_some() => {
            Err(Inadmissible::Reserved(address.to_string()))
        }
        Identifier::Ip(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::profile::Profiles;

    #[test]
    fn must_never_12_internal_names_and_addresses_are_for_private_profiles() {
        let profiles = Profiles::compiled_in().unwrap();
        for (profile, kind, value, good) in [
            ("default", "dns", "www.shop.org", true),
            ("default", "dns", "*.shop.org", true),
            // The word review of catalogue products does not hold here.
            ("default", "dns", "bank-test.shop.org", true),
            ("default", "dns", "printer.local", false),
            ("default", "dns", "db.internal", false),
            ("default", "dns", "localhost", false),
            ("default", "dns", "co.uk", false),
            ("default", "ip", "8.8.8.8", false),
            ("shortlived", "ip", "8.8.8.8", true),
            ("shortlived", "ip", "127.0.0.1", false),
            ("shortlived", "ip", "10.0.0.1", false),
            ("private", "dns", "printer.local", true),
            ("private", "dns", "localhost", true),
            ("private", "ip", "10.0.0.1", true),
            ("private", "ip", "0.0.0.0", false),
            ("private", "ip", "ff02::1", false),
        ] {
            let profile = profiles.get(profile).unwrap();
            let rules = profile.acme.as_ref().unwrap();
            let outcome = admissible(profile, rules, &Identifier::parse(kind, value).unwrap());
            assert_eq!(outcome.is_ok(), good, "{} {value}: {outcome:?}", profile.name);
        }
    }
}
