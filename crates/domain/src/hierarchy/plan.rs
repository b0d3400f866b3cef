//! One root or issuing authority as it is wanted.

use super::NameConstraints;
use crate::issuance::IssuerKey;
use crate::key::KeyAlgorithm;
use serde::Deserialize;
use std::path::PathBuf;

/// Where a private key is kept.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default, Deserialize, Debug)]
#[serde(rename_all = "lowercase")]
pub enum KeyIn {
    /// In the register, sealed under the master key.
    #[default]
    Vault,
    /// In a hardware module that is spoken to over PKCS#11.
    Pkcs11,
}

/// Files to import an authority from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ImportFiles {
    /// Its certificate in PEM and, after it, those above it.
    pub certificate: PathBuf,
    /// Its key in PEM; nothing when the key is in the module already.
    pub private_key: Option<PathBuf>,
    /// The password of an encrypted key.
    pub password_file: Option<PathBuf>,
}

/// One root or issuing authority.
#[derive(Clone, PartialEq, Eq, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct AuthorityPlan {
    /// Its name in the register, in addresses and commands.
    pub(super) id: Option<String>,
    /// Whose certificates it signs; empty for roots and for those that only sign other authorities.
    #[serde(default)]
    pub brand: String,
    /// Its key.
    pub key: KeyAlgorithm,
    /// C.
    pub country: String,
    /// O.
    pub organization: String,
    /// CN.
    pub common_name: String,
    /// Years that its certificate lasts; the policy's when absent.
    pub validity_years: Option<i64>,
    /// Where its key is kept.
    #[serde(default)]
    pub key_in: KeyIn,
    /// The key's label in the module; `chancery-ID` when absent.
    pub key_label: Option<String>,
    /// Policies that it certifies; none means any.
    #[serde(default)]
    pub policy_oids: Vec<String>,
    /// The id of whoever signs it; nothing for roots.
    pub under: Option<String>,
    /// How many authorities may stand below it.
    #[serde(default)]
    pub path_length: u8,
    /// The names that may be certified below it.
    #[serde(default)]
    pub names: NameConstraints,
    pub(super) certificate: Option<PathBuf>,
    pub(super) private_key: Option<PathBuf>,
    pub(super) password_file: Option<PathBuf>,
}

impl AuthorityPlan {
    /// Its name in the register.
    pub fn id(&self) -> &str {
        self.id.as_deref().unwrap_or_default()
    }

    /// The brand and family that it signs for.
    pub fn issuer_key(&self) -> IssuerKey {
        IssuerKey { brand: self.brand.clone(), family: self.key.family() }
    }

    /// Its key's label in a module.
    pub fn module_label(&self) -> String {
        self.key_label.clone().unwrap_or_else(|| format!("chancery-{}", self.id()))
    }

    /// The files to import it from, if it is not to be made.
    pub fn import_files(&self) -> Option<ImportFiles> {
        Some(ImportFiles {
            certificate: self.certificate.clone()?,
            private_key: self.private_key.clone(),
            password_file: self.password_file.clone(),
        })
    }
}
