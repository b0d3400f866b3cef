//! One product: brand, level and kind of names, with its price, limits and keys.

use super::course::Step;
use super::domain_type::{DomainType, ProofMethod};
use super::level::Level;
use super::price::Price;
use super::withdrawal::RevocationPath;
use crate::key::KeyAlgorithm;
use serde::{Deserialize, Serialize};

/// Something that can be applied for, or could once.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub struct Product {
    /// Its code in the cloud API (`PackageType`, `ProductId`).
    pub code: u32,
    /// The key of its brand.
    pub brand: String,
    /// Its validation level.
    pub level: Level,
    /// The names it takes.
    pub domains: DomainType,
    /// Its name for people.
    pub name: String,
    /// Its name in Chinese.
    pub name_zh: String,
    /// Its price for a year; none when it is not sold.
    pub price: Option<Price>,
    /// Names at most, before free extra names.
    pub names_max: usize,
    /// Keys that it takes, the default first.
    pub keys: Vec<KeyAlgorithm>,
    /// Terms in years, shortest first; empty for the free product.
    pub terms_years: Vec<i64>,
    /// It may hold IP addresses (A4).
    pub ip: bool,
    /// It is for one house: its names and addresses may be internal ones (A4).
    pub private: bool,
    /// How control may be proved.
    pub methods: Vec<ProofMethod>,
    /// What an application has to pass, in order (F2, F3, seed 002 "Process").
    pub course: Vec<Step>,
    /// What a revocation that the tenant asks for has to pass (I2).
    pub revocation: RevocationPath,
    /// What a free product gives instead of years.
    pub free: Option<FreeTerm>,
}

/// The term of a free certificate (B1).
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct FreeTerm {
    /// Days that it lasts.
    pub validity_days: i64,
    /// The same as the cloud API writes it (`ValidityPeriod`).
    pub months: i64,
}

impl Product {
    /// It costs nothing and counts against the quota (B1).
    pub fn is_free(&self) -> bool {
        self.free.is_some()
    }

    /// It has a price and keys that can be made.
    pub fn is_on_sale(&self) -> bool {
        self.price.is_some() && !self.keys.is_empty()
    }

    /// It takes a key of this kind.
    pub fn takes_key(&self, algorithm: KeyAlgorithm) -> bool {
        self.keys.contains(&algorithm)
    }

    /// Control may be proved this way.
    pub fn allows(&self, method: ProofMethod) -> bool {
        self.methods.contains(&method)
    }

    /// Its keys in words, for messages.
    pub fn keys_in_words(&self) -> String {
        self.keys.iter().map(KeyAlgorithm::to_string).collect::<Vec<_>>().join(", ")
    }
}
