//! The certificate authority's own certificates as they are wanted: roots and issuing authorities, read from one TOML
//! file that is compiled in and may be replaced by the operator.

mod check;
mod constraints;
mod plan;
mod stage;

pub use constraints::{IpNetwork, NameConstraints};
pub use plan::{AuthorityPlan, ImportFiles, KeyIn};
pub use stage::Stage;

use crate::policy::{DataFileError, read};
use serde::Deserialize;

/// What stands for every brand of the catalogue.
pub const EVERY_BRAND: &str = "*";

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
    /// its title, and take the place of `*`.
    ///
    /// # Errors
    /// The first fault found, with file, key and rule.
    pub fn parse(file_label: &str, text: &str, brands: &[(String, String)]) -> Result<Self, DataFileError> {
        let mut hierarchy: Hierarchy = read(file_label, text)?;
        hierarchy.complete(brands);
        check::check(&hierarchy.roots, &hierarchy.issuers, file_label)?;
        Ok(hierarchy)
    }

    /// The hierarchy that is compiled in.
    ///
    /// # Errors
    /// None in a build whose tests passed: a test reads the file.
    pub fn compiled_in(brands: &[(String, String)]) -> Result<Self, DataFileError> {
        Hierarchy::parse(COMPILED_IN_LABEL, COMPILED_IN, brands)
    }

    /// Roots and issuing authorities, each after whoever signs it.
    pub fn plans(&self) -> impl Iterator<Item = &AuthorityPlan> {
        self.roots.iter().chain(&self.issuers)
    }

    /// Writes out what the file leaves out.
    fn complete(&mut self, brands: &[(String, String)]) {
        let first_root = self.roots.first().and_then(|root| root.id.clone());
        let mut issuers = Vec::new();
        for plan in self.issuers.drain(..) {
            if plan.brand == EVERY_BRAND {
                issuers.extend(brands.iter().map(|(brand, title)| AuthorityPlan {
                    brand: brand.clone(),
                    common_name: plan.common_name.replace("{title}", title),
                    ..plan.clone()
                }));
            } else {
                issuers.push(plan);
            }
        }
        for plan in &mut issuers {
            if plan.id.is_none() && !plan.brand.is_empty() {
                plan.id = Some(plan.issuer_key().to_string());
            }
            plan.under = plan.under.take().or_else(|| first_root.clone());
        }
        self.issuers = issuers;
    }
}

#[cfg(test)]
mod tests;
