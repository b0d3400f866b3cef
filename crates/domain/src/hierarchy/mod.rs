//! The certificate authority's own certificates as they are wanted: roots and issuing authorities, read from one TOML
//! file that is compiled in and may be replaced by the operator.

mod check;
mod constraints;
mod plan;
mod stage;

pub use constraints::{IpNetwork, NameConstraints};
pub use plan::{AuthorityPlan, ImportFiles, KeyIn};
pub use stage::Stage;

use crate::key::KeyFamily;
use crate::policy::{DataFileError, read};
use serde::Deserialize;

/// What stands for every brand of the catalogue that is not named by itself.
pub const EVERY_BRAND: &str = "*";

/// A brand of the catalogue, as the hierarchy needs to know it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CatalogueBrand {
    /// Its key.
    pub key: String,
    /// Its name for people.
    pub title: String,
    /// It is of the SM2 hierarchy: its issuers have SM2 keys, those of the other brands none.
    pub sm2: bool,
}

/// All roots and issuing authorities of one file.
#[derive(Clone, PartialEq, Eq, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct Hierarchy {
    #[serde(rename = "root")]
    roots: Vec<AuthorityPlan>,
    #[serde(rename = "issuer", default)]
    issuers: Vec<AuthorityPlan>,
}

/// The file that is compiled in.
const COMPILED_IN: &str = include_str!("../../data/hierarchy.toml");
/// What messages call it.
const COMPILED_IN_LABEL: &str = "compiled-in hierarchy.toml";

impl Hierarchy {
    /// Reads and checks a hierarchy file; `file_label` is what errors call it. `brands` are the catalogue's, each with
    /// its title and whether it is of the SM2 hierarchy, and take the place of `*` by the family of the issuer's key.
    ///
    /// # Errors
    /// The first fault found, with file, key and rule.
    pub fn parse(file_label: &str, text: &str, brands: &[CatalogueBrand]) -> Result<Self, DataFileError> {
        let mut hierarchy: Hierarchy = read(file_label, text)?;
        hierarchy.complete(brands);
        check::check(&hierarchy.roots, &hierarchy.issuers, file_label)?;
        Ok(hierarchy)
    }

    /// The hierarchy that is compiled in.
    ///
    /// # Errors
    /// None in a build whose tests passed: a test reads the file.
    pub fn compiled_in(brands: &[CatalogueBrand]) -> Result<Self, DataFileError> {
        Hierarchy::parse(COMPILED_IN_LABEL, COMPILED_IN, brands)
    }

    /// Roots and issuing authorities, each after whoever signs it.
    pub fn plans(&self) -> impl Iterator<Item = &AuthorityPlan> {
        self.roots.iter().chain(&self.issuers)
    }

    /// Writes out what the file leaves out.
    fn complete(&mut self, brands: &[CatalogueBrand]) {
        let first_root = |sm2: bool| {
            let mut roots = self.roots.iter();
            roots.find(|root| (root.key.family() == KeyFamily::Sm2) == sm2).and_then(|root| root.id.clone())
        };
        let (first, first_sm2) = (first_root(false), first_root(true));
        let named: Vec<_> = self.issuers.iter().map(AuthorityPlan::issuer_key).collect();
        let mut issuers = Vec::new();
        for plan in self.issuers.drain(..) {
            if plan.brand == EVERY_BRAND {
                let sm2 = plan.key.family() == KeyFamily::Sm2;
                let of_family = brands.iter().filter(|brand| brand.sm2 == sm2);
                let of_brand = of_family.map(|brand| AuthorityPlan {
                    brand: brand.key.clone(),
                    common_name: plan.common_name.replace("{title}", &brand.title),
                    ..plan.clone()
                });
                issuers.extend(of_brand.filter(|plan| !named.contains(&plan.issuer_key())));
            } else {
                issuers.push(plan);
            }
        }
        for plan in &mut issuers {
            if plan.id.is_none() && !plan.brand.is_empty() {
                plan.id = Some(plan.issuer_key().to_string());
            }
            let first = if plan.key.family() == KeyFamily::Sm2 { &first_sm2 } else { &first };
            plan.under = plan.under.take().or_else(|| first.clone());
        }
        self.issuers = issuers;
    }
}

#[cfg(test)]
mod tests;
