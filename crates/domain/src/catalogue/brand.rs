//! A line of certificates under one name, with the rules that all its products share.

use crate::name::BonusRules;
use serde::{Deserialize, Serialize};

/// One brand.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct Brand {
    /// Its key in files and in issuers' names; lower-case letters, digits and hyphens.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Its name in Chinese.
    pub name_zh: String,
    /// What signs.
    pub issuer: IssuerKind,
    /// It is in the SM2 hierarchy.
    pub sm2: bool,
    /// The record that proves a name by DNS (E1).
    pub dns_record: DnsRecordType,
    /// In so many days before the end nobody asks for a revocation but for a compromised key (I1); 0: until the end.
    pub revocation_closes_days: i64,
    /// The names it adds for free (A3).
    pub bonus: BonusRules,
    /// The confirmation letter is asked for also where profile and administrator are approved (F2).
    #[serde(default)]
    pub letter_always: bool,
    /// A renewal needs no new letter (seed 002 "SSL Certificate Renewal Process": WoTrus and DNSPod SM2).
    #[serde(default)]
    pub renewed_without_letter: bool,
    /// Identity documents of the organisation and its persons are examined (product rules, section 1.4).
    #[serde(default)]
    pub identity_documents: bool,
    /// Its certificates are for one house: internal names and private addresses may stand in them, and they are issued
    /// without public trust (A4; must never happen, number 12).
    #[serde(default)]
    pub private: bool,
    /// It looks for proofs in its own time: a look cannot be asked for by hand (product rules, section 2.7).
    #[serde(default)]
    pub looks_in_its_own_time: bool,
}

/// What signs a brand's certificates.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Debug)]
#[serde(rename_all = "kebab-case")]
pub enum IssuerKind {
    /// The authority inside this service.
    Embedded,
}

/// The type of a DNS record that proves control.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Debug)]
#[serde(rename_all = "UPPERCASE")]
pub enum DnsRecordType {
    /// TXT.
    Txt,
    /// CNAME.
    Cname,
}
