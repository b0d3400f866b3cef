//! A hardware module that makes private keys and signs with them; keys never leave it.

use chancery_domain::key::KeyAlgorithm;
use chancery_pki::private_key::Signer;
use std::sync::Arc;

/// Why a module did not do its part.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the hardware module cannot be used: {0}")]
pub struct ModuleError(pub String);

/// Makes keys and signs with them.
///
/// Contract: `make` may be called again after a crash and then returns the key that it made before; `open` speaks to
/// nobody, so that the service starts without its module and signs as soon as that is back.
pub trait KeyModule: Send + Sync {
    /// A key under this label: the one that is there, or a new one.
    ///
    /// # Errors
    /// [`ModuleError`] when the module is away or refuses, or the key that is there is of another kind.
    fn make(&self, label: &str, algorithm: KeyAlgorithm) -> Result<Arc<dyn Signer>, ModuleError>;

    /// The key under this label whose public half is `spki_der`.
    ///
    /// # Errors
    /// [`ModuleError`] when the public key is of a kind that the module is not used for.
    fn open(&self, label: &str, spki_der: &[u8]) -> Result<Arc<dyn Signer>, ModuleError>;
}
