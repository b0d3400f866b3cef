//! The embedded authority: one active issuer for each brand and family, retired ones beside them, and what it
//! publishes. Keys are in this process or in a hardware module.

mod absent;
mod pkcs11;
mod prepare;
mod state;

pub use absent::AbsentAuthority;
pub use pkcs11::{Pkcs11Module, Pkcs11Settings};
pub use prepare::Rules;

use chancery_app::authority::OpenAuthority;
use chancery_app::ports::{Authority, AuthorityError, IssuerView, LeafRequest, Prepared};
use parking_lot::RwLock;
use state::State;
use std::fmt;
use std::sync::Arc;

/// Signs with the keys of the register's authorities.
pub struct EmbeddedAuthority {
    rules: Rules,
    state: RwLock<Arc<State>>,
}

impl fmt::Debug for EmbeddedAuthority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EmbeddedAuthority").field("issuers", &self.issuers()).finish_non_exhaustive()
    }
}

impl EmbeddedAuthority {
    /// Prepares every issuer.
    ///
    /// # Errors
    /// [`AuthorityError`] when there is no root, or a key does not fit its certificate.
    pub fn new(authorities: Vec<OpenAuthority>, rules: Rules) -> Result<Self, AuthorityError> {
        let state = RwLock::new(Arc::new(State::new(authorities)?));
        Ok(EmbeddedAuthority { rules, state })
    }

    /// Takes these authorities from now on: after a rotation, an import or a cross-signature. What is being prepared
    /// or signed at the moment ends with those before.
    ///
    /// # Errors
    /// [`AuthorityError`] as for [`EmbeddedAuthority::new`]; those before stay in place.
    pub fn replace(&self, authorities: Vec<OpenAuthority>) -> Result<(), AuthorityError> {
        let fresh = Arc::new(State::new(authorities)?);
        *self.state.write() = fresh;
        Ok(())
    }

    fn now(&self) -> Arc<State> {
        self.state.read().clone()
    }
}

impl Authority for EmbeddedAuthority {
    fn prepare(&self, request: &LeafRequest) -> Result<Prepared, AuthorityError> {
        let state = self.now();
        prepare::prepare(&self.rules, state.active(&request.issuer)?, request)
    }

    /// A retired issuer still finishes what was recorded before another took its place.
    fn sign(&self, issuer: &str, to_be_signed: &[u8]) -> Result<Vec<u8>, AuthorityError> {
        let state = self.now();
        let issuer = state.named(issuer)?;
        issuer
            .template
            .sign(to_be_signed, issuer.signer.as_ref())
            .map_err(|error| AuthorityError::Unavailable(error.to_string()))
    }

    fn chain(&self, issuer: &str) -> Result<Vec<Vec<u8>>, AuthorityError> {
        let state = self.now();
        state
            .named(issuer)?
            .chains
            .first()
            .cloned()
            .ok_or_else(|| AuthorityError::NoIssuer(issuer.to_owned()))
    }

    fn chains(&self, issuer: &str) -> Result<Vec<Vec<Vec<u8>>>, AuthorityError> {
        Ok(self.now().named(issuer)?.chains.clone())
    }

    fn issuer(&self, issuer: &str) -> Result<IssuerView, AuthorityError> {
        let state = self.now();
        let found = state.named(issuer)?;
        Ok(IssuerView {
            id: issuer.to_owned(),
            certificate: found.certificate.clone(),
            signer: found.signer.clone(),
            responder: None,
        })
    }

    fn issuers(&self) -> Vec<String> {
        self.now().ids()
    }
}
