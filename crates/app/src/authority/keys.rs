//! Keys of authorities: made, sealed and opened, in the vault or in a hardware module.

use super::Founding;
use crate::failure::Failure;
use crate::ports::{AuthorityRecord, KeyPlace};
use chancery_domain::hierarchy::KeyIn;
use chancery_domain::key::KeyAlgorithm;
use chancery_pki::certificate::CertificateFacts;
use chancery_pki::private_key::{PrivateKey, Signer};
use std::sync::Arc;

/// What the sealed key of an authority is bound to.
fn context(id: &str) -> String {
    format!("authority/{id}")
}

/// Makes a key for the authority `id`.
pub(super) fn make(
    founding: &Founding,
    id: &str,
    algorithm: KeyAlgorithm,
    key_in: KeyIn,
    label: &str,
) -> Result<(KeyPlace, Arc<dyn Signer>), Failure> {
    match key_in {
        KeyIn::Vault => {
            let key = PrivateKey::generate(algorithm).map_err(Failure::internal)?;
            seal(founding, id, &key)
        }
        KeyIn::Pkcs11 => {
            let signer = module(founding, id)?.make(label, algorithm).map_err(Failure::internal)?;
            Ok((KeyPlace::Module(label.to_owned()), signer))
        }
    }
}

/// Seals a key for the authority `id`.
pub(super) fn seal(
    founding: &Founding,
    id: &str,
    key: &PrivateKey,
) -> Result<(KeyPlace, Arc<dyn Signer>), Failure> {
    let sealed = founding.vault.seal(&context(id), key.pkcs8_der())?;
    let signer = key.signing_key().map_err(Failure::internal)?;
    Ok((KeyPlace::Sealed(sealed), Arc::new(signer)))
}

/// Opens the key of a record. A module is not spoken to yet.
pub(super) fn open(founding: &Founding, record: &AuthorityRecord) -> Result<Arc<dyn Signer>, Failure> {
    match &record.key {
        KeyPlace::Sealed(sealed) => {
            let der = founding.vault.open(&context(&record.id), sealed)?;
            let key = PrivateKey::from_pkcs8_der(&der).map_err(Failure::internal)?;
            Ok(Arc::new(key.signing_key().map_err(Failure::internal)?))
        }
        KeyPlace::Module(label) => {
            let facts = CertificateFacts::parse(&record.certificate_der).map_err(Failure::internal)?;
            module(founding, &record.id)?.open(label, facts.public_key.spki()).map_err(Failure::internal)
        }
    }
}

/// The hardware module that the authority `id` needs.
pub(super) fn module<'a>(
    founding: &'a Founding,
    id: &str,
) -> Result<&'a dyn crate::ports::KeyModule, Failure> {
    founding.module.as_deref().ok_or_else(|| {
        Failure::internal(format!(
            "the key of {id} is in a hardware module, and none is configured; set ca.pkcs11_module"
        ))
    })
}
