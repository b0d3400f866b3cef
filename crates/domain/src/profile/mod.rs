//! Certificate profiles: what each kind of certificate carries and how it is asked for, read from one TOML file that
//! is compiled in and may be replaced by the operator.

mod acme_rules;
mod check;
mod sct_rule;

pub use acme_rules::{AcmeRules, CHALLENGE_NAMES};
pub(crate) use check::{is_oid, is_word};

use crate::key::KeyAlgorithm;
use crate::policy::{DataFileError, Policy, ValidityPeriod, read};
use crate::time::{SECONDS_PER_DAY, Timestamp};
use serde::Deserialize;

/// Whom a certificate is for: everyone, so that every dated rule holds, or one house.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Deserialize, Debug)]
#[serde(rename_all = "lowercase")]
pub enum Trust {
    /// Under the rules for publicly trusted certificates.
    Public,
    /// For one house: free of the limits on validity and client authentication, and in its certificates of what lints ask
    /// of public trust alone (internal names, reserved addresses, wildcards on suffixes, policies, subjects, pointers).
    /// Every other rule holds.
    Private,
}

/// Signed certificate timestamps to obtain before a certificate is given out (RFC 6962).
#[derive(Clone, Copy, PartialEq, Eq, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct SctRule {
    /// Logs that answer, at least.
    pub logs_min: usize,
    /// Different operators among them, at least.
    pub operators_min: usize,
}

/// One kind of certificate.
#[derive(Clone, PartialEq, Eq, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Its name in orders, in the directory and in the register.
    pub name: String,
    /// One line for people.
    pub title: String,
    /// For everyone or for one house.
    pub trust: Trust,
    /// Whose issuers sign, unless the plan names another brand.
    pub brand: String,
    /// Seconds that a certificate lasts when nothing shorter is asked for, first and last second included.
    pub validity_seconds: i64,
    /// Certificate policies as dotted identifiers.
    pub policy_oids: Vec<String>,
    /// Whether certificates are for client authentication too; see [`Profile::client_auth_at`].
    pub client_auth: bool,
    /// Whether the first DNS name also stands in the subject.
    pub common_name: bool,
    /// Whether certificates name their part of the revocation list.
    pub crl_pointer: bool,
    /// Whether certificates name the OCSP responder.
    pub ocsp_pointer: bool,
    /// What must be obtained from logs; nothing when certificates are not logged.
    pub scts: Option<SctRule>,
    /// Whether IP addresses may stand in it, once they are validated (must-never 12).
    pub ip_addresses: bool,
    /// Subscriber keys that are accepted.
    pub keys: Vec<KeyAlgorithm>,
    /// Whether it is the encryption certificate of an SM2 pair.
    #[serde(default)]
    pub encryption: bool,
    /// How it is asked for over ACME; nothing when it is not.
    pub acme: Option<AcmeRules>,
}

impl Profile {
    /// Whether a certificate issued `at` carries clientAuth: if the profile wants it and, for public ones, the dated
    /// policy still allows it.
    pub fn client_auth_at(&self, policy: &Policy, at: Timestamp) -> bool {
        self.client_auth
            && (self.trust == Trust::Private || !policy.issuance.client_auth_leaves_from.has_come(at))
    }

    /// The validity of a certificate issued `at` for a term of `term_days`: it begins a little earlier
    /// (`issuance.backdate_seconds`) and never lasts longer than [`Profile::validity_seconds_max`].
    pub fn validity_period(&self, policy: &Policy, at: Timestamp, term_days: i64) -> ValidityPeriod {
        let not_before = at.plus_seconds(-policy.issuance.backdate_seconds);
        let seconds =
            term_days.max(1).saturating_mul(SECONDS_PER_DAY).min(self.validity_seconds_max(policy, at));
        ValidityPeriod { not_before, not_after: not_before.plus_seconds(seconds - 1) }
    }

    /// Longest validity in seconds that a certificate issued `at` is given.
    pub fn validity_seconds_max(&self, policy: &Policy, at: Timestamp) -> i64 {
        match self.trust {
            Trust::Public => policy.validity_seconds_max(at),
            Trust::Private => self.validity_seconds,
        }
    }
}

/// All profiles of one file.
#[derive(Clone, PartialEq, Eq, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct Profiles {
    #[serde(rename = "profile")]
    profiles: Vec<Profile>,
}

/// The file that is compiled in.
const COMPILED_IN: &str = include_str!("../../data/profiles.toml");
/// What messages call it.
const COMPILED_IN_LABEL: &str = "compiled-in profiles.toml";

impl Profiles {
    /// Reads and checks a profiles file; `file_label` is what errors call it.
    ///
    /// # Errors
    /// The first fault found, with file, key and rule.
    pub fn parse(file_label: &str, text: &str) -> Result<Self, DataFileError> {
        let profiles: Profiles = read(file_label, text)?;
        check::check(&profiles.profiles, file_label)?;
        Ok(profiles)
    }

    /// The profiles that are compiled in.
    ///
    /// # Errors
    /// None in a build whose tests passed: a test reads the file.
    pub fn compiled_in() -> Result<Self, DataFileError> {
        Profiles::parse(COMPILED_IN_LABEL, COMPILED_IN)
    }

    /// The profile of this name.
    pub fn get(&self, name: &str) -> Option<&Profile> {
        self.profiles.iter().find(|profile| profile.name == name)
    }

    /// All profiles, in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = &Profile> {
        self.profiles.iter()
    }

    /// Those that are offered over ACME, with their rules, in the order of the file.
    pub fn acme(&self) -> impl Iterator<Item = (&Profile, &AcmeRules)> {
        self.profiles.iter().filter_map(|profile| Some((profile, profile.acme.as_ref()?)))
    }
}

#[cfg(test)]
mod tests;
