//! Keys in a hardware module, spoken to over PKCS#11 (OASIS PKCS#11 v2.40 and later).
//!
//! The module may go away and come back at any time: whoever asks for a signature meanwhile is told that the key cannot
//! be used, and the first one after its return connects anew. Nothing of it needs a restart.

mod keys;
mod link;
mod pool;
mod signer;

pub use pool::Pkcs11Module;

use std::fmt;
use std::path::PathBuf;
use zeroize::Zeroizing;

/// Which module, which token, and how to open it.
#[derive(Clone)]
pub struct Pkcs11Settings {
    /// The module's shared library.
    pub module: PathBuf,
    /// The token's label.
    pub token: String,
    /// The user's PIN.
    pub pin: Zeroizing<String>,
    /// Sessions open at once, at most: so many signatures are made side by side.
    pub sessions_max: usize,
}

impl fmt::Debug for Pkcs11Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pkcs11Settings")
            .field("module", &self.module)
            .field("token", &self.token)
            .field("pin", &"***")
            .field("sessions_max", &self.sessions_max)
            .finish()
    }
}

/// Why the module did not do something.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub(crate) enum LinkError {
    /// The library cannot be loaded or started.
    #[error("the library {0} cannot be used: {1}")]
    Library(String, String),
    /// No token has the label.
    #[error("no token is labelled {0:?}; it may have been removed")]
    NoToken(String),
    /// The PIN was refused once and is not tried again: tokens lock themselves after a few wrong ones.
    #[error("the token refused the PIN; correct it and start the service again")]
    Pin,
    /// No key has the label.
    #[error("the token has no key labelled {0:?} that belongs to the certificate")]
    NoKey(String),
    /// The key under the label is of another kind.
    #[error("the token has a key labelled {0:?} already, of another kind")]
    OtherKind(String),
    /// The module answered with an error.
    #[error("the module answered: {0}")]
    Module(String),
}

impl From<cryptoki::error::Error> for LinkError {
    fn from(error: cryptoki::error::Error) -> Self {
        // The crate's texts explain each code at length; the code alone says which it is.
        match error {
            cryptoki::error::Error::Pkcs11(code, function) => {
                LinkError::Module(format!("{code:?} to {function:?}"))
            }
            other => LinkError::Module(other.to_string()),
        }
    }
}
