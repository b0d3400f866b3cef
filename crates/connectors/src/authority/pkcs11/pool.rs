//! The module with its connection: kept while it works, made anew when it does not.

use super::keys;
use super::link::Link;
use super::signer::ModuleSigner;
use super::{LinkError, Pkcs11Settings};
use chancery_app::ports::{KeyModule, ModuleError};
use chancery_domain::key::KeyAlgorithm;
use chancery_pki::private_key::Signer;
use parking_lot::RwLock;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A hardware module. Cheap to clone; clones share the connection.
#[derive(Clone)]
pub struct Pkcs11Module(Arc<Shared>);

struct Shared {
    settings: Pkcs11Settings,
    /// Read by whoever signs, written by whoever connects: a library must not be stopped under a signature.
    link: RwLock<State>,
    pin_refused: AtomicBool,
}

/// The connection and how often one was made, so that of several that met the same fault only one connects anew.
struct State {
    link: Option<Link>,
    generation: u64,
}

impl fmt::Debug for Pkcs11Module {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Pkcs11Module").field(&self.0.settings).finish()
    }
}

impl Pkcs11Module {
    /// A module that is connected to when it is first needed.
    pub fn new(settings: Pkcs11Settings) -> Self {
        Pkcs11Module(Arc::new(Shared {
            settings,
            link: RwLock::new(State { link: None, generation: 0 }),
            pin_refused: AtomicBool::new(false),
        }))
    }

    /// Does `work` on the connection; when that fails, once more on a fresh one.
    pub(super) fn on_link<T>(&self, work: impl Fn(&Link) -> Result<T, LinkError>) -> Result<T, LinkError> {
        let seen = {
            let state = self.0.link.read();
            if let Some(link) = &state.link {
                match work(link) {
                    Ok(value) => return Ok(value),
                    Err(error) => {
                        tracing::warn!(error = %error, "the hardware module failed; connecting anew")
                    }
                }
            }
            state.generation
        };
        self.connect(seen)?;
        let state = self.0.link.read();
        match &state.link {
            Some(link) => work(link),
            None => Err(LinkError::NoToken(self.0.settings.token.clone())),
        }
    }

    /// Connects anew, unless another caller has done so since the connection of generation `seen`.
    fn connect(&self, seen: u64) -> Result<(), LinkError> {
        let mut state = self.0.link.write();
        if state.generation != seen && state.link.is_some() {
            return Ok(());
        }
        if self.0.pin_refused.load(Ordering::Relaxed) {
            return Err(LinkError::Pin);
        }
        if let Some(old) = state.link.take() {
            old.close();
        }
        state.generation += 1;
        match Link::open(&self.0.settings) {
            Ok(link) => {
                tracing::info!(token = %self.0.settings.token, "connected to the hardware module");
                state.link = Some(link);
                Ok(())
            }
            Err(error) => {
                if error == LinkError::Pin {
                    self.0.pin_refused.store(true, Ordering::Relaxed);
                }
                Err(error)
            }
        }
    }
}

impl KeyModule for Pkcs11Module {
    fn make(&self, label: &str, algorithm: KeyAlgorithm) -> Result<Arc<dyn Signer>, ModuleError> {
        let spki = self
            .on_link(|link| link.with_session(|session| keys::make(session, label, algorithm)))
            .map_err(|error| ModuleError(error.to_string()))?;
        self.open(label, &spki)
    }

    fn open(&self, label: &str, spki_der: &[u8]) -> Result<Arc<dyn Signer>, ModuleError> {
        let signer =
            ModuleSigner::new(self.clone(), label, spki_der).map_err(|e| ModuleError(e.to_string()))?;
        Ok(Arc::new(signer))
    }
}
