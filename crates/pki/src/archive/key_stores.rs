//! The PFX and JKS files of one archive, made once and under one password.

use super::{ArchiveError, ArchiveInput, KeyForm, ServiceType};
use crate::jks::jks;
use crate::pfx::{PfxProfile, pfx, random_password};
use zeroize::Zeroizing;

/// The key stores of an archive; each is made only when its type is asked for.
#[derive(Default)]
pub(super) struct KeyStores {
    /// PKCS#12.
    pub pfx: Option<Zeroizing<Vec<u8>>>,
    /// JKS; for a key under its user's password PKCS#12 again.
    pub jks: Option<Zeroizing<Vec<u8>>>,
    /// The password of both, when it was drawn here.
    pub password: Option<Zeroizing<String>>,
}

impl KeyStores {
    pub(super) fn new(
        input: &ArchiveInput<'_>,
        service_type: ServiceType,
        alias: &str,
    ) -> Result<Self, ArchiveError> {
        let all = service_type == ServiceType::All;
        if !all && !service_type.needs_key() {
            return Ok(Self::default());
        }
        let wants_jks = all || service_type == ServiceType::Jks;
        let wants_pfx = all || !wants_jks;
        let chain: Vec<Vec<u8>> =
            std::iter::once(input.leaf.to_vec()).chain(input.intermediates.iter().cloned()).collect();
        let mut stores = Self::default();
        match input.key {
            KeyForm::None if all => {}
            KeyForm::None => return Err(ArchiveError::NeedsKey(service_type)),
            KeyForm::Plain(key) => {
                let password = random_password()?;
                if wants_pfx {
                    let file = pfx(key, &chain, &password, alias, input.pfx_profile)?;
                    stores.pfx = Some(Zeroizing::new(file));
                }
                if wants_jks {
                    let file = jks(key, &chain, alias, &password, input.now)?;
                    stores.jks = Some(Zeroizing::new(file));
                }
                stores.password = Some(password);
            }
            KeyForm::Protected(_) if input.pfx_profile == PfxProfile::Legacy && wants_pfx => {
                return Err(ArchiveError::LegacyNeedsPlainKey);
            }
            KeyForm::Protected(key) => {
                let file = Zeroizing::new(key.pfx(&chain, alias)?);
                stores.jks = wants_jks.then(|| file.clone());
                stores.pfx = wants_pfx.then_some(file);
            }
        }
        Ok(stores)
    }
}
